import { copyFile, link } from 'node:fs/promises';
import type { MediaStore, StoredFile } from '../media/store.ts';
import { claim, finish, release, type Claimed } from '../postgres/claim.ts';
import { readResults, writeStoredFiles, type FinishedAttempt } from '../tasks/results.ts';
import { downloadResult } from './download.ts';
import type { ResultFiles } from './driver.ts';
import { leaseSeconds, type LineParts } from './parts.ts';

const collectBatch = 8;

/** Seconds before a copy that failed is tried again, growing with every claim up to an hour. */
function retrySeconds(claims: number): number {
  return Math.min(3_600, 2 ** Math.min(claims, 12));
}

/**
 * Copies finished results to our storage. A copy that fails is tried again and never changes the
 * bill; until it stands, the files are served from where the line keeps them.
 */
export async function collect(parts: LineParts): Promise<number> {
  const { database, driver, log } = parts;
  const claimed = await claim(database.work, {
    step: 'collect',
    queue: driver.queue,
    limit: collectBatch,
    leaseSeconds,
  });
  const results = await readResults(
    database,
    claimed.map((one) => one.subjectId),
  );
  const byTask = new Map(results.map((result) => [result.taskId, result]));
  await Promise.all(
    claimed.map(async (one) => {
      try {
        await collectOne(parts, one, byTask.get(one.subjectId));
      } catch (error) {
        log.error({ taskId: one.subjectId, error: String(error) }, 'a result was not collected');
        const afterSeconds = retrySeconds(one.claims);
        await release(database.work, 'collect', [{ ...one, afterSeconds }]);
      }
    }),
  );
  return claimed.length;
}

async function collectOne(
  parts: LineParts,
  claimed: Claimed,
  result: FinishedAttempt | undefined,
): Promise<void> {
  const { database, driver } = parts;
  if (!result) throw new Error('the finished attempt is not in the database');
  if (!result.collected) {
    const made = await driver.result(result.upstreamId);
    if (!made) throw new Error('the line does not have the files');
    if ('videoUrl' in made) {
      const { files, clear } = await downloadResult(parts, made, result.wantsLastFrame);
      try {
        await keepAll(parts, result.taskId, files);
      } finally {
        await clear();
      }
    } else {
      await keepAll(parts, result.taskId, made);
    }
  }
  await finish(database.work, 'collect', [claimed]);
  await driver.discard(result.upstreamId);
}

async function keepAll(
  { database, store }: LineParts,
  taskId: string,
  files: ResultFiles,
): Promise<void> {
  const [video, poster, lastFrame] = await Promise.all([
    keep(store, files.video),
    keep(store, files.poster),
    files.lastFrame === null ? null : keep(store, files.lastFrame),
  ]);
  await writeStoredFiles(database, taskId, {
    video: video.sha256,
    videoBytes: video.bytes,
    poster: poster.sha256,
    lastFrame: lastFrame?.sha256 ?? null,
  });
}

/** The line's own file stays until the database knows of the copy: a crash between must lose nothing. */
async function keep(store: MediaStore, path: string): Promise<StoredFile> {
  const twin = store.temporaryPath();
  await link(path, twin).catch(() => copyFile(path, twin));
  return store.putFile(twin);
}
