/**
 * The body of a native create: what to make, and how the task is run and told. Platforms that take over
 * all of it share it. Source: Volcengine Ark's reference of the video generation tasks, November 2026.
 *
 * `safety_identifier` and `priority` are kept with the task under their own names and told again; tasks
 * of an account wait for their turn by its order, whatever their priority.
 */
import { z } from 'zod';
import { refuse } from '../generation/problems.ts';
import { ratios } from '../generation/request.ts';
import type { JsonObject } from '../generation/request.ts';
import { asWritten } from '../generation/written-json.ts';
import { callbackUrl, contentItemsMost, modelName, someId } from './bounds.ts';
import { unsayable } from './codec.ts';
import type { Keys } from './codec.ts';
import type { CreateCommand, Unsayable } from './mechanism.ts';
import { contentItem, decodeContent, encodeContent } from './native-content.ts';
import type { ContentItem } from './native-content.ts';
import { refuseUndocumented, undocumentedNatives } from './undocumented.ts';

const draftTask = z.object({
  type: z.literal('draft_task'),
  draft_task: z.object({ id: someId }),
});
const nativeItem = z.discriminatedUnion('type', [...contentItem.options, draftTask]);

/** Native fields that are not offered are none of it: they are refused by name. */
export const nativeGeneration = z.object({
  model: modelName,
  content: z.array(nativeItem).min(1).max(contentItemsMost),
  // Both spellings are taken there.
  resolution: z.enum(['480p', '720p', '1080p', '4k', '4K']).optional(),
  ratio: z.enum(ratios).optional(),
  duration: z.int().min(-1).optional(),
  generate_audio: z.boolean().optional(),
  watermark: z.boolean().optional(),
  output_format: z.enum(['mp4']).optional(),
  // References are references unless a model is told to edit or extend a video.
  omni_reference_task_type: z.enum(['auto', 'reference']).optional(),
  seed: z.int().min(-1).max(2_147_483_647).optional(),
  return_last_frame: z.boolean().optional(),
  execution_expires_after: z.int().min(3600).max(259_200).optional(),
  priority: z.int().min(0).max(9).optional(),
  callback_url: callbackUrl.optional(),
  safety_identifier: z.string().max(64).optional(),
});
export type NativeGeneration = z.infer<typeof nativeGeneration>;

const { execution_expires_after: _offered, ...notOffered } = undocumentedNatives;

/** -1 stands for the model's own choice of length, and for a random seed. */
export const nativeOpen = -1;

/** Throws ProblemError naming what is not offered. */
export function decodeNativeGeneration(body: NativeGeneration): CreateCommand {
  refuseUndocumented(body, notOffered);
  const { prompt, media } = decodeContent(body.content.map(withoutDrafts));
  const { safety_identifier, priority } = body;
  return {
    ask: {
      model: body.model,
      prompt,
      media,
      seconds: body.duration === nativeOpen ? 'auto' : body.duration,
      resolution: body.resolution === '4K' ? '4k' : body.resolution,
      ratio: body.ratio,
      generateAudio: body.generate_audio,
      seed: body.seed === nativeOpen ? undefined : body.seed,
      watermark: body.watermark,
      returnLastFrame: body.return_last_frame,
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
      duration: ask.seconds === 'auto' ? nativeOpen : ask.seconds,
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
} as const;
