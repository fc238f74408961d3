/** OpenAI's field lists, in the order of its reference, and the fields of ours behind them. */
import { z } from 'zod';
import { ratios, resolutions } from '../../generation/request.ts';
import {
  keptMetadata,
  mediaOfKindMost,
  metadataBytesMost,
  modelName,
  nameCharactersMost,
  sizeText,
  someId,
} from '../bounds.ts';
import { filePart, truth, wholeNumber } from '../form-values.ts';
import { orJsonText } from '../json-texts.ts';

const someText = z.string().min(1);

const pictureReference = z.object({
  image_url: someText.optional(),
  file_id: someId.optional(),
});

const pictureWords = { error: 'must be a file, a URL, or an object with image_url or file_id' };
const picture = z.union([filePart, someText, pictureReference], pictureWords);
const somePictures = z.union(
  [
    picture,
    z.array(z.union([filePart, z.string(), pictureReference], pictureWords)).max(mediaOfKindMost),
  ],
  pictureWords,
);
export type PictureReference = z.infer<typeof pictureReference>;

/** The customer's own and kept, or New-API's parameters, which hold media. */
const metadata = z
  .record(z.string(), z.unknown())
  .refine((given) => holdsParameters(given) || keptMetadata.safeParse(given).success, {
    error: `must have at most ${String(metadataBytesMost)} bytes as JSON`,
  });

export function holdsParameters(given: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(given['content']);
}

export const creation = z.object({
  prompt: someText,
  input_reference: somePictures.optional(),
  model: modelName.min(1).optional(),
  seconds: wholeNumber.optional(),
  size: sizeText
    .meta({ examples: ['720x1280', '1280x720', '1024x1792', '1792x1024', '640x640', '1920x1080'] })
    .optional(),
  resolution: z.enum(resolutions).optional(),
  ratio: z.enum(ratios).optional(),
  duration: wholeNumber.optional(),
  generate_audio: truth.optional(),
  seed: wholeNumber.optional(),
  watermark: truth.optional(),
  metadata: orJsonText(metadata).optional(),
  // New-API has the same path, and its clients these names for pictures.
  image: somePictures.optional(),
  images: somePictures.optional(),
});
export type Creation = z.infer<typeof creation>;

export const videoPath = z.object({ id: someText });

export const video = z.object({
  id: z.string(),
  object: z.literal('video'),
  model: z.string(),
  status: z.enum(['queued', 'in_progress', 'completed', 'failed']),
  progress: z.number().min(0).max(100),
  created_at: z.int(),
  completed_at: z.int().nullable(),
  expires_at: z.int().nullable(),
  seconds: z.string(),
  size: z.string(),
  prompt: z.string().nullable(),
  remixed_from_video_id: z.string().nullable(),
  error: z
    .object({ code: z.string(), message: z.string(), upstream_code: z.string().optional() })
    .nullable(),
  /** Of the file, which an engine may make in others than `size` names. */
  pixels: z.string().optional(),
  /** Only read: engines that keep their results elsewhere say where. */
  url: z.string().optional(),
});
export type Video = z.infer<typeof video>;

export const listQuery = z.object({
  after: someText.optional(),
  limit: z
    .string()
    .regex(/^(?:\d|[1-9]\d|100)$/, { error: 'must be a whole number from 0 to 100' })
    .optional(),
  order: z.enum(['asc', 'desc']).optional(),
});
/** @public Wire types are exported, used here or not. */
export type ListQuery = z.infer<typeof listQuery>;

export const videoList = z.object({
  object: z.literal('list'),
  data: z.array(video),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
});
export type VideoList = z.infer<typeof videoList>;

export const deleted = z.object({
  id: z.string(),
  deleted: z.boolean(),
  object: z.literal('video.deleted'),
});
export type Deleted = z.infer<typeof deleted>;

/** `purpose` says what for at OpenAI; here a file is a medium, whatever is said. */
export const newFile = z.object({
  file: filePart,
  purpose: z.string().max(nameCharactersMost).optional(),
  expires_after: z
    .object({ anchor: z.enum(['created_at']).optional(), seconds: wholeNumber })
    .optional(),
});

export const file = z.object({
  id: z.string(),
  object: z.literal('file'),
  bytes: z.int(),
  created_at: z.int(),
  filename: z.string(),
  purpose: z.string(),
  status: z.enum(['uploaded', 'processed', 'error']),
  status_details: z.string().optional(),
});
export type File = z.infer<typeof file>;

export const deletedFile = z.object({
  id: z.string(),
  object: z.literal('file'),
  deleted: z.boolean(),
});
/** @public Wire types are exported, used here or not. */
export type DeletedFile = z.infer<typeof deletedFile>;

export const contentQuery = z.object({
  variant: z.enum(['video', 'thumbnail', 'spritesheet']).optional(),
});
