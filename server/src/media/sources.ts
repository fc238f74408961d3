import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { refuse } from '../generation/problems.ts';
import type { ProblemError } from '../generation/problems.ts';
import type { MediaAsk } from '../generation/request.ts';
import { decodeDataUrl } from './data-urls.ts';
import { FetchRefusal } from './fetch.ts';
import type { GuardedFetch } from './fetch.ts';
import type { Gate } from '../generation/gate.ts';
import { megabytes } from './limits.ts';
import type { MediaStore } from './store/store.ts';
import { diskMs } from './store/store-trouble.ts';

/** Where the bytes of an input medium come from: a web server, the request itself, our own storage. */

export type Ask = Pick<MediaAsk, 'url' | 'upload' | 'kind' | 'field'>;

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
  /** What the `asset://<id>` of an account stands for. Without it there are none. */
  asset?(accountId: string, id: string): Promise<FoundAsset>;
}

/** The hash of the stored file, or a sentence without subject and full stop. */
export type FoundAsset = { sha256: string } | { refusal: string };

export interface Errand {
  /** Whose request it is: shares the room fairly with others, and has assets. */
  accountId: string;
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
  const { upload } = ask;
  if (upload) return { path: upload.path, sha256: upload.sha256, temporary: true };
  const sha256 = await findStored(ask, deps, errand.accountId);
  if (sha256 !== null) {
    const stored = await deps.store.take(sha256);
    if (stored === null) throw invalid(ask.field, 'names a file of ours that is no longer kept');
    return { path: stored.path, sha256, temporary: false };
  }
  if (isDataUrl(ask.url)) return decode(ask, deps.store, errand.bytesMax);
  if (!isWebUrl(ask.url)) {
    throw invalid(ask.field, 'must be an http(s) URL, a data URL or asset://<id>');
  }
  return download(ask, deps, errand);
}

export function isDataUrl(url: string): boolean {
  return /^data:/iu.test(url);
}

export function isWebUrl(url: string): boolean {
  return /^\s*https?:/iu.test(url);
}

/** The hash of what our storage holds already, null for what it does not. */
async function findStored(ask: Ask, deps: SourceDeps, accountId: string): Promise<string | null> {
  const [, assetId] = /^asset:\/\/(.*)$/isu.exec(ask.url) ?? [];
  if (assetId !== undefined && deps.asset !== undefined) {
    const found = await deps.asset(accountId, assetId);
    if ('refusal' in found) throw invalid(ask.field, found.refusal);
    return found.sha256;
  }
  return isWebUrl(ask.url) ? ((await deps.ownFile?.(ask.url)) ?? null) : null;
}

async function decode(ask: Ask, store: MediaStore, bytesMax: number): Promise<Brought> {
  await store.checkRoom();
  const path = store.temporaryPath();
  const hash = createHash('sha256');
  const write = async (): Promise<void> => {
    const file = await open(path, 'wx', 0o600);
    try {
      for (const piece of decodeDataUrl(ask.url, bytesMax)) {
        if (typeof piece === 'string') throw invalid(ask.field, piece);
        hash.update(piece);
        await file.writeFile(piece);
      }
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  };
  await store.writing(write, diskMs);
  return { path, sha256: hash.digest('hex'), temporary: true };
}

/** Three clips of 200 MB, which one line takes, need more than what suits all others. */
const bytesPerSecondLeast = 4_000_000;

async function download(ask: Ask, deps: SourceDeps, errand: Errand): Promise<Brought> {
  const leave = await errand.downloads.enter(errand.accountId, errand.bytesMax, errand.signal);
  try {
    await deps.store.checkRoom();
    const path = deps.store.temporaryPath();
    const { sha256 } = await deps.store.writing(() =>
      deps.fetch.download(ask.url, path, {
        bytesMax: errand.bytesMax,
        totalMs: errand.fetchLeftMs(),
        bytesPerSecondLeast,
        signal: errand.stop,
      }),
    );
    return { path, sha256, temporary: true };
  } catch (error) {
    if (!(error instanceof FetchRefusal)) throw error;
    if (error.reason === 'too_large') {
      throw invalid(ask.field, `is larger than ${megabytes(errand.bytesMax)}`);
    }
    throw unreachable(ask.field, error.message, error);
  } finally {
    leave();
  }
}

/** `fault` is a sentence without its subject and full stop. */
export function invalid(field: string, fault: string): ProblemError {
  return refuse('media_invalid', `${field} ${fault}.`, { field });
}

/** `why` is a sentence. The cause stays with the error, for those who try again. */
export function unreachable(field: string, why: string, cause?: FetchRefusal): ProblemError {
  const error = refuse(
    'media_unreachable',
    `${field} could not be fetched: ${why} Give a public URL that opens without signing in.`,
    { field },
  );
  error.cause = cause;
  return error;
}
