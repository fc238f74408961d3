/** The relay's field lists: those of New-API's own reference, and the native ones that it hands on. */
import { z } from 'zod';
import { contentItemsMost, mediaOfKindMost, modelName, sizeText } from '../bounds.ts';
import { wholeNumber } from '../form-values.ts';
import { contentItem } from '../native-content.ts';
import { nativeGeneration } from '../native-generation.ts';

const mediaUrl = z.string().min(1);
/** An empty one is none there, alone or among others. */
const mediaUrls = z.array(z.string()).max(mediaOfKindMost);
const pixels = z.int().min(1);

/** Native fields that mean the same beside the prompt and in `metadata`. */
export const nativeWords = nativeGeneration
  .omit({ model: true, content: true, duration: true })
  .partial();
const nativeShape = {
  content: z.array(contentItem).max(contentItemsMost).optional(),
  ...nativeWords.shape,
};

export const generation = z.object({
  model: modelName,
  prompt: z.string().optional(),
  image: mediaUrl.optional(),
  images: mediaUrls.optional(),
  input_reference: mediaUrl.optional(),
  duration: wholeNumber.optional(),
  seconds: wholeNumber.optional(),
  size: sizeText
    .meta({ examples: ['1280x720', '720x1280', '960x960', '1920x1080', '1x1'] })
    .optional(),
  width: pixels.optional(),
  height: pixels.optional(),
  metadata: z.looseObject({ ...nativeShape, duration: wholeNumber.optional() }).optional(),
  ...nativeShape,
});
export type NewapiGeneration = z.infer<typeof generation>;

export const task = z.object({
  id: z.string(),
  task_id: z.string(),
  object: z.literal('video'),
  model: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
  progress: z.number().min(0).max(100),
  created_at: z.int(),
  completed_at: z.int().optional(),
  url: z.string().optional(),
  format: z.literal('mp4').optional(),
  usage: z.object({ completion_tokens: z.int(), total_tokens: z.int() }).optional(),
  metadata: z
    .object({
      url: z.string(),
      duration: z.number(),
      fps: z.int(),
      width: z.int(),
      height: z.int(),
      seed: z.int(),
    })
    .optional(),
  error: z
    .object({ message: z.string(), code: z.string(), upstream_code: z.string().optional() })
    .optional(),
  /** Only read, as is `size`: what a video of OpenAI's tells, New-API tells of it. */
  seconds: z.string().optional(),
  size: z.string().optional(),
});
export type NewapiTask = z.infer<typeof task>;

export const taskPath = z.object({ task_id: z.string().min(1) });
