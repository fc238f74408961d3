import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../work/wake.ts';
import { createGate, type Gate } from '../generation/gate.ts';
import { contentTypeOf } from '../media/file-types.ts';
import { onDisk } from '../media/store/disk.ts';
import type { MediaStore } from '../media/store/store.ts';
import { diskMs } from '../media/store/store-trouble.ts';
import type { MediaUrls } from '../media/urls.ts';
import { answerFile, type ServedFile } from '../media/serve.ts';
import { taskIdOf } from '../tasks/own-files.ts';
import { waitForCopy } from '../tasks/copies.ts';
import {
  askForPicture,
  findPicture,
  pictureOfName,
  type PictureKey,
} from '../tasks/pictures/rows.ts';
import { findResult, type ResultPlace } from '../tasks/results.ts';
import { fileNames } from '../tasks/rows.ts';
import { attemptId, type ResultFiles } from '../making/driver.ts';
import { lookWhenTold } from '../work/look-when-told.ts';
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

interface MediaParts extends StoredMediaParts {
  /** Who waits for a picture to be made. */
  pictureWaits: Gate;
}

/** So many wait at once, of an account at most so many: a page full of films and more. */
const pictureWaits = {
  places: 1_024,
  placesPerOwner: 128,
  weight: Infinity,
  weightPerOwner: Infinity,
};

/** Serves what a signed URL names: from our storage, or from the line until the copy stands. */
export function createMediaRoutes(shared: StoredMediaParts): MediaRoutes {
  const parts: MediaParts = { ...shared, pictureWaits: createGate(pictureWaits) };
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
      return sendStored(parts, verified.name, request);
    },
    openNamed: (name, request) => sendStored(parts, name, request),
  };
}

async function sendStored(
  parts: MediaParts,
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
  parts: MediaParts,
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

async function find(parts: MediaParts, name: string): Promise<FoundFile | null> {
  const sha256 = await parts.storedFile(name);
  if (sha256 !== null) {
    const stored = await parts.store.open(sha256);
    return stored && { path: stored.path, file: fileOf(name, stored.bytes, sha256) };
  }
  const taskId = taskIdOf(name);
  const result = await findResult(parts.database, taskId);
  if (!result) return null;
  if (result.lost) throw lostFile(result);
  const picture = pictureOfName(taskId, name);
  // What is not among the copied files will not come.
  if (result.files) return picture && pictureOnceMade(parts, result, { ...picture, name });
  const here = await uncollected(parts, result, taskId, name);
  if (here) return here;
  if (picture) return pictureOnceMade(parts, result, { ...picture, name });
  return result.line === studioName ? null : fileOnceCopied(parts, taskId, name);
}

/** Of the studio, which makes its files on this machine. */
async function uncollected(
  parts: StoredMediaParts,
  result: ResultPlace,
  taskId: string,
  name: string,
): Promise<FoundFile | null> {
  if (result.line !== studioName) return null;
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

const copyLookMs = 2_000;

/** Has a picture made that nobody has asked for before, and waits for it; throws overloaded where it takes too long. */
async function pictureOnceMade(
  parts: MediaParts,
  result: ResultPlace,
  { name, ...key }: PictureKey & { name: string },
): Promise<FoundFile | null> {
  const { database, store, wake } = parts;
  const { taskId } = key;
  const leave = parts.pictureWaits.enterNow(result.accountId, 0);
  if (!leave) throw stillBeingMade();
  try {
    const filesNow = async () => (await findResult(database, taskId))?.files ?? null;
    const isCopied =
      result.files ?? (await waitForCopy(parts, taskId, filesNow, { withinMs: copyMs }));
    if (!isCopied) throw stillBeingMade();
    await askForPicture(database, key);
    wake.tell('picture');
    const found = await lookWhenTold(
      wake,
      { topic: 'copied', queue: taskId, withinMs: copyMs, lookMs: copyLookMs },
      () => findPicture(database, key),
    );
    if (!found) throw stillBeingMade();
    const { sha256 } = found;
    const stored = sha256 === null ? null : await store.open(sha256);
    return stored && sha256 !== null
      ? { path: stored.path, file: fileOf(name, stored.bytes, sha256) }
      : null;
  } finally {
    leave();
  }
}

function stillBeingMade(): Error {
  return refuse('overloaded', 'The picture is still being made: ask for it again in a moment.', {
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
    case fileNames.thumb(taskId):
      return files.thumb ?? null;
    default:
      return null;
  }
}
