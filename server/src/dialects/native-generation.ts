/**
 * The body of a native create: what to make, and how the task is run and told. Platforms that take over
 * all of it share it. Source: Volcengine Ark's reference of the video generation tasks, November 2026.
 *
 * `safety_identifier` and `priority` are kept with the task under their own names and told again; tasks
 * of an account wait for their turn by its order, whatever their priority.
 */
import { z } from 'zod';
import type { Catalogue } from '../generation/catalogue.ts';
import { refuse } from '../generation/problems.ts';
import { ratios, referenceTasks } from '../generation/request.ts';
import type { GenerationAsk, JsonObject } from '../generation/request.ts';
import { asWritten } from '../generation/written-json.ts';
import { callbackUrl, contentItemsMost, modelName, someId } from './bounds.ts';
import { unsayable } from './codec.ts';
import type { Keys } from './codec.ts';
import { refuseDropped } from './dropped.ts';
import type { CreateCommand, Unsayable } from './mechanism.ts';
import { contentItem, decodeContent, encodeContent } from './native-content.ts';
import type { ContentItem } from './native-content.ts';
import { emptyIsUnset } from './unset.ts';
import { lengthAsNumber, lengthOf, seedOf } from './values.ts';

const draftTask = z.object({
  type: z.literal('draft_task'),
  draft_task: z.object({ id: someId }),
});
const nativeItem = z.discriminatedUnion('type', [...contentItem.options, draftTask]);

/** More than any model makes. */
const framesMost = 10_000;

export const nativeBounds = {
  seed: { least: -1, most: 2_147_483_647 },
  execution_expires_after: { least: 3600, most: 259_200 },
  priority: { least: 0, most: 9 },
} as const;

function wholeWithin({ least, most }: { least: number; most: number }) {
  return z.int().min(least).max(most);
}

/** Native fields that are not offered are none of it: they are refused by name. */
export const nativeGeneration = z.object({
  model: modelName,
  content: z.array(nativeItem).min(1).max(contentItemsMost),
  // Both spellings are taken there.
  resolution: z.enum(['480p', '720p', '1080p', '4k', '4K']).optional(),
  ratio: z.enum(ratios).optional(),
  duration: z.int().min(-1).optional(),
  // Gateways write 0 where nothing was said.
  frames: z.int().min(0).max(framesMost).meta(emptyIsUnset).optional(),
  camera_fixed: z.boolean().meta(emptyIsUnset).optional(),
  service_tier: z.enum(['default', 'flex']).optional(),
  generate_audio: z.boolean().optional(),
  watermark: z.boolean().optional(),
  output_format: z.enum(['mp4']).optional(),
  // References are references unless a model is told to edit or extend a video.
  omni_reference_task_type: z.enum(['auto', 'reference', ...referenceTasks]).optional(),
  seed: wholeWithin(nativeBounds.seed).optional(),
  return_last_frame: z.boolean().optional(),
  execution_expires_after: wholeWithin(nativeBounds.execution_expires_after).optional(),
  priority: wholeWithin(nativeBounds.priority).optional(),
  callback_url: callbackUrl.optional(),
  safety_identifier: z.string().max(64).optional(),
});
export type NativeGeneration = z.infer<typeof nativeGeneration>;

/** As a dialect that sells `catalogue` reads it. Throws ProblemError naming what is not offered. */
export function decodeNativeGeneration(
  body: NativeGeneration,
  catalogue: Catalogue,
): CreateCommand {
  const command = readNativeGeneration(body);
  refuseDropped(body, command, { catalogue, schema: nativeGeneration });
  return command;
}

