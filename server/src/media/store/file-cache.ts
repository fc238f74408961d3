import { readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { clearLeftOvers, flush, makeClosedFolder, unlessMissing } from '../local-files.ts';

/**
 * Files that stand elsewhere, kept here for those who read them: at most so many bytes, the least
 * recently used go first. The folder is all that it knows, so a restart finds everything again, and
 * several processes of one machine may share it. A file is renamed into its place when it is whole.
 */
export interface FileCache {
  /**
   * The file of that name. Where it is not here, `bring` writes all of it to a path, once for all who
   * ask meanwhile, or resolves false where there is no such file; its errors are thrown to all of them.
   */
  get(name: string, bring: (to: string) => Promise<boolean>): Promise<CachedFile | null>;
  /** Takes over the whole file at `path`, which is on the same disk. */
  put(name: string, path: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Of a file yet to be written. The writer removes it. */
  temporaryPath(): string;
  /** Makes its folders where they are missing: a cache may be emptied at any time, by anybody. */
  makeFolders(): Promise<void>;
  /** Removes temporary files whose writers are gone. */
  clearLeftOvers(): Promise<void>;
}

interface CachedFile {
  path: string;
  bytes: number;
}

export interface FileCacheOptions {
  bytesMax: number;
  now?(): number;
}

/**
 * A path that was handed out is not removed so soon, since its reader may open it a little later, or
 * again. Only a cache that is twice as full as it should be removes such files too.
 */
const heldMs = 300_000;
/** Looking through the folder costs something, so a little more is removed than must be. */
const fullShare = 0.9;

interface Entry extends CachedFile {
  name: string;
  usedMs: number;
}

/** Creates the folder and clears what a crash left half written. */
export async function openFileCache(folder: string, options: FileCacheOptions): Promise<FileCache> {
  const { bytesMax, now = Date.now } = options;
  const temporary = join(folder, 'tmp');
  const makeFolders = async (): Promise<void> => {
    for (const each of [folder, temporary]) await makeClosedFolder(each);
  };
  await makeFolders();
  await clearLeftOvers(temporary, now());

  const temporaryPath = (): string => join(temporary, randomUUID());
  const pathOf = (name: string): string => join(folder, name);
  const coming = new Map<string, Promise<CachedFile | null>>();
  /** What lay here at the last look, and what was added since. */
  let bytes = sumOf(await list());
  let clearing: Promise<void> | null = null;

  async function list(): Promise<Entry[]> {
    const names = await readdir(folder);
    const entries = await Promise.all(
      names.map(async (name): Promise<Entry | null> => {
        const found = await stat(pathOf(name)).catch(unlessMissing);
        if (!found?.isFile()) return null;
        return { name, path: pathOf(name), bytes: found.size, usedMs: found.mtimeMs };
      }),
    );
    return entries.filter((entry) => entry !== null);
  }

  /** Null where it is not here. Its time of change is when it was last asked for. */
  async function find(name: string): Promise<CachedFile | null> {
    const path = pathOf(name);
    const at = now() / 1_000;
    try {
      await utimes(path, at, at);
      return { path, bytes: (await stat(path)).size };
    } catch (error) {
      return unlessMissing(error);
    }
  }

  async function put(name: string, path: string): Promise<CachedFile> {
    await flush(path, 'r+');
    await rename(path, pathOf(name));
    const found = await find(name);
    if (!found) throw new Error('a file left the cache as it came in');
    bytes += found.bytes;
    if (bytes > bytesMax) await makeRoom(name);
    return found;
  }

  /** Once at a time. The file that has just come stays, even if it is larger than all the room. */
  function makeRoom(newest: string): Promise<void> {
    clearing ??= removeOldest(newest).finally(() => {
      clearing = null;
    });
    return clearing;
  }

  async function removeOldest(newest: string): Promise<void> {
    const entries = await list();
    const heldSinceMs = now() - heldMs;
    let left = sumOf(entries);
    for (const entry of entries.sort((a, b) => a.usedMs - b.usedMs)) {
      const isHeld = entry.usedMs > heldSinceMs && left <= 2 * bytesMax;
      if (left <= fullShare * bytesMax || isHeld) break;
      if (entry.name === newest) continue;
      await rm(entry.path, { force: true });
      left -= entry.bytes;
    }
    bytes = left;
  }

  async function bringIn(
    name: string,
    bring: (to: string) => Promise<boolean>,
  ): Promise<CachedFile | null> {
    await makeFolders();
    const path = temporaryPath();
    try {
      return (await bring(path)) ? await put(name, path) : null;
    } finally {
      await rm(path, { force: true });
    }
  }

  return {
    async get(name, bring) {
      const found = await find(name);
      if (found) return found;
      const running = coming.get(name);
      if (running) return running;
      const started = bringIn(name, bring).finally(() => coming.delete(name));
      coming.set(name, started);
      return started;
    },
    async put(name, path) {
      await put(name, path);
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
    },
    temporaryPath,
    makeFolders,
    clearLeftOvers: () => clearLeftOvers(temporary, now()),
  };
}

function sumOf(entries: readonly CachedFile[]): number {
  return entries.reduce((sum, entry) => sum + entry.bytes, 0);
}
