import { lchown, lstat, mkdir, open, stat } from 'node:fs/promises';
import type { ServerUser } from './user.ts';

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(ifMissing)) !== undefined;
}

/** fsync of a file, or of a folder's list of names. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A folder that only the server's user may enter; made if missing. */
export async function makePrivateFolder(path: string, user: ServerUser | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) await lchown(path, user.uid, user.gid);
}

/** The owner of a path, or undefined if nothing is there. */
export async function ownerOf(path: string): Promise<ServerUser | undefined> {
  const found = await lstat(path).catch(ifMissing);
  return found && { uid: found.uid, gid: found.gid };
}

/** For `.catch`: a missing file is an answer, any other error stays one. */
export function ifMissing(error: unknown): undefined {
  if (hasCode(error, 'ENOENT')) return undefined;
  throw error;
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    codes.includes(error.code)
  );
}
