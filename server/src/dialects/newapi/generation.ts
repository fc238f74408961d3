/** A create in our words and in the relay's, which takes three kinds of bodies and any mix of them. */
import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import type { MediaAsk, Seconds } from '../../generation/request.ts';
import { shapeOfSize } from '../../generation/sizes.ts';
import { parseCall, unsayable } from '../codec.ts';
import type { Keys } from '../codec.ts';
import { refuseDropped } from '../dropped.ts';
import type { Reader } from '../dropped.ts';
import { firstNumberOf, numberOf, truthOf } from '../form-values.ts';
import { lackOf } from '../lacks.ts';
import type { CreateCommand, Unsayable } from '../mechanism.ts';
import { arkCatalogue } from '../models/ark.ts';
import { decodeContent, encodeContent } from '../native-content.ts';
import {
  encodeNativeGeneration,
  nativeBounds,
  nativeFields,
  readNativeGeneration,
} from '../native-generation.ts';
import { askedPictures, inPosition, othersThan } from '../pictures.ts';
import { usedWords, type SaidWords } from '../used-words.ts';
import { generation, metadata as metadataSchema, nativeWords } from './wire.ts';
import type { NewapiGeneration, NewapiMetadata } from './wire.ts';
import { lengthOf, open } from '../values.ts';

const ways = {
  content: 'name the media in metadata.content',
  video: 'name it in metadata.content, with its role',
  audio: 'name it in metadata.content, with its role',
  media: 'name it in metadata.content, with its role',
  first_frame: 'name it in metadata.content, with its role',
  last_frame: 'name it in metadata.content, with its role',
  reference_image: 'name it in metadata.content, with its role',
} as const;
const reader: Reader = { catalogue: arkCatalogue, schema: generation, ways };

/** Throws ProblemError naming what is not offered, and what contradicts itself. */
export function decodeGeneration(body: NewapiGeneration): CreateCommand {
  const { metadata = {} } = body;
  const command = readGeneration(body, picturesOf(body));
  refuseDropped(body, command, reader);
  refuseDropped(metadata, command, { ...reader, schema: metadataSchema }, 'metadata');
  return command;
}

/** Known fields alone. `pictures` are those that stand beside `content`. */
export function readGeneration(
  body: Omit<NewapiGeneration, 'image' | 'images' | 'input_reference'>,
  pictures: readonly MediaAsk[],
): CreateCommand {
  const { metadata = {} } = body;
  const words = nativeWords.parse({ ...typed(metadata, 'metadata.'), ...typed(body) });
  const command = readNativeGeneration({ ...words, model: body.model, content: [] });
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
      media: [...othersThan(media, pictures), ...media],
      seconds: ask.frames === undefined ? secondsOf(body) : undefined,
      ...shapeOf(body, ask),
    },
    ...namedBy(body),
  };
}

export const newapiFields = { ...nativeFields, prompt: 'prompt' } as const;

/** What stands beside the model wins over `metadata`, whose words are told by their place. */
function namedBy(body: Omit<NewapiGeneration, 'image' | 'images' | 'input_reference'>) {
  const { seconds, duration, size, width, metadata = {} } = body;
  const native = nativeWordsTold.map(([field, word]): SaidWords => [
    field,
    [word, body[word]],
    [`metadata.${word}`, metadata[word]],
  ]);
  return usedWords(newapiFields, [
    ...native,
    [
      'seconds',
      ['seconds', seconds],
      ['metadata.duration', metadata.duration],
      ['duration', duration],
    ],
    ...(['resolution', 'ratio'] as const).map((field): SaidWords => [
      field,
      ['size', size],
      ['width', width],
      [field, body[field]],
      [`metadata.${field}`, metadata[field]],
    ]),
  ]);
}

/** Fields that have one word, here and in `metadata`. */
const nativeWordsTold = [
  ['generateAudio', 'generate_audio'],
  ['seed', 'seed'],
  ['watermark', 'watermark'],
  ['returnLastFrame', 'return_last_frame'],
  ['flex', 'service_tier'],
  ['cameraFixed', 'camera_fixed'],
  ['frames', 'frames'],
  ['referenceTask', 'omni_reference_task_type'],
] as const;

const inMetadata = z.object({ metadata: metadataSchema });

