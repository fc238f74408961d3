import type { Dispatcher } from 'undici';
import { FetchRefusal } from './targets.ts';

/** What the guarded fetch makes of an answer's head. */

/** Time-out, too early, too many requests. */
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

/** Throws FetchRefusal for what is not a whole file of at most so many bytes. */
export function checkWhole(response: Dispatcher.ResponseData, bytesMax: number): void {
  const { statusCode } = response;
  if (statusCode !== 200) {
    const passing = statusCode >= 500 || passingStatuses.has(statusCode);
    throw new FetchRefusal(
      passing ? 'unavailable' : 'status',
      `The server answered HTTP ${String(statusCode)}.`,
    );
  }
  checkEncoding(response);
  if (Number(headerOf(response, 'content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax);
}

/** We asked for none, and a few kilobytes could become gigabytes. */
export function checkEncoding(response: Dispatcher.ResponseData): void {
  const encoding = headerOf(response, 'content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    throw new FetchRefusal(
      'encoding',
      'The server sent a compressed answer that was not asked for.',
    );
  }
}

/** Closes an answer whose body does not matter; what it may still say is not of interest. */
export function discard(response: Dispatcher.ResponseData): void {
  response.body.on('error', () => undefined).destroy();
}

export function headerOf(response: Dispatcher.ResponseData, name: string): string | null {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

export function contentTypeOf(response: Dispatcher.ResponseData): string | null {
  const value = headerOf(response, 'content-type');
  return value === null ? null : (value.split(';')[0] ?? '').trim().toLowerCase();
}

export function tooLarge(bytesMax: number): FetchRefusal {
  return new FetchRefusal('too_large', `The file is larger than ${String(bytesMax)} bytes.`);
}

/** Null for a weak one, too: two files may share it. */
export function strongEtagOf(response: Dispatcher.ResponseData): string | null {
  const etag = headerOf(response, 'etag');
  return etag !== null && /^"[^"]*"$/u.test(etag) ? etag : null;
}
