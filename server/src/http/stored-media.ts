import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import { contentTypeOf } from '../media/file-types.ts';
import { onDisk } from '../media/store/disk.ts';
import type { MediaStore } from '../media/store/store.ts';
import { diskMs } from '../media/store/store-trouble.ts';
import type { MediaUrls } from '../media/urls.ts';
import { answerFile, type ServedFile } from '../media/serve.ts';
import { taskIdOf } from '../tasks/own-files.ts';
import { waitForCopy } from '../tasks/copies.ts';
import { findResult, type ResultPlace } from '../tasks/results.ts';
import { fileNames } from '../tasks/rows.ts';
import { attemptId, type ResultFiles } from '../making/driver.ts';
import { studioName } from '../work/queues.ts';
import type { MediaAnswer, MediaRequest, MediaRoutes } from './media.ts';

export interface StoredMediaParts {
  database: Database;
  /** The hash under which the file of this name is stored; null where it is not, or not yet. */
  storedFile(name: string): Promise<string | null>;
  store: MediaStore;
  urls: MediaUrls;
  /** What the studio made in an attempt of this name and nobody has collected yet; null where it has nothing. */
  uncollected(attempt: string): ResultFiles | null;
  wake: Wake;
  now(): number;
}

/** Serves what a signed URL names: from our storage, or from the line until the copy stands. */
export function createMediaRoutes(parts: StoredMediaParts): MediaRoutes {
  return {
    async open(path, request): Promise<MediaAnswer> {
      const verified = parts.urls.verifyMediaPath(path, parts.now());
      if (verified === 'expired') {
        throw refuse(
          'route_not_found',
          'This link has expired: read the task or asset again for a fresh one.',
        );
      }
      if (verified === 'invalid') throw noSuchFile();
      return answer(parts, verified.name, request);
    },
    openNamed: (name, request) => answer(parts, name, request),
  };
}

async function answer(
  parts: StoredMediaParts,
  name: string,
  request: MediaRequest,
): Promise<MediaAnswer> {
  // A file that is collected while it is looked for leaves the line once its copy stands, so that it
  // can be missed at both places; a second look finds the copy.
  const first = await look(parts, name, request).catch(nullIfGone);
  const found = first ?? (await look(parts, name, request));
  if (!found) throw noSuchFile();
  return found;
}

async function look(
  parts: StoredMediaParts,
  name: string,
  request: MediaRequest,
): Promise<MediaAnswer | null> {
  const found = await find(parts, name);
  if (!found) return null;
  const { status, headers, stream } = answerFile(request, found.file);
  if (stream === null) return { status, headers };
  const handle = await onDisk(() => open(found.path), diskMs);
  return { status, headers, file: { handle, ...stream } };
}

function nullIfGone(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

/** Told at once: who asks again waits for nothing. */
function lostFile(result: ResultPlace): Error {
  return refuse(
    'route_not_found',
    `The video was made, but it was lost before it could be stored: it will not come any more. ${ofItsCharge(result)}`,
  );
}

function ofItsCharge({ chargedMicros, refundedMicros }: ResultPlace): string {
  if (chargedMicros === 0n) return 'Nothing was charged for it.';
  if (refundedMicros === chargedMicros) return 'Its charge was given back.';
  return 'Ask the operator of this server about its charge.';
}

function noSuchFile(): Error {
  return refuse('route_not_found', 'There is no such file: check the link.');
}

interface FoundFile {
  path: string;
  file: ServedFile;
}

async function find(parts: StoredMediaParts, name: string): Promise<FoundFile | null> {
  const sha256 = await parts.storedFile(name);
  if (sha256 !== null) {
    const stored = await parts.store.open(sha256);
    return stored && { path: stored.path, file: fileOf(name, stored.bytes, sha256) };
  }
  const taskId = taskIdOf(name);
  const result = await findResult(parts.database, taskId);
  if (!result) return null;
  if (result.lost) throw lostFile(result);
  // What is not among the copied files will not come.
  if (result.files) return null;
  if (result.line !== studioName) return fileOnceCopied(parts, taskId, name);
  // Our own name for it: what a line calls it may be what the studio calls another task's.
  const attempt = attemptId(taskId, result.attempt);
  const files = parts.uncollected(attempt);
  const path = files && pathOf(files, taskId, name);
  if (!path) return null;
  const { size: bytes } = await onDisk(() => stat(path), diskMs);
  // The studio writes a file once and under one id: that tells it apart without reading it whole.
  const identity = createHash('sha256').update(`${attempt}/${name}`).digest('hex');
  return { path, file: fileOf(name, bytes, identity) };
}

/** How long a reader waits for the copy of what a line made elsewhere. */
const copyMs = 25_000;

/** Brings the collecting of a file forward and waits for it; throws overloaded where it takes too long. */
async function fileOnceCopied(
  parts: StoredMediaParts,
  taskId: string,
  name: string,
): Promise<FoundFile | null> {
  const copyNow = async (): Promise<string | null> => {
    const result = await findResult(parts.database, taskId);
    if (result?.lost) throw lostFile(result);
    return parts.storedFile(name);
  };
  const sha256 = await waitForCopy(parts, taskId, copyNow, { withinMs: copyMs });
  if (sha256 !== null) {
    const stored = await parts.store.open(sha256);
    return stored && { path: stored.path, file: fileOf(name, stored.bytes, sha256) };
  }
  throw refuse('overloaded', 'The file is still being fetched: ask for it again in a moment.', {
    retryAfterSeconds: 5,
  });
}

function fileOf(name: string, bytes: number, sha256: string): ServedFile {
  return { bytes, sha256, contentType: contentTypeOf(name), filename: name };
}

function pathOf(files: ResultFiles, taskId: string, name: string): string | null {
  switch (name) {
    case fileNames.video(taskId):
      return files.video;
    case fileNames.poster(taskId):
      return files.poster;
    case fileNames.lastFrame(taskId):
      return files.lastFrame;
    default:
      return null;
  }
}
