/** 3hei's field lists of tasks, in the order and with the types of its documentation where it has them. */
import { z } from 'zod';
import { ratios, resolutions } from '../../generation/request.ts';
import { nativeError } from '../native-errors.ts';
import { nativeOutput, nativeStates, nativeUsage } from '../native-task.ts';

export const accepted = z.object({ id: z.string() });

/** Below `completed_at` all is there once the task has succeeded, and not before. */
export const video = z.object({
  id: z.string(),
  task_id: z.string(),
  object: z.literal('video'),
  model: z.string(),
  status: z.enum(nativeStates),
  progress: z.int(),
  error: nativeError.nullable(),
  created_at: z.int(),
  updated_at: z.int(),
  completed_at: z.int().optional(),
  content: nativeOutput.optional(),
  video_url: z.string().optional(),
  url: z.string().optional(),
  metadata: z.object({ url: z.string() }).optional(),
  seed: z.int().optional(),
  resolution: z.enum(resolutions).optional(),
  ratio: z.enum(ratios).optional(),
  duration: z.int().optional(),
  framespersecond: z.literal(24).optional(),
  generate_audio: z.boolean().optional(),
  usage: nativeUsage.optional(),
});
export type Video = z.infer<typeof video>;

export const videoPage = z.object({ total: z.int(), items: z.array(video) });

const done = { code: z.literal(0), info: z.literal('success') };

export const olderAccepted = z.object({ ...done, result: z.object({ task_id: z.string() }) });
export type OlderAccepted = z.infer<typeof olderAccepted>;

export const olderTask = z.object({
  ...done,
  result: z.object({
    task_id: z.string(),
    status: z.enum(nativeStates),
    video_url: z.string().nullable(),
    error: nativeError.nullable(),
  }),
});
export type OlderTask = z.infer<typeof olderTask>;

export const olderRefusal = z.object({ code: z.int(), info: z.string(), result: z.null() });
export type OlderRefusal = z.infer<typeof olderRefusal>;
