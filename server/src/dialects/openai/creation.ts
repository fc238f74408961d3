/** A create in our words and in OpenAI's, where one picture may be the first frame and pixels name a shape. */
import { refuse } from '../../generation/problems.ts';
import { unlessInText } from '../../generation/prompt-suffixes.ts';
import type { MediaAsk, Ratio, Resolution, Seconds } from '../../generation/request.ts';
import { shapeOfSize, usualSize } from '../../generation/sizes.ts';
import type { Shape } from '../../generation/sizes.ts';
import { Upload } from '../../generation/upload.ts';
import { keptOfBody } from '../bounds.ts';
import { unsayable } from '../codec.ts';
import type { Keys } from '../codec.ts';
import { refuseDropped, refuseDroppedParameters } from '../dropped.ts';
import type { Reader } from '../dropped.ts';
import { firstNumberOf, numberOf, truthOf } from '../form-values.ts';
import { lackOf, particulars } from '../lacks.ts';
import type { CreateCommand, Unsayable } from '../mechanism.ts';
import { openAiCatalogue } from '../models/openai.ts';
import { readGeneration, readParameters } from '../newapi/generation.ts';
import { metadata as parameterSchema } from '../newapi/wire.ts';
import { askedPictures, inPosition, othersThan } from '../pictures.ts';
import { usedWords } from '../used-words.ts';
import { creation, holdsParameters } from './wire.ts';
import type { Creation, PictureReference } from './wire.ts';
import { lengthOf, open, seedOf } from '../values.ts';

/** Documented. */
const defaultModel = 'sora-2';
const defaultSeconds = 4;
const defaultShape: Shape = { resolution: '720p', ratio: '9:16' };

/** The documented sizes. Nothing here makes the larger two: they stand for what comes nearest. */
const ownSizes: Readonly<Record<string, Shape>> = {
  '720x1280': { resolution: '720p', ratio: '9:16' },
  '1280x720': { resolution: '720p', ratio: '16:9' },
  '1024x1792': { resolution: '1080p', ratio: '9:16' },
  '1792x1024': { resolution: '1080p', ratio: '16:9' },
};

interface OpenShape {
  resolution?: Resolution | undefined;
  ratio?: Ratio | undefined;
  /** One of the documented, as it was asked for. */
  size?: string;
}

const longestSeconds = 3600;
const seedMost = 4_294_967_295;

const bySize = 'name the pixels as size, or a resolution and a ratio';
const asContent = 'send pictures as input_reference, and other media in a list metadata.content';
const reader: Reader = {
  catalogue: openAiCatalogue,
  schema: creation,
  ways: {
    side: bySize,
    ratio: bySize,
    returned_frame: 'a video object has no place for a last frame',
    callback: 'read the video at /v1/videos/{id}',
    content: asContent,
    video: asContent,
    audio: asContent,
    media: asContent,
    first_frame: 'send the picture as input_reference',
    last_frame: 'send two pictures as input_reference, the first frame and the last',
    reference_image: 'send three or more pictures as input_reference, or metadata.content',
  },
};

export function decodeCreation(body: Creation, metadataText?: string): CreateCommand {
  const { metadata } = body;
  const command =
    metadata && holdsParameters(metadata)
      ? decodeParameters(body, metadata)
      : decodePlain(body, metadataText);
  refuseDropped(body, command, reader);
  return command;
}

function decodePlain(body: Creation, metadataText: string | undefined): CreateCommand {
  const media = inPosition(picturesOf(body));
  const seconds = secondsOf(body);
  const seed = numberOf(body.seed, { field: 'seed', least: open, most: seedMost });
  const command: CreateCommand = {
    ask: {
      model: body.model ?? defaultModel,
      prompt: body.prompt,
      media,
      seconds: lengthSaid(seconds, body.prompt),
      ...shapeOf(body, media.length > 0),
      generateAudio: truthOf(body.generate_audio),
      seed: seedOf(seed),
      watermark: truthOf(body.watermark),
    },
    ...namedBy(body),
    ...keptOfBody(body.metadata, metadataText),
  };
  if (command.metadata) refuseDroppedParameters(command.metadata, command, reader);
  return command;
}

/** Media in `metadata` make it what New-API reads at this path. */
function decodeParameters(body: Creation, metadata: object): CreateCommand {
  const parameters = readParameters(metadata);
  const { prompt, model = defaultModel, seconds, duration } = body;
  const { generate_audio, seed, watermark } = body;
  const {
    ask,
    callbackUrl: _refused,
    ...rest
  } = readGeneration(
    { model, prompt, seconds, duration, generate_audio, seed, watermark, metadata: parameters },
    picturesOf(body),
  );
  const isShapeSaid = [body.size, body.resolution, body.ratio].some((said) => said !== undefined);
  const shape = isShapeSaid ? shapeOf(body, true) : openShape(ask, ask.media.length > 0);
  const length =
    ask.frames === undefined ? (ask.seconds ?? lengthSaid(undefined, prompt)) : undefined;
  const named = { ...rest.named, ...namedBy(body).named };
  const command = { ...rest, named, ask: { ...ask, seconds: length, ...shape } };
  const schema = parametersHere;
  refuseDropped(parameters, command, { ...reader, schema }, 'metadata');
  return command;
}

/** No place of OpenAI's is called when a video is done. */
const parametersHere = parameterSchema.omit({ callback_url: true });

