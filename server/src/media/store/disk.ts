import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { asStorageError, inTime, StorageError, wordsOfTrouble } from './store-trouble.ts';

/** What is asked of a disk itself. All of it rejects with StorageError, also where the disk says nothing. */

/** What is written while others write as well must not meet the end of the disk. */
const reservedBytes = 64 * 1024 * 1024;
const reservedShare = 0.05;

/** Runs calls to the disk, each of them bounded by itself, or all of them by `withinMs`. */
export async function onDisk<Result>(
  work: () => Promise<Result>,
  withinMs?: number,
): Promise<Result> {
  try {
    return await (withinMs === undefined ? work() : inTime(work(), withinMs));
  } catch (error) {
    throw asStorageError(error);
  }
}

/** As `onDisk`, for what makes new files: without their folder nothing can be kept, either. */
export function writingTo<Result>(work: () => Promise<Result>, withinMs?: number): Promise<Result> {
  return onDisk(async () => {
    try {
      return await work();
    } catch (error) {
      if (!isWithoutFolder(error)) throw error;
      throw new StorageError('The folder of our storage is missing.', {
        kind: 'broken',
        cause: error,
      });
    }
  }, withinMs);
}

function isWithoutFolder(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return false;
  return error.syscall === 'open' && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Rejects where the disk is all but full. */
export async function checkDiskRoom(folder: string): Promise<void> {
  const { bavail, bsize, blocks, files, ffree } = await onDisk(() => inTime(statfs(folder)));
  const reserved = Math.min(reservedBytes, blocks * bsize * reservedShare);
  const hasRoom = bavail * bsize > reserved && (files === 0 || ffree > 0);
  if (hasRoom) return;
  throw new StorageError(`Our storage ${wordsOfTrouble('full')}.`, { kind: 'full' });
}

const probeBytes = 64 * 1024;

/** Writes as an intake does: a file, durable, under another name. */
export async function probeDisk(folder: string, part: 'read' | 'write'): Promise<void> {
  if (part === 'read') {
    await onDisk(() => inTime(readdir(folder)));
    return;
  }
  await checkDiskRoom(folder);
  await onDisk(() => inTime(writeAndRemove(folder)));
}

async function writeAndRemove(folder: string): Promise<void> {
  const [path, renamed] = [join(folder, randomUUID()), join(folder, randomUUID())];
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(Buffer.alloc(probeBytes, 1));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(path, renamed);
  } finally {
    for (const each of [path, renamed]) await rm(each, { force: true });
  }
}
