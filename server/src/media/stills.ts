import { z } from 'zod';
import { runInChild } from './child.ts';

/** Paths: of the video, and of the JPEG files to be made. */
export interface StillsJob {
  video: string;
  first: string | null;
  last: string | null;
  /** Of the first frame, 320 pixels wide and at most 15 kB. */
  thumb?: string | null;
  /** Twelve frames of its whole length beside each other, each 160 pixels wide. */
  strip?: string | null;
}

const timeoutMs = 60_000;
/** Two frames of 4k and the decoder's own. */
const memoryMegabytes = 1_024;

/** What a video file was found to be, by its samples and not by what its header sums up. */
const videoShape = z.strictObject({
  width: z.number(),
  height: z.number(),
  /** Of the longest track. */
  seconds: z.number(),
  framesPerSecond: z.number(),
  frames: z.number(),
});
export type VideoShape = z.infer<typeof videoShape>;

export interface StillsOptions {
  signal?: AbortSignal;
  /** Called before anything is decoded. */
  onMeasured?(shape: VideoShape | null): void;
}

/**
 * Makes those pictures of a video that are wanted, whoever made it: in a child process. Resolves with what the video was measured to be, null where it is of a kind
 * that is not measured. Rejects with ChildError where it cannot be decoded.
 */
export async function takeStills(
  job: StillsJob,
  { signal, onMeasured }: StillsOptions = {},
): Promise<VideoShape | null> {
  const measured = await runInChild({
    entry: new URL('stills-child.ts', import.meta.url),
    input: job,
    timeoutMs,
    memoryMegabytes,
    ...(signal === undefined ? {} : { signal }),
    onMessage(message) {
      const { data } = told.safeParse(message);
      if (data !== undefined) onMeasured?.(data);
    },
  });
  // Parsed, since a stranger's file may have taken the child over.
  return told.parse(measured);
}

export type TakeStills = typeof takeStills;

const told = videoShape.nullable();
