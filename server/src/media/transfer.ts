import { createHash, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import {
  checkEncoding,
  checkWhole,
  contentTypeOf,
  discard,
  headerOf,
  strongEtagOf,
  tooLarge,
} from './answers.ts';
import { asRefusal } from './refusals.ts';
import { inTime, lightly } from './store/store-trouble.ts';
import { FetchRefusal } from './targets.ts';

/**
 * The bytes of a download on their way into a file. A transfer that breaks off is taken up again where it
 * was (RFC 9110, section 14): by Range, with If-Range where the server gave a strong ETag. It begins anew
 * where the server sends all of it, or something else than before.
 */
export interface TransferOptions {
  /** One GET with these headers; resolves with whatever its last hop answers. */
  get(headers: Record<string, string>): Promise<{ response: Dispatcher.ResponseData; url: URL }>;
  bytesMax: number;
  resumesMax: number;
  /** Before the first time; then twice as long each time. */
  resumeAfterMs: number;
  /** Told of the bytes of each piece that is in the file. */
  arrived(bytes: number): void;
  /** Ends all of it. */
  signal: AbortSignal;
}

export interface Transferred {
  bytes: number;
  /** Hex. */
  sha256: string;
  contentType: string | null;
  finalUrl: string;
}

/** Writes the new file `to`, and removes it on any failure. Throws FetchRefusal, or what our disk says. */
export async function transfer(to: string, options: TransferOptions): Promise<Transferred> {
  const file = await inTime(open(to, 'wx', 0o600));
  try {
    return await transferInto(file, options);
  } catch (error) {
    await lightly(rm(to, { force: true }));
    throw error;
  } finally {
    await lightly(file.close());
  }
}

/** What is in the file, and what is known of the whole. */
interface Part {
  bytes: number;
  hash: Hash;
  /** Null: the server does not say. */
  wholeBytes: number | null;
  /** A strong one; null: none was given. */
  etag: string | null;
}

async function transferInto(file: FileHandle, options: TransferOptions): Promise<Transferred> {
  const { bytesMax, resumesMax, resumeAfterMs, signal } = options;
  let part = nothingYet();
  let hasBegun = false;
  for (let resumes = 0; ; resumes++) {
    try {
      const { response, url } = await options.get(rangeAfter(part));
      try {
        const next = await accept(file, response, part, bytesMax);
        part = next ?? nothingYet();
        if (next === null) throw brokenOff('The server does not go on where it broke off.');
        hasBegun = true;
        await append(file, response, part, options);
        return {
          bytes: part.bytes,
          sha256: part.hash.digest('hex'),
          contentType: contentTypeOf(response),
          finalUrl: url.href,
        };
      } finally {
        discard(response);
      }
    } catch (error) {
      const mayGoOn = hasBegun && isBrokenOff(error) && !signal.aborted;
      if (!mayGoOn || resumes === resumesMax) throw error;
    }
    await pause(resumeAfterMs * 2 ** resumes, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }
}

function nothingYet(): Part {
  return { bytes: 0, hash: createHash('sha256'), wholeBytes: null, etag: null };
}

/** Without an ETag and a length nothing would tell whether the rest belongs to what is here. */
function rangeAfter({ bytes, wholeBytes, etag }: Part): Record<string, string> {
  if (bytes === 0 || (wholeBytes === null && etag === null)) return {};
  return { range: `bytes=${String(bytes)}-`, ...(etag === null ? {} : { 'if-range': etag }) };
}

/** The part that the answer's body goes on with, an empty one where it is all of it; null: neither. */
async function accept(
  file: FileHandle,
  response: Dispatcher.ResponseData,
  part: Part,
  bytesMax: number,
): Promise<Part | null> {
  if (part.bytes > 0) {
    if (response.statusCode === 416) return null;
    if (response.statusCode === 206) return goesOn(response, part) ? part : null;
  }
  checkWhole(response, bytesMax);
  await file.truncate(0);
  const length = headerOf(response, 'content-length');
  return {
    ...nothingYet(),
    wholeBytes: length === null ? null : Number(length),
    etag: strongEtagOf(response),
  };
}

function goesOn(response: Dispatcher.ResponseData, part: Part): boolean {
  checkEncoding(response);
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(headerOf(response, 'content-range') ?? '');
  const [, from, whole] = range ?? [];
  const etag = strongEtagOf(response);
  return (
    Number(from) === part.bytes &&
    (whole === '*' || part.wholeBytes === null || Number(whole) === part.wholeBytes) &&
    (etag === null || part.etag === null || etag === part.etag)
  );
}

/** Counts a byte only once it is in the file, so that what breaks off can be taken up. */
async function append(
  file: FileHandle,
  response: Dispatcher.ResponseData,
  part: Part,
  { bytesMax, arrived }: Pick<TransferOptions, 'bytesMax' | 'arrived'>,
): Promise<void> {
  // The type of undici's body says any; it is a byte stream without an encoding set.
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    if (part.bytes + chunk.length > bytesMax) throw tooLarge(bytesMax);
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await inTime(
        file.write(chunk, written, undefined, part.bytes + written),
      );
      written += bytesWritten;
    }
    part.hash.update(chunk);
    part.bytes += chunk.length;
    arrived(chunk.length);
  }
  if (part.wholeBytes !== null && part.bytes !== part.wholeBytes) {
    throw brokenOff('The server broke off before the end of the file.');
  }
}

function brokenOff(message: string): FetchRefusal {
  return new FetchRefusal('connect', message);
}

function isBrokenOff(error: unknown): boolean {
  const refusal = asRefusal(error);
  return refusal instanceof FetchRefusal && ['connect', 'timeout'].includes(refusal.reason);
}
