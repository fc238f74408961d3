import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  checkHash,
  clearLeftOvers,
  flush,
  hashFile,
  makeClosedFolder,
  moveBeside,
  unlessMissing,
} from './local-files.ts';

/** Files by what they hold: the name is the hex SHA-256 of the bytes, so equal files are kept once. */
export interface MediaStore {
  /**
   * Takes the file at `path` over: it is gone from there afterwards. On return the bytes survive a
   * power cut. `sha256` spares the reading where the writer has hashed the bytes already.
   */
  putFile(path: string, known?: { sha256: string }): Promise<StoredFile>;
  putBytes(bytes: Uint8Array): Promise<StoredFile>;
  /** Null where nothing is stored under the hash. */
  open(sha256: string): Promise<{ path: string; bytes: number } | null>;
  /** No error where nothing is stored. */
  remove(sha256: string): Promise<void>;
  /** Path of a file yet to be written, on the same disk as the store. The writer removes it. */
  temporaryPath(): string;
}

/** Our storage does not do what it should. The message is a sentence or two for operators. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

export interface StoredFile {
  sha256: string;
  bytes: number;
}

/** Files lie at `<dir>/ab/cd/<sha256>`. Creates the folders and clears what a crash left behind. */
export async function openDiskStore(
  dir: string,
  now: () => number = Date.now,
): Promise<MediaStore> {
  const temporary = join(dir, 'tmp');
  for (const folder of [dir, temporary]) await makeClosedFolder(folder);
  await clearLeftOvers(temporary, now());

  const temporaryPath = (): string => join(temporary, randomUUID());
  const pathOf = (sha256: string): string => {
    checkHash(sha256);
    return join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  const find = async (sha256: string): Promise<{ path: string; bytes: number } | null> => {
    const path = pathOf(sha256);
    const found = await stat(path).catch(unlessMissing);
    return found === null ? null : { path, bytes: found.size };
  };

  /** `path` is on our disk, complete and not yet flushed. */
  async function adopt(path: string, sha256: string): Promise<StoredFile> {
    const { size: bytes } = await stat(path);
    const standing = await find(sha256);
    if (standing?.bytes === bytes) {
      await rm(path);
      return { sha256, bytes };
    }
    const target = pathOf(sha256);
    await flush(path, 'r+');
    await makeFolder(dir, dirname(target));
    await rename(path, target);
    await flushFolder(dirname(target));
    return { sha256, bytes };
  }

  return {
    async putFile(path, known) {
      const sha256 = known?.sha256 ?? (await hashFile(path));
      return adopt(await moveBeside(path, temporaryPath()), sha256);
    },
    async putBytes(bytes) {
      const path = temporaryPath();
      await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
      return adopt(path, createHash('sha256').update(bytes).digest('hex'));
    },
    open: find,
    async remove(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
    temporaryPath,
  };
}

/** Creates `<dir>/ab/cd` and makes the new names durable. */
async function makeFolder(dir: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  await flushFolder(dirname(folder));
  await flushFolder(dir);
}

async function flushFolder(path: string): Promise<void> {
  // Windows keeps its folders durable itself and lets nobody open them.
  if (process.platform !== 'win32') await flush(path, 'r');
}
