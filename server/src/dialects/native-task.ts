/**
 * What the native API tells of a task, in the parts that platforms of its kind share. Source: Volcengine
 * Ark's reference of the video generation tasks, November 2026.
 */
import { z } from 'zod';
import { ratios, resolutions } from '../generation/request.ts';
import type { TaskView } from '../generation/view.ts';
import type { Loose } from './loosely.ts';
import type { TaskReport } from './mechanism.ts';
import { decodeNativeFailure, nativeError } from './native-errors.ts';
import { knownWords, lengthAsNumber, lengthOf, msOfUnixSeconds, stateOfWord } from './values.ts';

export const nativeStates = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;

export const nativeOutput = z.object({
  video_url: z.string(),
  last_frame_url: z.string().optional(),
});

export const nativeUsage = z.object({ completion_tokens: z.int(), total_tokens: z.int() });

/** Fields that are read alike wherever they stand. */
export const nativeReport = z.object({
  model: z.string(),
  status: z.enum(nativeStates),
  error: nativeError.nullable(),
  content: nativeOutput,
  usage: nativeUsage,
  created_at: z.int(),
  resolution: z.enum(resolutions),
  ratio: z.enum(ratios),
  duration: z.int(),
  frames: z.int(),
  seed: z.int(),
});

export function encodeNativeOutput({
  state,
  output,
}: TaskView): z.infer<typeof nativeOutput> | undefined {
  if (state !== 'succeeded' || output === null) return undefined;
  const { videoUrl, lastFrameUrl } = output;
  return {
    video_url: videoUrl,
    ...(lastFrameUrl === null ? {} : { last_frame_url: lastFrameUrl }),
  };
}

/** Input counts nothing there. */
export function encodeNativeUsage({
  completionTokens,
}: TaskView): z.infer<typeof nativeUsage> | undefined {
  if (completionTokens === null) return undefined;
  return { completion_tokens: completionTokens, total_tokens: completionTokens };
}

/** What was made, else what was asked for. */
export function encodeNativeShape({ resolution, ratio, seconds, output }: TaskView) {
  return {
    resolution,
    ratio: output?.ratio ?? ratio,
    duration: output?.seconds ?? lengthAsNumber(seconds),
    framespersecond: 24 as const,
  };
}

export function decodeNativeTask(
  id: string,
  told: Loose<z.infer<typeof nativeReport>>,
): TaskReport {
  return {
    id,
    state: stateOfWord(told.status),
    model: told.model ?? undefined,
    seconds: lengthOf(told.duration),
    frames: told.frames ?? undefined,
    resolution: knownWords(resolutions, told.resolution ? [told.resolution] : [])[0],
    ratio: knownWords(ratios, told.ratio ? [told.ratio] : [])[0],
    seed: told.seed ?? undefined,
    videoUrl: told.content?.video_url ?? undefined,
    lastFrameUrl: told.content?.last_frame_url ?? undefined,
    completionTokens: told.usage?.completion_tokens ?? undefined,
    failure: decodeNativeFailure(told.error),
    createdAtMs: msOfUnixSeconds(told.created_at),
  };
}
