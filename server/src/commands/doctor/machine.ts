import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../boot/config.ts';
import { fail, ok, warn, type Check } from './check.ts';

const neededMajor = 24;

export function checkNode(version: string): Check {
  if (Number(version.split('.')[0]) >= neededMajor) return ok('node', `Node.js ${version}.`);
  return fail(
    'node',
    `Node.js ${version} is too old: install ${String(neededMajor)} or later, or use the one that npm installed with Filmgate.`,
  );
}

const gigabyte = 2 ** 30;
/** A minute of 1080p with its copy, and room for the database to work. */
const leastBytes = gigabyte / 4;
const fewBytes = 5 * gigabyte;

/** Throws where nothing can be written. */
export async function checkDisk({ dataDir }: Pick<Config, 'dataDir'>): Promise<Check> {
  await tryWriting(dataDir);
  const { bavail, bsize } = await statfs(dataDir);
  return judgeSpace(dataDir, bavail * bsize);
}

export function judgeSpace(dataDir: string, freeBytes: number): Check {
  const free = `${(freeBytes / gigabyte).toFixed(1)} GB are free for ${dataDir}`;
  if (freeBytes < leastBytes) {
    return fail('disk', `${free}: make room, or move FILMGATE_DATA_DIR to a larger disk.`);
  }
  if (freeBytes < fewBytes) {
    return warn('disk', `${free}, which a few hundred videos fill: make room in time.`);
  }
  return ok('disk', `${free}.`);
}

async function tryWriting(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const path = join(dataDir, `doctor-${String(process.pid)}`);
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile('written by filmgate doctor\n');
      await handle.sync();
    } finally {
      await handle.close();
      await rm(path);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Nothing can be written to ${dataDir} (${why}). Give it to this user, or set FILMGATE_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}