/** What New-API reads of `metadata` at another platform's path. Throws ProblemError. */
export function readParameters(metadata: object): NewapiMetadata {
  const { body } = parseCall({ body: inMetadata }, { path: {}, query: {}, body: { metadata } });
  return inMetadata.parse(body).metadata;
}

function insideMetadata(medium: MediaAsk): MediaAsk {
  return { ...medium, field: `metadata.${medium.field}` };
}

const truths = ['generate_audio', 'watermark', 'return_last_frame'] as const;
const numbers = ['seed', 'execution_expires_after', 'priority'] as const;

/** Native words as their own types, whether they came as texts or not. */
function typed(given: NewapiMetadata, before = ''): object {
  const read = [
    ...truths.map((key) => [key, truthOf(given[key])] as const),
    ...numbers.map((key) => {
      const bounds = { field: `${before}${key}`, ...nativeBounds[key] };
      return [key, numberOf(given[key], bounds)] as const;
    }),
  ];
  return { ...given, ...Object.fromEntries(read.filter(([, value]) => value !== undefined)) };
}

function picturesOf({ image, images, input_reference }: NewapiGeneration): MediaAsk[] {
  const references = askedPictures(input_reference, 'input_reference');
  return [
    ...askedPictures(image, 'image'),
    ...askedPictures(images, 'images'),
    ...(references.length > 1 ? inPosition(references) : references),
  ];
}

const longestSeconds = 3600;

type Lengths = Pick<NewapiGeneration, 'duration' | 'seconds' | 'metadata'>;

/** In the order of New-API's own channel for Seedance. */
function secondsOf({ duration, seconds, metadata }: Lengths): Seconds | undefined {
  const places = [
    { field: 'seconds', value: seconds },
    { field: 'metadata.duration', value: metadata?.duration },
    { field: 'duration', value: duration },
  ];
  const length = firstNumberOf(places, { least: open, most: longestSeconds });
  return lengthOf(length);
}

type Named = Pick<CreateCommand['ask'], 'resolution' | 'ratio'>;

/** Pixels name a resolution and a ratio; what else names them says the same. */
function shapeOf(
  { size, width, height }: Pick<NewapiGeneration, 'size' | 'width' | 'height'>,
  { resolution, ratio }: Named,
): Named {
  const pixels = pixelsOf(Number(width ?? 0), Number(height ?? 0));
  return [
    { field: 'size', text: size },
    { field: 'width', text: pixels },
  ].reduce<Named>(
    (named, { field, text }) => (text === undefined ? named : shapeBeside(named, field, text)),
    {
      resolution,
      ratio,
    },
  );
}

function shapeBeside({ resolution, ratio }: Named, field: string, text: string): Named {
  const shape = shapeOfSize(text);
  const saysAnother =
    (resolution ?? shape?.resolution) !== shape?.resolution ||
    (ratio ?? shape?.ratio) !== shape?.ratio;
  if (shape && !saysAnother) return shape;
  throw refuse(
    'invalid_parameter',
    shape
      ? `${field} says another resolution or ratio than stands beside it: leave those out, or the ${field}.`
      : `${field} is ${JSON.stringify(text.slice(0, 60))}, pixels that no model makes: give resolution and ratio instead.`,
    { field },
  );
}

/** 0 is none. */
function pixelsOf(width: number, height: number): string | undefined {
  if (width === 0 && height === 0) return undefined;
  if (width !== 0 && height !== 0) return `${String(width)}x${String(height)}`;
  const [field, other] = width === 0 ? ['height', 'width'] : ['width', 'height'];
  throw refuse('invalid_parameter', `${field} is given without ${other}: give both, or the size.`, {
    field,
  });
}

/** Said as New-API's own channel for Seedance reads it: what is native stands in `metadata`. */
export function encodeGeneration(
  command: CreateCommand,
): { body: Keys<NewapiGeneration> } | Unsayable {
  const lack = lackOf(command, 'New-API', ['referenceTask']);
  if (lack) return lack;
  const { ask } = command;
  if (ask.prompt === '') return unsayable('New-API takes no request without a prompt');
  const file = ask.media.find(({ upload }) => upload !== undefined);
  if (file) return unsayable(`${file.field} is a file, which has no URL yet`);
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
