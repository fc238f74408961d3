/** Webhooks after Standard Webhooks 1.0.0, with Web Crypto alone. */
import type { WebhookEvent } from './api-types.ts';
import { WebhookError } from './errors.ts';

export interface VerifyOptions {
  /** How old, or how early, what comes may be; 300 unless told. */
  toleranceSeconds?: number;
  /** The time; that of the machine unless told. */
  now?: Date;
}

/** As frameworks have them, whatever the case of their names. */
export type WebhookHeaders =
  Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const usualToleranceSeconds = 300;
/** Whoever sends more of them lets us reckon for nothing. */
const signaturesMost = 16;
const secretPrefix = 'whsec_';

/**
 * What an endpoint was told, where it is ours. `body` is the raw body, before anything has parsed it. Of a secret that
 * is being rotated give both. Throws WebhookError for what is not signed with any of them, or not now, and TypeError
 * for a secret that is none. A delivery can come twice: remember its `webhook-id`.
 */
export async function verifyWebhook(
  body: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  secret: string | readonly string[],
  { toleranceSeconds = usualToleranceSeconds, now = new Date() }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  const keys = await Promise.all([secret].flat().map(keyOf));
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(ageSeconds) > toleranceSeconds) {
    throw new WebhookError('Its time is not about now: it may be an old one that was sent again.');
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const wanted = signatures.split(' ').slice(0, signaturesMost).flatMap(bytesOfSignature);
  const found = await Promise.all(
    // The platform compares in constant time.
    keys.flatMap((key) => wanted.map((one) => crypto.subtle.verify('HMAC', key, one, signed))),
  );
  if (!found.includes(true)) throw new WebhookError('It is not signed with this secret.');
  return parsed(bytes);
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
  if (typeof value === 'string' && value !== '') return value;
  throw new WebhookError(`It has no header ${name}.`);
}

type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

async function keyOf(secret: string): Promise<HmacKey> {
  const bytes = secret.startsWith(secretPrefix)
    ? fromBase64(secret.slice(secretPrefix.length))
    : null;
  if (!bytes?.length) {
    throw new TypeError(`A secret begins with ${secretPrefix}, and base64 follows: this is none.`);
  }
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'verify',
  ]);
}

/** Those of other versions are passed over. */
function bytesOfSignature(text: string): Uint8Array<ArrayBuffer>[] {
  return text.startsWith('v1,') ? [fromBase64(text.slice('v1,'.length)) ?? new Uint8Array()] : [];
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function parsed(bytes: Uint8Array): WebhookEvent {
  try {
    // Signed: it is as the server wrote it.
    return JSON.parse(new TextDecoder().decode(bytes)) as WebhookEvent;
  } catch {
    throw new WebhookError('Its body is no JSON.');
  }
}
