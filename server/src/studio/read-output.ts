/** Apart from outputs.ts, whose renderers have nothing to read and load no schemas. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StudioStatus } from './job.ts';
import { resultName, type OutputFolder, type StoredResult } from './outputs.ts';

/**
 * Names within the folder, so that the directory may move; and nothing else, since a renderer reads strangers'
 * files and what it names is handed out.
 */
const fileName = z.string().regex(/^[\w-]+\.\w+$/);
const storedResult = z.object({
  video: fileName,
  poster: fileName,
  lastFrame: fileName.nullable(),
  thumb: fileName.optional(),
  width: z.number(),
  height: z.number(),
  frames: z.number(),
  videoBytes: z.number(),
}) satisfies z.ZodType<StoredResult>;

/** Null when the folder holds no complete result. */
export function readOutput(folder: OutputFolder): (StudioStatus & { state: 'done' }) | null {
  let stored: StoredResult;
  try {
    stored = storedResult.parse(JSON.parse(readFileSync(join(folder.final, resultName), 'utf8')));
  } catch {
    return null;
  }
  const { video, poster, lastFrame, thumb, ...facts } = stored;
  const files = {
    video: join(folder.final, video),
    poster: join(folder.final, poster),
    lastFrame: lastFrame === null ? null : join(folder.final, lastFrame),
    thumb: thumb === undefined ? null : join(folder.final, thumb),
  };
  return { state: 'done', files, ...facts };
}
