import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { refuse } from '../generation/problems.ts';
import type { ProblemError } from '../generation/problems.ts';
import type { MediaAsk } from '../generation/request.ts';
import { decodeDataUrl } from './data-urls.ts';
import { FetchRefusal } from './fetch.ts';
import type { GuardedFetch } from './fetch.ts';
import type { Gate } from './gate.ts';
import { megabytes } from './limits.ts';
import type { MediaStore } from './store.ts';

/** Where the bytes of an input medium come from: a web server, the request itself, our own storage. */

export type Ask = Pick<MediaAsk, 'url' | 'kind' | 'field'>;

/** A file on our disk that was not looked into yet. */
export interface Brought {
  path: string;
  sha256: string;
  /** False for what the store holds already. */
  temporary: boolean;
}

export interface SourceDeps {
  fetch: GuardedFetch;
  store: MediaStore;
  /**
   * Hash of the stored file behind one of our own signed URLs, null for any other URL: a result
   * that becomes the next task's input is not fetched from ourselves.
   */
  ownFile?(url: string): Promise<string | null>;
}

export interface Errand {
  /** Shares the room fairly with others. */
  owner: string;
  downloads: Gate;
  bytesMax: number;
  fetchLeftMs(): number;
  /** Aborts when the request is given up. */
  stop: AbortSignal;
  /** Aborts with `stop`, and when the time is over. */
  signal: AbortSignal;
}

/** Throws ProblemError. The writer of a temporary file removes it on failure. */
export async function bring(ask: Ask, deps: SourceDeps, errand: Errand): Promise<Brought> {
  if (/^data:/iu.test(ask.url)) return decode(ask, deps.store, errand.bytesMax);
  if (!/^\s*https?:/iu.test(ask.url)) {
    throw invalid(ask.field, 'must be an http(s) URL or a data URL');
  }
  const own = (await deps.ownFile?.(ask.url)) ?? null;
  if (own !== null) {
    const stored = await deps.store.open(own);
    if (stored === null) throw invalid(ask.field, 'names a file of ours that is no longer kept');
    return { path: stored.path, sha256: own, temporary: false };
  }
  return download(ask, deps, errand);
}

async function decode(ask: Ask, store: MediaStore, bytesMax: number): Promise<Brought> {
  const decoded = decodeDataUrl(ask.url, bytesMax);
  if (typeof decoded === 'string') throw invalid(ask.field, decoded);
  const path = store.temporaryPath();
  await writeFile(path, decoded, { flag: 'wx', mode: 0o600 });
  return { path, sha256: createHash('sha256').update(decoded).digest('hex'), temporary: true };
}

async function download(ask: Ask, deps: SourceDeps, errand: Errand): Promise<Brought> {
  const leave = await errand.downloads.enter(errand.owner, errand.bytesMax, errand.signal);
  try {
    const path = deps.store.temporaryPath();
    const { sha256 } = await deps.fetch.download(ask.url, path, {
      bytesMax: errand.bytesMax,
      totalMs: errand.fetchLeftMs(),
      signal: errand.stop,
    });
    return { path, sha256, temporary: true };
  } catch (error) {
    if (!(error instanceof FetchRefusal)) throw error;
    if (error.reason === 'too_large') {
      throw invalid(ask.field, `is larger than ${megabytes(errand.bytesMax)}`);
    }
    throw refuse(
      'media_unreachable',
      `${ask.field} could not be fetched: ${error.message} Give a public URL that opens without signing in.`,
      { field: ask.field },
    );
  } finally {
    leave();
  }
}

/** `fault` is a sentence without its subject and full stop. */
export function invalid(field: string, fault: string): ProblemError {
  return refuse('media_invalid', `${field} ${fault}.`, { field });
}