/** Known fields alone. */
export function readNativeGeneration(body: NativeGeneration): CreateCommand {
  const { prompt, media } = decodeContent(body.content.map(withoutDrafts));
  const { safety_identifier, priority } = body;
  const frames = body.frames || undefined;
  return {
    ask: {
      model: body.model,
      prompt,
      media,
      // Frames win over it.
      seconds: frames === undefined ? lengthOf(body.duration) : undefined,
      resolution: body.resolution === '4K' ? '4k' : body.resolution,
      ratio: body.ratio,
      generateAudio: body.generate_audio,
      seed: seedOf(body.seed),
      watermark: body.watermark,
      returnLastFrame: body.return_last_frame,
      // What changes nothing is not said, so that a request is the same as before with it.
      flex: body.service_tier === 'flex' || undefined,
      cameraFixed: body.camera_fixed || undefined,
      frames,
      referenceTask: referenceTasks.find((task) => task === body.omni_reference_task_type),
    },
    callbackUrl: body.callback_url,
    metadata: keptOf({ safety_identifier, priority }),
    expiresSeconds: body.execution_expires_after,
  };
}

function withoutDrafts(item: z.infer<typeof nativeItem>, index: number): ContentItem {
  if (item.type !== 'draft_task') return item;
  const field = `content[${String(index)}].draft_task`;
  throw refuse(
    'invalid_parameter',
    `${field} is not offered here: send the text and the media again, with the resolution that you want.`,
    { field },
  );
}

function keptOf(kept: Record<string, string | number | undefined>): JsonObject | undefined {
  const told = Object.entries(kept).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return told.length === 0 ? undefined : Object.fromEntries(told);
}

/** Frames stand in the place of seconds. */
function durationOf({ frames, seconds }: GenerationAsk): number | undefined {
  if (frames !== undefined) return undefined;
  return lengthAsNumber(seconds);
}

const keptKeys: readonly string[] = ['safety_identifier', 'priority'];

export function encodeNativeGeneration({
  ask,
  callbackUrl: callback_url,
  metadata,
  expiresSeconds,
}: CreateCommand): { body: Keys<NativeGeneration> } | Unsayable {
  const kept = Object.keys(metadata ?? {});
  if (metadata && (kept.length === 0 || kept.some((key) => !keptKeys.includes(key)))) {
    return unsayable('of metadata only safety_identifier and priority have a native field');
  }
  const content = encodeContent(ask);
  if ('unsayable' in content) return content;
  return {
    body: {
      model: ask.model,
      content,
      resolution: ask.resolution,
      ratio: ask.ratio,
      duration: durationOf(ask),
      frames: ask.frames,
      camera_fixed: ask.cameraFixed,
      service_tier: ask.flex && 'flex',
      omni_reference_task_type: ask.referenceTask,
      generate_audio: ask.generateAudio,
      watermark: ask.watermark,
      seed: ask.seed,
      return_last_frame: ask.returnLastFrame,
      execution_expires_after: expiresSeconds,
      priority: metadata?.['priority'],
      callback_url,
      safety_identifier: metadata?.['safety_identifier'],
    },
  };
}

/** What a task was told besides, as far as it is what it must be: metadata of other dialects is free. */
export function keptWords(metadata: string | null): {
  safety_identifier: string | undefined;
  priority: number | undefined;
} {
  const { safety_identifier: identifier, priority } = metadata === null ? {} : asWritten(metadata);
  return {
    safety_identifier: typeof identifier === 'string' ? identifier : undefined,
    priority: typeof priority === 'number' ? priority : undefined,
  };
}

/** Inline media make native bodies as large as this. */
export const nativeBodyBytesMax = 64 * 1024 * 1024;

/** Fields of an ask by their native names. */
export const nativeFields = {
  model: 'model',
  prompt: 'content',
  media: 'content',
  seconds: 'duration',
  resolution: 'resolution',
  ratio: 'ratio',
  generateAudio: 'generate_audio',
  seed: 'seed',
  watermark: 'watermark',
  returnLastFrame: 'return_last_frame',
  flex: 'service_tier',
  cameraFixed: 'camera_fixed',
  frames: 'frames',
  referenceTask: 'omni_reference_task_type',
} as const;