function openShape(
  { prompt, resolution, ratio }: Pick<CreateCommand['ask'], 'prompt' | 'resolution' | 'ratio'>,
  hasPicture: boolean,
): OpenShape {
  const unsaid = hasPicture ? 'adaptive' : defaultShape.ratio;
  const usual = unlessInText(prompt, { resolution: defaultShape.resolution, ratio: unsaid });
  return { resolution: resolution ?? usual.resolution, ratio: ratio ?? usual.ratio };
}

function lengthSaid(seconds: number | undefined, prompt: string): Seconds | undefined {
  if (seconds === undefined) return unlessInText(prompt, { seconds: defaultSeconds }).seconds;
  return lengthOf(seconds);
}

export const creationFields = {
  model: 'model',
  prompt: 'prompt',
  media: 'input_reference',
  seconds: 'seconds',
  resolution: 'size',
  ratio: 'size',
  generateAudio: 'generate_audio',
  seed: 'seed',
  watermark: 'watermark',
} as const;

function namedBy({ seconds, duration, size, resolution, ratio }: Creation) {
  return usedWords(creationFields, [
    ['seconds', ['seconds', seconds], ['duration', duration]],
    ['resolution', ['size', size], ['resolution', resolution]],
    ['ratio', ['size', size], ['ratio', ratio]],
  ]);
}

/** New-API's clients name it `duration`, and New-API hands on what they send. */
function secondsOf({ seconds, duration }: Creation): number | undefined {
  const places = [
    { field: 'seconds', value: seconds },
    { field: 'duration', value: duration },
  ];
  return firstNumberOf(places, { least: open, most: longestSeconds });
}

/** The shape of a picture is kept where the client names none. */
function shapeOf({ prompt, size, resolution, ratio }: Creation, hasPicture: boolean): OpenShape {
  if (size === undefined) return openShape({ prompt, resolution, ratio }, hasPicture);
  const own = Object.hasOwn(ownSizes, size) ? ownSizes[size] : undefined;
  const shape = own ? { ...own, size } : shapeOfSize(size);
  if (!shape) {
    throw refuse(
      'invalid_parameter',
      `size is ${JSON.stringify(size.slice(0, 60))}: use 720x1280, 1280x720, 1024x1792 or 1792x1024, the pixels that the model makes, or give resolution and ratio instead.`,
      { field: 'size' },
    );
  }
  if (
    (resolution ?? shape.resolution) === shape.resolution &&
    (ratio ?? shape.ratio) === shape.ratio
  ) {
    return shape;
  }
  throw refuse(
    'invalid_parameter',
    'size says another resolution or ratio than stands beside it: leave those out, or the size.',
    { field: 'size' },
  );
}

const pictureFields = ['input_reference', 'image', 'images'] as const;

/** All of them, without a role. */
function picturesOf(body: Creation): MediaAsk[] {
  const asked = pictureFields.flatMap((field) => {
    const value = body[field];
    return Array.isArray(value)
      ? value.flatMap((one, index) => pictureOf(one, `${field}[${String(index)}]`))
      : pictureOf(value, field);
  });
  return othersThan([], asked);
}

type Picture = string | Upload | PictureReference | undefined;

function pictureOf(picture: Picture, field: string): MediaAsk[] {
  if (picture === undefined || typeof picture === 'string' || picture instanceof Upload) {
    return askedPictures(picture, field);
  }
  const { image_url: url, file_id: fileId } = picture;
  if (url !== undefined && fileId === undefined) return askedPictures(url, `${field}.image_url`);
  if (fileId !== undefined && url === undefined) {
    return askedPictures(`asset://${fileId}`, `${field}.file_id`);
  }
  throw refuse('invalid_parameter', `${field} needs image_url or file_id, one of them.`, { field });
}

export function encodeCreation(command: CreateCommand): { body: Keys<Creation> } | Unsayable {
  const lack = lackOf(command, 'OpenAI', [
    ...particulars,
    'callbackUrl',
    'metadata',
    'expiresSeconds',
    'lastFrame',
  ]);
  if (lack) return lack;
  const { ask } = command;
  const { resolution, ratio } = ask;
  // Its own defaults are others than a model's, so nothing may be left to them.
  if (ask.seconds === undefined || !resolution || !ratio) {
    return unsayable('length, resolution and ratio must be named to OpenAI');
  }
  if (ask.seconds === 'auto') return unsayable('OpenAI cannot choose the length');
  const usual = ratio === 'adaptive' ? null : usualSize({ resolution, ratio });
  const size = ask.size ?? usual;
  if (size === null) return unsayable(`OpenAI has no size for ${resolution} in ${ratio}`);
  const [picture, second] = ask.media;
  if (second) return unsayable('OpenAI takes one picture');
  if (picture?.upload) return unsayable(`${picture.field} is a file, which has no URL yet`);
  if (picture && !isFirstFrame(picture)) {
    return unsayable(`${picture.field} cannot be sent to OpenAI: it takes a first frame only`);
  }
  return {
    body: {
      prompt: ask.prompt,
      input_reference: picture && { image_url: picture.url },
      model: ask.model,
      seconds: String(ask.seconds),
      size,
      generate_audio: ask.generateAudio,
      seed: ask.seed,
      watermark: ask.watermark,
    },
  };
}

function isFirstFrame({ kind, role }: MediaAsk): boolean {
  return role === 'first_frame' || (kind === 'image' && role === null);
}
