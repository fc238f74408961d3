/** The relay's field lists: those of New-API's own reference, and the native ones that it hands on. */
import { z } from 'zod';
import { contentItemsMost, mediaOfKindMost, modelName, sizeText } from '../bounds.ts';
import { filePart, truth, wholeNumber, wholeOrText } from '../form-values.ts';
import { orJsonText } from '../json-texts.ts';
import { contentItem } from '../native-content.ts';
import { nativeBounds, nativeGeneration } from '../native-generation.ts';

const picture = z.union([filePart, z.string().min(1)], { error: 'must be a file or a URL' });
/** An empty text among others is none there. */
const pictures = z
  .array(z.union([filePart, z.string()], { error: 'must be a file or a URL' }))
  .max(mediaOfKindMost);
/** A form has no list of one. */
const somePictures = z.union([picture, pictures], {
  error: 'must be a file, a URL, or a list of them',
});

/** Native fields that mean the same beside the prompt and in `metadata`. */
export const nativeWords = nativeGeneration
  .omit({ model: true, content: true, duration: true })
  .partial();
const parameters = z.object({
  content: orJsonText(z.array(contentItem).max(contentItemsMost)).optional(),
  ...nativeWords.shape,
  // Forms have texts alone.
  generate_audio: truth.optional(),
  watermark: truth.optional(),
  return_last_frame: truth.optional(),
  seed: wholeOrText(nativeBounds.seed).optional(),
  execution_expires_after: wholeOrText(nativeBounds.execution_expires_after).optional(),
  priority: wholeOrText(nativeBounds.priority).optional(),
  duration: wholeNumber.optional(),
});

/** What stands in `metadata`. */
export const metadata = z.looseObject(parameters.shape);
export type NewapiMetadata = z.infer<typeof metadata>;

export const generation = z.object({
  model: modelName,
  prompt: z.string().optional(),
  image: picture.optional(),
  images: somePictures.optional(),
  input_reference: somePictures.optional(),
  seconds: wholeNumber.optional(),
  size: sizeText
    .meta({ examples: ['1280x720', '720x1280', '960x960', '1920x1080', '1x1'] })
    .optional(),
  width: wholeNumber.optional(),
  height: wholeNumber.optional(),
  metadata: orJsonText(metadata).optional(),
  ...parameters.shape,
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

/** How New-API itself answers a look, with the flat task beside it. */
export const lookedAt = z.object({
  ...task.shape,
  code: z.literal('success'),
  message: z.literal(''),
  data: z.object({
    task_id: z.string(),
    status: z.enum(['QUEUED', 'IN_PROGRESS', 'SUCCESS', 'FAILURE']),
    fail_reason: z.string(),
    result_url: z.string().optional(),
    submit_time: z.int(),
    finish_time: z.int(),
    progress: z.string(),
    properties: z.object({ origin_model_name: z.string() }),
  }),
});
export type NewapiLookedAt = z.infer<typeof lookedAt>;
