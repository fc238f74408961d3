import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What the stores do with files on a local disk. */

/**
 * A folder for nobody but ourselves, made if missing; one that stood open before is closed. Another user's, and
 * a disk that knows no modes, stay as they are: those are the operator's to close.
 */
export async function makeClosedFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  await chmod(path, 0o700).catch((error: unknown) => {
    if (!hasCode(error, 'EPERM') && !hasCode(error, 'ENOTSUP')) throw error;
  });
}

/** Hex SHA-256 of a file's bytes. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Throws TypeError for what is no hex SHA-256: nothing else may become part of a path. */
export function checkHash(sha256: string): void {
  if (!isHash(sha256)) throw new TypeError('not a hex SHA-256');
}

/** Where a disk store keeps the file of that hash. */
export function pathIn(folder: string, sha256: string): string {
  checkHash(sha256);
  return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

export function isHash(name: string): boolean {
  return /^[0-9a-f]{64}$/u.test(name);
}

/** A rename where the disk is the same, a copy where it is not. Resolves with `to`. */
export async function moveBeside(path: string, to: string): Promise<string> {
  try {
    await rename(path, to);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    await copyFile(path, to);
    await rm(path);
  }
  return to;
}

/** Opens what is to survive a power cut, a file (`r+`) or a folder (`r`), and waits for the disk. */
export async function flush(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Another process may be at work in a temporary folder: only what is older is left over. */
const leftOverAfterMs = 3_600_000;

/** Removes what a crash left behind in a temporary folder. */
export async function clearLeftOvers(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(unlessMissing);
    // Not the time of writing: a finished file that is just being taken over may be old.
    if (found !== null && found.ctimeMs < nowMs - leftOverAfterMs) await rm(path, { force: true });
  }
}

/** For `catch`: null where the file is not there. */
export function unlessMissing(error: unknown): null {
  if (hasCode(error, 'ENOENT')) return null;
  throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
