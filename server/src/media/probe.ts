import { z } from 'zod';
import { mediaKinds } from '../generation/request.ts';
import { ChildError, runInChild } from './child.ts';
import type { Measured } from './limits.ts';
import { storeTroubleKind } from './store/store-trouble.ts';

/** What a file was found to be, or a sentence without subject and full stop: `is not a picture`. */
export type Measurement = Measured | { refusal: string };

interface MeasureOptions {
  timeoutMs: number;
  signal?: AbortSignal;
}

/** One measurement a path, in order. Rejects with ChildError only when the signal aborts, and for trouble of our own. */
export type MeasureFiles = (
  paths: readonly string[],
  options: MeasureOptions,
) => Promise<readonly Measurement[]>;

const measuredSchema = z.strictObject({
  kind: z.enum(mediaKinds),
  contentType: z.string(),
  bytes: z.number(),
  width: z.number(),
  height: z.number(),
  seconds: z.number(),
  framesPerSecond: z.number(),
}) satisfies z.ZodType<Measured>;

/**
 * What the child tells as it goes, so that its death can be put down to the file that caused it.
 * Parsed, since a stranger's file may have taken the child over.
 */
const measuredOneSchema = z.strictObject({
  index: z.int(),
  measurement: z.union([measuredSchema, z.strictObject({ refusal: z.string() })]),
});
export type MeasuredOne = z.infer<typeof measuredOneSchema>;

/** The largest picture that limits allow takes some 250 MB beside the process itself. */
const memoryMegabytes = 512;

/** Looks into strangers' files in a child process, which may crash, hang or swell without harm. */
export const measureFiles: MeasureFiles = async (paths, options) => {
  const found = new Map<number, Measurement>();
  try {
    await runInChild({
      entry: new URL('probe-child.ts', import.meta.url),
      input: paths,
      memoryMegabytes,
      timeoutMs: options.timeoutMs,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onMessage(message) {
        const { data } = measuredOneSchema.safeParse(message);
        if (data !== undefined) found.set(data.index, data.measurement);
      },
    });
  } catch (error) {
    if (!(error instanceof ChildError) || error.end === 'aborted') throw error;
    // No file is at fault where nobody can look into it.
    if (storeTroubleKind(error) !== null) throw error;
    // The file at work when the child ended is at fault; those behind it were not looked at.
    const atWork = paths.findIndex((_, index) => !found.has(index));
    if (atWork >= 0) found.set(atWork, { refusal: faults[error.end] });
  }
  return paths.map((_, index) => found.get(index) ?? { refusal: 'was not looked at' });
};

/** How a file ends the process that measures it. */
export const faults = {
  timeout: 'takes too long to read',
  memory: 'takes too much memory to read',
  crashed: 'cannot be read',
  failed: 'cannot be read',
} as const;
