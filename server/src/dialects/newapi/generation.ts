/** A create in our words and in the relay's, which takes three kinds of bodies and any mix of them. */
import { refuse } from '../../generation/problems.ts';
import type { MediaAsk, Seconds } from '../../generation/request.ts';
import { shapeOfSize } from '../../generation/sizes.ts';
import type { Shape } from '../../generation/sizes.ts';
import { unsayable } from '../codec.ts';
import type { Keys } from '../codec.ts';
import { firstNumberOf } from '../form-values.ts';
import { lackOf } from '../lacks.ts';
import type { CreateCommand, Unsayable } from '../mechanism.ts';
import { decodeContent, encodeContent } from '../native-content.ts';
import {
  decodeNativeGeneration,
  encodeNativeGeneration,
  nativeOpen,
  notOffered,
} from '../native-generation.ts';
import { refuseUndocumented } from '../undocumented.ts';
import type { UndocumentedFields } from '../undocumented.ts';
import { nativeWords } from './wire.ts';
import type { NewapiGeneration } from './wire.ts';

const asContent = { wayOut: 'name it in metadata.content, with its role' };

/** Native fields, and those of other platforms at the same paths. */
const undocumented: UndocumentedFields = {
  ...notOffered,
  fps: { harmless: 24, wayOut: 'videos have 24 frames a second' },
  n: { harmless: 1, wayOut: 'send one request for each video' },
  response_format: { harmless: 'url', wayOut: 'videos are handed out as a URL' },
  negative_prompt: { wayOut: 'say in the prompt what is wanted' },
  aspect_ratio: { wayOut: 'give the shape as ratio' },
  quality: { wayOut: 'give the pixels as resolution' },
  image_url: asContent,
  image_urls: asContent,
  image_tail: asContent,
  first_frame_url: asContent,
  last_frame_url: asContent,
  video_url: asContent,
  video_urls: asContent,
  audio_url: asContent,
  audio_urls: asContent,
};

/** Throws ProblemError naming what is not offered, and what contradicts itself. */
export function decodeGeneration(body: NewapiGeneration): CreateCommand {
  const { metadata = {} } = body;
  refuseUndocumented(body, undocumented);
  refuseUndocumented(metadata, undocumented, 'metadata');
  const words = nativeWords.parse({ ...metadata, ...body });
  const command = decodeNativeGeneration({ ...words, model: body.model, content: [] });
  const content = decodeContent(body.content ?? []);
  const inside = decodeContent(metadata.content ?? []);
  const media = [...content.media, ...inside.media.map(insideMetadata)];
  const texts = [content.prompt, inside.prompt].filter((text) => text !== '');
  const { ask } = command;
  return {
    ...command,
    ask: {
      ...ask,
      prompt: body.prompt || texts.join('\n'),
      media: [...imagesBeside(media, body), ...media],
      seconds: ask.frames === undefined ? secondsOf(body) : undefined,
      ...shapeOf(body, ask),
    },
  };
}

function insideMetadata(medium: MediaAsk): MediaAsk {
  return { ...medium, field: `metadata.${medium.field}` };
}

/** Those that no `content` names; they have no role of their own. */
function imagesBeside(
  media: readonly MediaAsk[],
  { image, images = [], input_reference }: NewapiGeneration,
): MediaAsk[] {
  const named = [
    { url: image, field: 'image' },
    ...images.map((url, index) => ({ url, field: `images[${String(index)}]` })),
    { url: input_reference, field: 'input_reference' },
  ];
  const known = new Set(media.filter(({ kind }) => kind === 'image').map(({ url }) => url));
  return named.flatMap(({ url, field }) => {
    if (!url || known.has(url)) return [];
    known.add(url);
    return [{ url, kind: 'image' as const, role: null, field }];
  });
}

const longestSeconds = 3600;

/** In the order of New-API's own channel for Seedance. */
function secondsOf({ duration, seconds, metadata }: NewapiGeneration): Seconds | undefined {
  const places = [
    { field: 'seconds', value: seconds },
    { field: 'metadata.duration', value: metadata?.duration },
    { field: 'duration', value: duration },
  ];
  const length = firstNumberOf(places, { least: nativeOpen, most: longestSeconds });
  return length === nativeOpen ? 'auto' : length;
}

/** Pixels name a resolution and a ratio, and stand alone. */
function shapeOf(
  { size, width, height }: NewapiGeneration,
  { resolution, ratio }: CreateCommand['ask'],
): Pick<CreateCommand['ask'], 'resolution' | 'ratio'> {
  const pixels = width && height ? `${String(width)}x${String(height)}` : undefined;
  const field = size === undefined ? 'width' : 'size';
  const asked = size ?? pixels;
  if (asked === undefined) return { resolution, ratio };
  const shape: Shape | undefined = shapeOfSize(asked);
  if (shape && resolution === undefined && ratio === undefined) return shape;
  throw refuse(
    'invalid_parameter',
    shape
      ? `${field} says the resolution and the ratio: leave those out, or the ${field}.`
      : `${field} is ${JSON.stringify(asked.slice(0, 60))}, pixels that no model makes: give resolution and ratio instead.`,
    { field },
  );
}

/** Said as New-API's own channel for Seedance reads it: what is native stands in `metadata`. */
export function encodeGeneration(
  command: CreateCommand,
): { body: Keys<NewapiGeneration> } | Unsayable {
  const lack = lackOf(command, 'New-API', ['referenceTask']);
  if (lack) return lack;
  const { ask } = command;
  if (ask.prompt === '') return unsayable('New-API takes no request without a prompt');
  const native = encodeNativeGeneration(command);
  if ('unsayable' in native) return native;
  const { model, duration, content: _withText, ...words } = native.body;
  const content = ask.media.length === 0 ? undefined : encodeContent({ ...ask, prompt: '' });
  const metadata = { content, ...words, duration };
  const isEmpty = Object.values(metadata).every((value) => value === undefined);
  // Beside the prompt a length below 1 is read as none.
  const isNumber = ask.frames === undefined && ask.seconds !== 'auto';
  const seconds = isNumber ? ask.seconds : undefined;
  return {
    body: {
      model,
      prompt: ask.prompt,
      // Which of its places counts differs from channel to channel, and is not `duration` for Seedance.
      duration: seconds,
      seconds: seconds === undefined ? undefined : String(seconds),
      metadata: isEmpty ? undefined : metadata,
    },
  };
}
