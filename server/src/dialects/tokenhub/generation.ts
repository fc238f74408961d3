/** A create in our words and in TokenHub's: a prompt, media in fields of their own or in `content`. */
import { z } from 'zod';
import { referenceRoleOf } from '../../generation/modes.ts';
import { mediaRoles, ratios } from '../../generation/request.ts';
import type { MediaAsk } from '../../generation/request.ts';
import { contentItemsMost, mediaOfKindMost, modelName } from '../bounds.ts';
import type { Keys } from '../codec.ts';
import { refuseDropped } from '../dropped.ts';
import type { Reader } from '../dropped.ts';
import { lackOf, particulars } from '../lacks.ts';
import type { CreateCommand, Unsayable } from '../mechanism.ts';
import { tokenhubCatalogue } from '../models/tokenhub.ts';
import { address, contentItem, decodeContent, encodeContent } from '../native-content.ts';

const mediaUrl = z.string().min(1);
/** Never refused for being wrong: a length that nobody could read is null in JSON. */
const declaredSeconds = z.number().nullable();

const [text, , video, audio] = contentItem.options;

/** As printed, `{type: "image_url", image_url: {url}, role}` with any role; as native platforms write it besides. */
const item = z.discriminatedUnion('type', [
  text,
  z.object({
    type: z.literal('image_url'),
    image_url: address,
    role: z.enum(mediaRoles).optional(),
  }),
  video,
  audio,
]);

/** In documented order. The lengths of input videos are read and not relied on: they are measured. */
export const generation = z.object({
  model: modelName,
  prompt: z.string().min(1),
  duration: z.int().min(4).max(15).optional(),
  resolution: z.enum(['480p', '720p']).optional(),
  aspect_ratio: z.enum(ratios).optional(),
  image_url: mediaUrl.optional(),
  image_urls: z.array(mediaUrl).max(mediaOfKindMost).optional(),
  video_url: mediaUrl.optional(),
  video_urls: z.array(mediaUrl).max(3).optional(),
  video_durations: z.array(declaredSeconds).max(mediaOfKindMost).optional(),
  input_video_duration: declaredSeconds.optional(),
  audio_url: mediaUrl.optional(),
  audio_urls: z.array(mediaUrl).max(3).optional(),
  generate_audio: z.boolean().optional(),
  watermark: z.boolean().optional(),
  content: z.array(item).max(contentItemsMost).optional(),
});
export type TokenhubGeneration = z.infer<typeof generation>;

const reader: Reader = {
  catalogue: tokenhubCatalogue,
  schema: generation,
  ways: { callback: 'read the task at /api/v1/videos/generations/{task_id}' },
};

/** Throws ProblemError naming what is not offered. */
export function decodeGeneration(body: TokenhubGeneration): CreateCommand {
  const { prompt, media } = decodeContent(body.content ?? []);
  const command: CreateCommand = {
    ask: {
      model: body.model,
      prompt: prompt === '' ? body.prompt : `${body.prompt}\n${prompt}`,
      media: [...mediaOfFields(body, media), ...media],
      seconds: body.duration,
      resolution: body.resolution,
      ratio: body.aspect_ratio,
      generateAudio: body.generate_audio,
      watermark: body.watermark,
    },
  };
  refuseDropped(body, command, reader);
  return command;
}

const mediaFields = [
  { kind: 'image', singular: 'image_url', plural: 'image_urls' },
  { kind: 'video', singular: 'video_url', plural: 'video_urls' },
  { kind: 'audio', singular: 'audio_url', plural: 'audio_urls' },
] as const;

/** Those that `content` does not name. What a single one is depends on what stands beside it. */
function mediaOfFields(body: TokenhubGeneration, content: readonly MediaAsk[]): MediaAsk[] {
  return mediaFields.flatMap(({ kind, singular, plural }) => {
    const single = body[singular];
    const named: MediaAsk[] = (body[plural] ?? []).map((url, index) => ({
      url,
      kind,
      role: referenceRoleOf[kind],
      field: `${plural}[${String(index)}]`,
    }));
    if (single !== undefined) named.unshift({ url: single, kind, role: null, field: singular });
    const known = new Set(content.filter((other) => other.kind === kind).map(({ url }) => url));
    return named.filter(({ url }) => {
      const isNew = !known.has(url);
      known.add(url);
      return isNew;
    });
  });
}

/** All media are said in `content`, which has a word for every role. */
export function encodeGeneration(
  command: CreateCommand,
): { body: Keys<TokenhubGeneration> } | Unsayable {
  const lack = lackOf(command, 'TokenHub', [
    ...particulars,
    'callbackUrl',
    'metadata',
    'expiresSeconds',
    'seed',
    'lastFrame',
  ]);
  if (lack) return lack;
  const { ask } = command;
  const content = ask.media.length === 0 ? undefined : encodeContent({ ...ask, prompt: '' });
  if (content && 'unsayable' in content) return content;
  const body: Keys<TokenhubGeneration> = {
    model: ask.model,
    prompt: ask.prompt,
    duration: ask.seconds,
    resolution: ask.resolution,
    aspect_ratio: ask.ratio,
    generate_audio: ask.generateAudio,
    watermark: ask.watermark,
    content,
  };
  return { body };
}
