import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AnyOperation, Dialect, KeyHeader } from '../dialects/mechanism.ts';
import { refuse, type ProblemError } from '../generation/problems.ts';

/** Seconds until it is worth looking at a task again, as hmtm's documents advise it. */
export const lookAgainAfter = '5';

/** What an operation takes as its body. */
export type BodyForms = NonNullable<AnyOperation['takes']>;

/** As RFC 3986 writes a host and a port; a target without a host has none (RFC 9112, section 3.2). */
const hostForm = /^(?:\[[^\]\s]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/;

/**
 * A proxy before us may have gone by another one than the first: a request names one host (RFC 9112, section
 * 3.2). Null: it does; else the refusal.
 */
export function hostTrouble({ rawHeaders, headers }: IncomingMessage): ProblemError | null {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts <= 1 && hostForm.test(headers.host ?? '')) return null;
  return refuse('invalid_parameter', 'The Host header must be there once and name a host.', {
    field: 'Host',
  });
}

const bearer = /^bearer +([^ ]+) *$/i;

/** The API key of a call: the first of the dialect's places that holds one. Null: none does. */
export function apiKey(headers: IncomingHttpHeaders, places: Dialect['keyHeaders']): string | null {
  for (const place of places) {
    const key = keyAt(place, headers);
    if (typeof key === 'string' && key !== '') return key;
  }
  return null;
}

function keyAt(place: KeyHeader, headers: IncomingHttpHeaders): string | string[] | undefined {
  const { authorization = '' } = headers;
  if (place === 'bearer') return bearer.exec(authorization)?.[1];
  // A scheme has a space behind it, and a key has none in it.
  if (place === 'authorization') return /^\S+$/.exec(authorization)?.[0];
  return headers[place.name.toLowerCase()];
}

/**
 * The idempotency key of a create, from either name in use, raw or as a quoted string of RFC 9651.
 * Null: none was sent. Throws invalid_parameter.
 */
export function idempotencyKey(headers: IncomingHttpHeaders): string | null {
  const plain = unquoted('Idempotency-Key', headers['idempotency-key']);
  const prefixed = unquoted('X-Idempotency-Key', headers['x-idempotency-key']);
  if (plain !== null && prefixed !== null && plain !== prefixed) {
    throw refuse(
      'invalid_parameter',
      'Idempotency-Key and X-Idempotency-Key differ: send one of them.',
      { field: 'Idempotency-Key' },
    );
  }
  return plain ?? prefixed;
}

const raw = /^[\x20-\x7e]{1,255}$/;
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

function unquoted(name: string, header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const text = String(header).trim();
  const key = text.startsWith('"') ? quoted.exec(text)?.[1]?.replace(/\\(.)/g, '$1') : text;
  if (key === undefined || !raw.test(key)) {
    throw refuse(
      'invalid_parameter',
      `${name} must be 1 to 255 printable ASCII characters, raw or as one quoted string.`,
      { field: name },
    );
  }
  return key;
}

const retryCounts = ['x-stainless-retry-count', 'x-retry-count'] as const;

/** Whether a call itself says that it is a retry, in a header in which clients count them. */
export function saysRetry(headers: IncomingHttpHeaders): boolean {
  return retryCounts.some((name) => /^0*[1-9]\d{0,5}$/.test(String(headers[name] ?? '')));
}

const json = /^application\/json[ \t]*(?:;|$)/i;
const form = /^multipart\/form-data[ \t]*;/i;

const contentTypes: Readonly<Record<BodyForms, string>> = {
  json: 'application/json',
  form: 'multipart/form-data',
  json_or_form: 'application/json or multipart/form-data',
};

/**
 * In which of the forms that an operation takes a body is announced. Throws unsupported_media_type for
 * any other, and for one that is compressed.
 */
export function bodyForm(headers: IncomingHttpHeaders, takes: BodyForms): 'json' | 'form' {
  const { 'content-type': type = '' } = headers;
  const announced = json.test(type) ? 'json' : form.test(type) ? 'form' : null;
  if (announced === null || (takes !== 'json_or_form' && takes !== announced)) {
    throw otherType(takes);
  }
  refuseEncoded(headers);
  return announced;
}

/** What tools write that were told no type, such as a curl without `-H`. */
const untyped = /^(?:(?:text\/plain|application\/x-www-form-urlencoded)[ \t]*(?:;|$)|$)/i;

/**
 * The same where a key in a header is what lets a call in: no page of a stranger can send that, so a body
 * without a type of its own may be the JSON that it looks like. Never where a cookie would do.
 */
export function keyedBodyForm(
  headers: IncomingHttpHeaders,
  takes: BodyForms,
): 'json' | 'form' | 'untyped' {
  if (takes === 'form' || !untyped.test(headers['content-type'] ?? '')) {
    return bodyForm(headers, takes);
  }
  refuseEncoded(headers);
  return 'untyped';
}

function refuseEncoded({ 'content-encoding': encoding }: IncomingHttpHeaders): void {
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw refuse('unsupported_media_type', 'Send the body without a Content-Encoding.');
}

export function otherType(takes: BodyForms): ProblemError {
  return refuse('unsupported_media_type', `Send the body as Content-Type: ${contentTypes[takes]}.`);
}

const visibleAscii = /^[\x21-\x7e]{1,128}$/;

/** A caller's own `X-Client-Request-Id`, where it is fit to be echoed and logged: else null. */
export function clientRequestId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && visibleAscii.test(header) ? header : null;
}
