import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { App } from '../boot/compose.ts';
import { fileNames, type StoredFiles } from '../tasks/rows.ts';
import { CommandError } from './command.ts';

/** Absolute paths, null where the file is not wanted. */
export interface Places {
  video: string;
  poster: string | null;
  lastFrame: string | null;
}

interface NamedPlaces {
  output: string;
  posterOut?: string;
  lastFrameOut?: string;
}

/** Throws CommandError for a place where nothing can be written, before anything is spent. */
export async function findPlaces(named: NamedPlaces): Promise<Places> {
  return {
    video: await findPlace('--output', named.output),
    poster: named.posterOut === undefined ? null : await findPlace('--poster-out', named.posterOut),
    lastFrame:
      named.lastFrameOut === undefined
        ? null
        : await findPlace('--last-frame-out', named.lastFrameOut),
  };
}

async function findPlace(option: string, name: string): Promise<string> {
  const path = resolve(name);
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) {
    throw new CommandError(`${option}: ${path} is no file; give the path of a file to write`);
  }
  await access(dirname(path), constants.W_OK).catch(() => {
    throw new CommandError(`${option}: nothing can be written to ${dirname(path)}`);
  });
  return path;
}

/** Copies a task's files from our storage. What stood at those places is replaced in one step each. */
export async function saveVideo(
  taskId: string,
  files: StoredFiles,
  places: Places,
  app: Pick<App, 'store' | 'urls'>,
): Promise<void> {
  const wanted = [
    { sha256: files.video, name: fileNames.video(taskId), to: places.video },
    { sha256: files.poster, name: fileNames.poster(taskId), to: places.poster },
    { sha256: files.lastFrame, name: fileNames.lastFrame(taskId), to: places.lastFrame },
  ];
  for (const { sha256, name, to } of wanted) {
    if (sha256 === null || to === null) continue;
    const stored = await app.store.open(sha256);
    if (!stored) {
      throw new CommandError(
        `The video is made, but its files are not in this data directory. Get it from ${app.urls.signMediaUrl(name)}`,
      );
    }
    await writeInto(createReadStream(stored.path), to);
  }
}

/** What stood there is replaced in one step, once all of it has come. */
export async function writeInto(from: Readable, to: string): Promise<void> {
  const aside = `${to}.${String(process.pid)}.part`;
  try {
    // Not copyFile: a file of the user’s has the mode that the user’s files have, not the store’s.
    await pipeline(from, createWriteStream(aside));
    await rename(aside, to);
  } finally {
    await rm(aside, { force: true });
  }
}
