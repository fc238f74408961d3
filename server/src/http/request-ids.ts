import { randomBytes } from 'node:crypto';

/**
 * Ids of requests: unique across processes, cheap, and unlike any task id. They stand in the
 * `X-Request-Id` header of every answer, in our own log and in the body of an internal error.
 */
export function requestIds(): () => string {
  const ofThisProcess = randomBytes(8).toString('hex');
  let count = 0;
  return () => `${ofThisProcess}-${(count += 1).toString(36)}`;
}

const visibleAscii = /^[\x21-\x7e]{1,128}$/;

/** A caller's own `X-Client-Request-Id`, where it is fit to be echoed and logged: else null. */
export function clientRequestId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && visibleAscii.test(header) ? header : null;
}
