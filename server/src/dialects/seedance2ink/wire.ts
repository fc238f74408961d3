/** seedance2.ink's field lists, in the order and with the types of its documentation. */
import { z } from 'zod';
import { ratios, resolutions } from '../../generation/request.ts';
import { callbackUrl, keptMetadata, modelName } from '../bounds.ts';
import { mediaUrl } from '../web-url.ts';

// https is what is documented; whether plain http may be fetched is for the guarded fetch to say.
const publicUrl = mediaUrl('must be a public http or https URL');

export const submission = z.object({
  model: modelName,
  prompt: z.string().min(1),
  mediaUrls: z.array(publicUrl).max(5).optional(),
  aspectRatio: z.enum(['16:9', '9:16', '1:1']).optional(),
  duration: z.int().min(4).max(15).optional(),
  resolution: z.enum(['480p', '720p', '1080p']).optional(),
  webhookUrl: callbackUrl.optional(),
  metadata: keptMetadata.optional(),
});
export type Submission = z.infer<typeof submission>;

const success = z.literal(true);
const status = z.enum(['queued', 'processing', 'succeeded', 'failed', 'cancelled']);

export const accepted = z.object({
  success,
  requestId: z.string(),
  status,
  creditsCharged: z.number().min(0),
});
export type Accepted = z.infer<typeof accepted>;

export const task = z.object({
  success,
  requestId: z.string(),
  status,
  model: z.string(),
  prompt: z.string(),
  duration: z.int(),
  aspectRatio: z.enum(ratios),
  output: z.object({ type: z.literal('video'), url: z.string() }).nullable(),
  error: z
    .object({ code: z.string(), message: z.string(), upstreamCode: z.string().optional() })
    .nullable(),
});
export type Task = z.infer<typeof task>;

export const cancelled = z.object({ success, requestId: z.string(), status });
export type Cancelled = z.infer<typeof cancelled>;

const model = z.object({
  id: z.string(),
  name: z.string(),
  durations: z.array(z.int()),
  aspectRatios: z.array(z.enum(ratios)),
  resolutions: z.array(z.enum(resolutions)),
  pricing: z.object({
    unit: z.literal('credits'),
    perSecond: z.partialRecord(z.enum(resolutions), z.number().min(0)),
    mediaMultiplier: z.number().min(0),
  }),
});
export type Model = z.infer<typeof model>;

export const modelList = z.object({ success, data: z.array(model) });
export type ModelList = z.infer<typeof modelList>;

export const refusal = z.object({
  success: z.literal(false),
  error: z.object({ code: z.string(), message: z.string() }),
});
export type Refused = z.infer<typeof refusal>;
