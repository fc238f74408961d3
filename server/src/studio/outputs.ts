import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Where finished renderings wait to be collected. A job is rendered into `<id>.part/`; once its files
 * and `result.json` are on the disk the folder is renamed to `<id>/`. So a folder without `.part` is
 * complete, whenever the process died.
 */
export interface OutputFolder {
  part: string;
  final: string;
}

export const resultName = 'result.json';
const partSuffix = '.part';

/** What is written beside the files of a rendering; their names are those within its folder. */
export interface StoredResult {
  video: string;
  poster: string;
  lastFrame: string | null;
  /** Missing in what a version left that made none. */
  thumb?: string | undefined;
  width: number;
  height: number;
  frames: number;
  videoBytes: number;
}

/** Throws for an id that could name anything but one folder in the directory. */
export function outputFolder(directory: string, id: string): OutputFolder {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(id)) {
    throw new Error(`job id ${JSON.stringify(id)} must be 1 to 128 of A-Z a-z 0-9 _ -`);
  }
  return { part: join(directory, id + partSuffix), final: join(directory, id) };
}

/** An empty folder to render into; what an earlier attempt left there is removed. */
export async function openOutput(folder: OutputFolder): Promise<void> {
  await rm(folder.part, { recursive: true, force: true });
  await mkdir(folder.part, { recursive: true, mode: 0o700 });
}

/** Makes the rendered files durable, then visible under the final name in one step. */
export async function publishOutput(folder: OutputFolder, result: StoredResult): Promise<void> {
  const { video, poster, lastFrame, thumb } = result;
  const names = [video, poster, lastFrame, thumb].filter(
    (name) => name !== null && name !== undefined,
  );
  for (const name of names) await syncPath(join(folder.part, name), 'r+');
  const handle = await open(join(folder.part, resultName), 'w');
  try {
    await handle.writeFile(JSON.stringify(result));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(folder.part);
  await rm(folder.final, { recursive: true, force: true });
  await rename(folder.part, folder.final);
  await syncFolder(join(folder.final, '..'));
}

export function removeOutput(folder: OutputFolder): void {
  rmSync(folder.part, { recursive: true, force: true });
  rmSync(folder.final, { recursive: true, force: true });
}

/**
 * For the start of a process, before its studio takes jobs: removes unfinished renderings of an
 * earlier process, and finished ones that nobody waits for any more (ids that are not in `keep`).
 * Returns how many folders went. One process owns the directory.
 */
export function sweepOutputs(directory: string, keep: ReadonlySet<string>): number {
  if (!existsSync(directory)) return 0;
  const stale = readdirSync(directory, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !keep.has(entry.name),
  );
  for (const entry of stale) rmSync(join(directory, entry.name), { recursive: true, force: true });
  return stale.length;
}

async function syncPath(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable; Windows cannot open a folder and needs no such step. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await syncPath(path, 'r');
}
