import { copyFile, link, rm } from 'node:fs/promises';
import { nearestRatio, type Pixels } from '../generation/pixels.ts';
import { framesPerSecond } from '../generation/tokens.ts';
import type { VideoShape } from '../media/stills.ts';
import type { MediaStore, StoredFile } from '../media/store/store.ts';
import { lightly } from '../media/store/store-trouble.ts';
import { noteThumb } from '../tasks/pictures/rows.ts';
import { writeStoredFiles, type FinishedAttempt } from '../tasks/results.ts';
import type { StoredFiles } from '../tasks/rows.ts';
import type { CopyFiles } from './download.ts';
import type { Output } from './driver.ts';
import type { LineParts } from './parts.ts';

/**
 * Stores the files of a result, and only then notes where they are, and what of them was left to the model.
 * The originals stay.
 */
export async function keepFiles(
  { database, store }: Pick<LineParts, 'database' | 'store'>,
  { taskId, request }: Pick<FinishedAttempt, 'taskId' | 'request'>,
  files: CopyFiles,
  measured: VideoShape | null,
): Promise<void> {
  const stored = await storeFiles(store, files, measured);
  await keepThumb({ database, store }, taskId, files);
  const isOpen = request.ratio === 'adaptive' && measured !== null;
  await writeStoredFiles(database, taskId, stored, isOpen ? shapeOf(measured) : {});
}

/** Pixels, and the ratio that they are nearest to. */
export function shapeOf({ width, height }: Pixels): Pick<Output, 'width' | 'height' | 'ratio'> {
  return { width, height, ratio: nearestRatio(width, height) };
}

/** Under their hashes, so that to do it again changes nothing. */
export async function storeFiles(
  store: MediaStore,
  files: CopyFiles,
  measured: VideoShape | null,
): Promise<StoredFiles> {
  const video = await keep(store, files.video);
  const poster = files.poster === null ? null : await keep(store, files.poster);
  const lastFrame = files.lastFrame === null ? null : await keep(store, files.lastFrame);
  return {
    video: video.sha256,
    videoBytes: video.bytes,
    poster: poster?.sha256 ?? null,
    lastFrame: lastFrame?.sha256 ?? null,
    ...(measured === null ? {} : { measured }),
  };
}

/** A film without one has it made when somebody asks. */
export async function keepThumb(
  { database, store }: Pick<LineParts, 'database' | 'store'>,
  taskId: string,
  { thumb = null }: CopyFiles,
): Promise<void> {
  if (thumb === null) return;
  await noteThumb(database, taskId, (await keep(store, thumb)).sha256);
}

/** The original stays until the database knows of the copy: a crash between must lose nothing. */
async function keep(store: MediaStore, path: string): Promise<StoredFile> {
  const twin = store.temporaryPath();
  try {
    await store.writing(() => link(path, twin).catch(() => copyFile(path, twin)));
    return await store.putFile(twin, { isPatient: true });
  } finally {
    await lightly(rm(twin, { force: true }));
  }
}

/** Containers round lengths up, and sound may end a little after the picture. */
const secondsApart = 0.5;

/** The charge follows what the upstream says it made; where its file is another, somebody should know. */
export function warnOfDifferences(
  { driver, log }: Pick<LineParts, 'driver' | 'log'>,
  { taskId, upstreamId }: Pick<FinishedAttempt, 'taskId' | 'upstreamId'>,
  made: NonNullable<FinishedAttempt['made']>,
  measured: VideoShape,
): void {
  const isSame =
    measured.width === made.width &&
    measured.height === made.height &&
    Math.abs(measured.seconds - made.frames / framesPerSecond) <= secondsApart;
  if (isSame) return;
  const { width, height, seconds } = made;
  log.warn(
    { taskId, line: driver.name, upstreamId, said: { width, height, seconds }, measured },
    'a video is not as its line said that it is; its charge stands',
  );
}
