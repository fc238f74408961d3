import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flush, pathIn, unlessMissing } from '../local-files.ts';
import { onDisk } from './disk.ts';
import { diskMs } from './store-trouble.ts';

/**
 * Where a store says which it is: a file beside those that it keeps, or an object of the bucket. Whoever copies a store
 * whole, to another folder or into a bucket, copies its id. Throws StorageError.
 */
export interface StoreMark {
  /** The folder or the bucket, for an operator. */
  place: string;
  /** Null where there is none, or no store at all. */
  read(): Promise<string | null>;
  write(id: string): Promise<void>;
  /** Whether the store has this file, which is not fetched for that. */
  has(sha256: string): Promise<boolean>;
}

/** No hash is called like that. */
export const markName = 'store-id';

/** Of the disk store in that folder; nothing is made by a look. */
export function diskMark(folder: string): StoreMark {
  const path = join(folder, markName);
  return {
    place: `the folder ${folder}`,
    read: () =>
      onDisk(
        async () => (await readFile(path, 'utf8').catch(unlessMissing))?.trim() ?? null,
        diskMs,
      ),
    write: (id) =>
      onDisk(async () => {
        const aside = `${path}.${randomUUID()}`;
        try {
          await writeFile(aside, `${id}\n`, { flag: 'wx', mode: 0o600 });
          await flush(aside, 'r+');
          await rename(aside, path);
        } finally {
          await rm(aside, { force: true });
        }
        if (process.platform !== 'win32') await flush(folder, 'r');
      }, diskMs),
    has: (sha256) =>
      onDisk(
        async () => (await stat(pathIn(folder, sha256)).catch(unlessMissing)) !== null,
        diskMs,
      ),
  };
}
