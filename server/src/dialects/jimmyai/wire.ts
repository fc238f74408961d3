/** JimmyAI's field lists, in the order and with the types of its documentation. */
import { z } from 'zod';
import { fixedRatios, resolutions } from '../../generation/request.ts';
import { entriesMost, mediaOfKindMost, modelName, nameCharactersMost, someId } from '../bounds.ts';
import { filePart } from '../form-values.ts';
import { envelope, okNumber, okText, okZero } from './envelope.ts';

const someText = z.string().min(1);
const urls = z.array(someText).max(mediaOfKindMost).optional();
const name = z.string().max(nameCharactersMost);
const ratio = z.enum([...fixedRatios, 'Adaptive', 'adaptive']).optional();

/** `duration` is marked as required there, and yet has a default: it may be left out. */
export const creation = z.object({
  model: modelName,
  prompt: someText,
  duration: z.int().min(-1).optional(),
  resolution: z.enum(resolutions).optional(),
  orientation: z.enum(['landscape', 'portrait']).optional(),
  images: urls,
  ratio,
  first_image: someText.optional(),
  last_image: someText.optional(),
  reference_videos: urls,
  reference_audios: urls,
  generate_audio: z.boolean().optional(),
  // Names that newer lines have for the same.
  aspect_ratio: ratio,
  reference_images: urls,
  videos: urls,
  audios: urls,
});
export type Creation = z.infer<typeof creation>;

const unixTime = z.int().min(0);

export const accepted = envelope(
  okText,
  z.object({ task_id: z.string(), status: z.string(), model: z.string(), created_at: unixTime }),
);

const taskData = z.object({
  task_id: z.string(),
  status: z.enum(['queued', 'processing', 'completed', 'failed']),
  progress: z.number().min(0).max(100),
  model: z.string(),
  created_at: unixTime,
  completed_at: unixTime,
  result: z.object({ video_url: z.string(), image_url: z.string() }).nullable(),
  error_message: z.string(),
  /** Of the lines that are priced by tokens. */
  usage: z.object({ completion_tokens: z.int(), total_tokens: z.int() }).optional(),
});
export type TaskData = z.infer<typeof taskData>;
export const task = envelope(okText, taskData);

const handedIn = z.array(someText).max(entriesMost).optional();

export const audit = z.object({
  imageUrls: handedIn,
  videoUrls: handedIn,
  audioUrls: handedIn,
});
export type Audit = z.infer<typeof audit>;

const assetStatus = z.enum(['Processing', 'Active', 'Failed']);
export type AssetStatus = z.infer<typeof assetStatus>;

const failedItems = z.array(z.object({ assetId: z.string(), errorMessage: z.string() }));

export const audited = envelope(
  okText,
  z.object({
    items: z.array(z.object({ assetId: z.string(), url: z.string(), status: assetStatus })),
    failedItems,
  }),
);

const assetIdsText = z.string().regex(/[^,]/, 'must name an asset');
export const auditQuery = z.object({
  assetIds: z.union([assetIdsText, z.array(assetIdsText).max(entriesMost)], {
    error: 'must name an asset',
  }),
});
/** @public Wire types are exported, used here or not. */
export type AuditQuery = z.infer<typeof auditQuery>;

export const auditStatus = envelope(
  okText,
  z.object({
    items: z.array(z.object({ assetId: z.string(), status: assetStatus })),
    failedItems,
  }),
);

export const newAsset = z.object({
  name,
  type: z.enum(['image', 'video', 'audio']),
  url: someText,
});

export const assetId = z.object({ asset_id: someId });
export type AssetId = z.infer<typeof assetId>;
export const assetIds = z.object({ asset_ids: z.array(someId).min(1).max(entriesMost) });
export type AssetIds = z.infer<typeof assetIds>;

export const uploadedAsset = envelope(okZero, z.object({ asset_id: z.string() }));

const assetData = z.object({
  asset_id: z.string(),
  official_id: z.string(),
  status: assetStatus,
  name: z.string(),
  image_url: z.string(),
  created_at: unixTime,
});
export type AssetData = z.infer<typeof assetData>;
export const asset = envelope(okZero, assetData);
export const assets = envelope(okZero, z.object({ items: z.array(assetData) }));

export const newPortrait = z.object({ name, url: someText });

const portraitData = z.object({
  asset_id: z.string(),
  official_id: z.string(),
  status: assetStatus,
  asset_ref: z.string().nullable(),
  name: z.string(),
  url: z.string(),
  created_at: unixTime,
});
export type PortraitData = z.infer<typeof portraitData>;
export const portrait = envelope(okZero, portraitData);
export const portraits = envelope(okZero, z.object({ items: z.array(portraitData) }));

export const upload = z.object({ file: filePart });

export const uploaded = envelope(
  okNumber,
  z.object({
    url: z.string(),
    filename: z.string(),
    size: z.int().min(0),
    mime_type: z.string(),
  }),
);

export const balance = envelope(
  okNumber,
  z.object({ balance: z.number(), used_coin: z.number(), available: z.number() }),
);

export const keyBalance = envelope(
  okNumber,
  z.object({
    name: z.string(),
    total_quota: z.number(),
    used_quota: z.number(),
    available_quota: z.number(),
    unlimited: z.boolean(),
  }),
);

const coinsByResolution = z.partialRecord(z.enum(resolutions), z.number().min(0));

const catalogItem = z.object({
  model: z.string(),
  name: z.string(),
  model_type: z.literal('videos'),
  billing_type: z.enum(['per_second', 'per_task', 'per_million_tokens']),
  prices: coinsByResolution,
  video_prices: coinsByResolution.nullable(),
});
export type CatalogItem = z.infer<typeof catalogItem>;

export const catalogQuery = z.object({ search: z.string().min(1).optional() });
export const catalog = envelope(okNumber, z.object({ list: z.array(catalogItem) }));
