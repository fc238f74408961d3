import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkDiskRoom, onDisk, probeDisk, writingTo } from './disk.ts';
import {
  clearLeftOvers,
  flush,
  hashFile,
  isHash,
  makeClosedFolder,
  moveBeside,
  pathIn,
  unlessMissing,
} from '../local-files.ts';
import { diskMs } from './store-trouble.ts';

/**
 * Files by what they hold: the name is the hex SHA-256 of the bytes, so equal files are kept once. What fails is
 * thrown as StorageError. A store that says nothing is given up within 20 s.
 */
export interface MediaStore {
  /**
   * Takes the file at `path` over: it is gone from there afterwards. On return the bytes survive a
   * power cut. `sha256` spares the reading where the writer has hashed the bytes already.
   */
  putFile(path: string, known?: KnownFile): Promise<StoredFile>;
  putBytes(bytes: Uint8Array): Promise<StoredFile>;
  /** Null where nothing is stored under the hash. */
  open(sha256: string): Promise<OpenedFile | null>;
  /** As `open`, for a file that is about to be named once more: as if it was put again. */
  take(sha256: string): Promise<OpenedFile | null>;
  /** No error where nothing is stored. */
  remove(sha256: string): Promise<void>;
  /** Path of a file yet to be written, on the same disk as the store. The writer removes it. */
  temporaryPath(): string;
  /** Runs what writes to temporary paths, or makes links there: all that they say of our disk is StorageError. */
  writing<Result>(work: () => Promise<Result>, withinMs?: number): Promise<Result>;
  /** Rejects where it is known that there is no room: before something is fetched that must then be stored. */
  checkRoom(): Promise<void>;
  /** Reads a little, or writes a little and removes it. */
  probe(part: 'read' | 'write'): Promise<void>;
  /** Removes temporary files whose writers are gone. */
  clearLeftOvers(): Promise<void>;
  /**
   * The hashes of all that is stored whose first two digits these are; null where others may keep files of
   * theirs at the same place.
   */
  list(digits: string): Promise<string[] | null>;
}

interface KnownFile {
  sha256?: string;
  /** Nobody waits for it: a store that is only slow gets all the time that it needs. */
  isPatient?: boolean;
}

export interface OpenedFile {
  path: string;
  bytes: number;
}

export interface StoredFile {
  sha256: string;
  bytes: number;
}

/** Until a file stands for good: while a client waits, and while nobody does. */
const putMs = 15_000;
const patientMs = 600_000;

/** Files lie at `<dir>/ab/cd/<sha256>`. Creates the folders and clears what a crash left behind. */
export async function openDiskStore(
  dir: string,
  now: () => number = Date.now,
): Promise<MediaStore> {
  const temporary = join(dir, 'tmp');
  for (const folder of [dir, temporary]) await makeClosedFolder(folder);
  await clearLeftOvers(temporary, now());

  const temporaryPath = (): string => join(temporary, randomUUID());
  const pathOf = (sha256: string): string => pathIn(dir, sha256);
  const find = (sha256: string): Promise<OpenedFile | null> => {
    const path = pathOf(sha256);
    return onDisk(async () => {
      const found = await stat(path).catch(unlessMissing);
      return found === null ? null : { path, bytes: found.size };
    }, diskMs);
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
    putFile: (path, { sha256, isPatient = false } = {}) =>
      onDisk(
        async () => {
          const hash = sha256 ?? (await hashFile(path));
          return adopt(await moveBeside(path, temporaryPath()), hash);
        },
        isPatient ? patientMs : putMs,
      ),
    putBytes: (bytes) =>
      onDisk(async () => {
        const path = temporaryPath();
        await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
        return adopt(path, createHash('sha256').update(bytes).digest('hex'));
      }, putMs),
    open: async (sha256) => find(sha256),
    take: async (sha256) => find(sha256),
    async remove(sha256) {
      const path = pathOf(sha256);
      await onDisk(() => rm(path, { force: true }), diskMs);
    },
    temporaryPath,
    writing: writingTo,
    checkRoom: () => checkDiskRoom(temporary),
    probe: (part) => probeDisk(temporary, part),
    clearLeftOvers: () => onDisk(() => clearLeftOvers(temporary, now())),
    list: (digits) =>
      onDisk(async () => {
        const folders = await namesIn(join(dir, digits));
        const names: string[][] = [];
        for (const folder of folders) names.push(await namesIn(join(dir, digits, folder)));
        return names.flat().filter(isHash);
      }),
  };
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(unlessMissing)) ?? [];
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
