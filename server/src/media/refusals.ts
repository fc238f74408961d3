import { AssertionError } from 'node:assert';
import { errors } from 'undici';
import { FetchRefusal, type FetchRefusalReason } from './targets.ts';

/**
 * Turns what a failed call threw into a FetchRefusal. What is not the other side's doing passes
 * unchanged: the caller's own abort, and errors of our disk.
 */
export function asRefusal(error: unknown, aborted?: AbortSignal): unknown {
  if (aborted?.aborted === true) return aborted.reason;
  if (error instanceof FetchRefusal) return error;
  const refusal = errorsWithin(error).find((inner) => inner instanceof FetchRefusal);
  if (refusal !== undefined) return refusal;
  if (isTimeout(error)) {
    return new FetchRefusal('timeout', 'The server did not answer in time.', error);
  }
  const code = codeOf(error);
  if (/CERT|TLS|SSL|SIGNATURE|SELF_SIGNED/u.test(code)) {
    return new FetchRefusal('connect', 'The TLS certificate of the server is not valid.', error);
  }
  if (isNoHttp(error)) {
    return new FetchRefusal('connect', 'The server did not answer in HTTP.', error);
  }
  if (error instanceof errors.UndiciError || networkCodes.has(code)) {
    return new FetchRefusal('connect', 'The server refused or broke off the connection.', error);
  }
  return error;
}

/** The parser names what it cannot read; what it reads and HTTP does not know, such as a status 000, fails later. */
function isNoHttp(error: unknown): boolean {
  return error instanceof errors.HTTPParserError || error instanceof AssertionError;
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPIPE',
  'EPROTO',
]);

const neverSentReasons: ReadonlySet<FetchRefusalReason> = new Set([
  'address',
  'url',
  'port',
  'scheme',
  'dns',
]);

/** Of connections that were never made. A reset may have come after the request. */
const neverMadeCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

/** True where it is certain that nothing of a call has reached the other side. */
export function wasNeverSent({ reason, cause }: FetchRefusal): boolean {
  if (neverSentReasons.has(reason)) return true;
  return (
    cause instanceof errors.ConnectTimeoutError ||
    // A header that cannot be said, such as a key of two lines.
    cause instanceof errors.InvalidArgumentError ||
    neverMadeCodes.has(codeOf(cause))
  );
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    codeOf(error) === 'ETIMEDOUT' ||
    (error instanceof DOMException && error.name === 'TimeoutError')
  );
}

/** Several addresses of one host fail as an AggregateError. */
function errorsWithin(error: unknown): readonly unknown[] {
  if (error instanceof AggregateError) return error.errors;
  return error instanceof Error && error.cause !== undefined ? [error.cause] : [];
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
