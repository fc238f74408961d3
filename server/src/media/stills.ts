import { z } from 'zod';
import { runInChild } from './child.ts';

/** Paths: of the video, and of the JPEG files to be made. */
export const stillsJob = z.strictObject({
  video: z.string(),
  first: z.string(),
  last: z.string().nullable(),
});
export type StillsJob = z.infer<typeof stillsJob>;

const timeoutMs = 60_000;
/** Two frames of 4k and the decoder's own. */
const memoryMegabytes = 1_024;

/**
 * Makes pictures of the first and, where it is wanted, of the last frame of a video that somebody else
 * made: in a child process. Rejects with ChildError where the video cannot be decoded.
 */
export async function takeStills(job: StillsJob, signal?: AbortSignal): Promise<void> {
  await runInChild({
    entry: new URL('stills-child.ts', import.meta.url),
    input: job,
    timeoutMs,
    memoryMegabytes,
    ...(signal === undefined ? {} : { signal }),
  });
}
