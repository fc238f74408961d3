/** A create in our words and in OpenAI's, where one picture may be the first frame and pixels name a shape. */
import { refuse } from '../../generation/problems.ts';
import type { MediaAsk, Ratio, Resolution } from '../../generation/request.ts';
import { shapeOfSize, usualSize } from '../../generation/sizes.ts';
import type { Shape } from '../../generation/sizes.ts';
import { Upload } from '../../generation/upload.ts';
import { keptOfBody } from '../bounds.ts';
import { unsayable } from '../codec.ts';
import type { Keys } from '../codec.ts';
import { firstNumberOf, numberOf, truthOf, untexted } from '../form-values.ts';
import { lackOf } from '../lacks.ts';
import type { CreateCommand, Unsayable } from '../mechanism.ts';
import { refuseUndocumented, undocumentedNatives } from '../undocumented.ts';
import type { UndocumentedFields } from '../undocumented.ts';
import type { Creation } from './wire.ts';

/** Documented. */
const defaultModel = 'sora-2';
const defaultSeconds = 4;
const defaultShape: Shape = { resolution: '720p', ratio: '9:16' };

/** Documented sizes that nothing here makes, by what comes nearest. */
const nearSizes: Readonly<Record<string, Shape>> = {
  '1024x1792': { resolution: '1080p', ratio: '9:16' },
  '1792x1024': { resolution: '1080p', ratio: '16:9' },
};

/** Stands for the model's own choice of length, and for a random seed. */
const open = -1;
const longestSeconds = 3600;
const seedMost = 4_294_967_295;

const onePicture = 'one picture can be sent, as input_reference';
const bySize = 'name the pixels as size, or a resolution and a ratio';
/** Fields of the native API, and of engines and gateways that speak this dialect. */
const undocumented: UndocumentedFields = {
  ...undocumentedNatives,
  frames: { wayOut: 'give the length as seconds' },
  num_frames: { wayOut: 'give the length as seconds' },
  fps: { harmless: 24, wayOut: 'videos have 24 frames a second' },
  n: { harmless: 1, wayOut: 'send one request for each video' },
  width: { wayOut: bySize },
  height: { wayOut: bySize },
  aspect_ratio: { wayOut: bySize },
  negative_prompt: { wayOut: 'say in the prompt what is wanted' },
  return_last_frame: { harmless: false, wayOut: 'a video object has no place for a last frame' },
  callback_url: { wayOut: 'read the video at /v1/videos/{id}' },
  content: { wayOut: 'send prompt and input_reference' },
  image_reference: { wayOut: onePicture },
  video_reference: { wayOut: onePicture },
  audio_reference: { wayOut: onePicture },
  reference_url: { wayOut: onePicture },
  video_url: { wayOut: onePicture },
};

export function decodeCreation(body: Creation, metadataText?: string): CreateCommand {
  refuseUndocumented(untexted(body), undocumented);
  const media = mediaOf(body.input_reference);
  const seconds = secondsOf(body);
  const seed = numberOf(body.seed, { field: 'seed', least: open, most: seedMost });
  return {
    ask: {
      model: body.model ?? defaultModel,
      prompt: body.prompt,
      media,
      seconds: seconds === open ? 'auto' : (seconds ?? defaultSeconds),
      ...shapeOf(body, media.length > 0),
      generateAudio: truthOf(body.generate_audio),
      seed: seed === open ? undefined : seed,
      watermark: truthOf(body.watermark),
    },
    ...keptOfBody(body.metadata, metadataText),
  };
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
function shapeOf(
  { size, resolution, ratio }: Creation,
  hasPicture: boolean,
): { resolution: Resolution; ratio: Ratio | undefined } {
  if (size === undefined) {
    const unsaid = hasPicture ? 'adaptive' : defaultShape.ratio;
    return { resolution: resolution ?? defaultShape.resolution, ratio: ratio ?? unsaid };
  }
  if (resolution !== undefined || ratio !== undefined) {
    throw refuse(
      'invalid_parameter',
      'size says the resolution and the ratio: leave those out, or the size.',
      { field: 'size' },
    );
  }
  const near = Object.hasOwn(nearSizes, size) ? nearSizes[size] : undefined;
  const shape = shapeOfSize(size) ?? near;
  if (shape) return shape;
  throw refuse(
    'invalid_parameter',
    `size is ${JSON.stringify(size.slice(0, 60))}: use 720x1280, 1280x720, 1024x1792 or 1792x1024, the pixels that the model makes, or give resolution and ratio instead.`,
    { field: 'size' },
  );
}

function mediaOf(reference: Creation['input_reference']): MediaAsk[] {
  const firstFrame = { kind: 'image', role: 'first_frame', field: 'input_reference' } as const;
  if (reference === undefined) return [];
  if (typeof reference === 'string') return [{ ...firstFrame, url: reference }];
  if (reference instanceof Upload) {
    return [{ ...firstFrame, url: reference.fileName, upload: reference }];
  }
  const { image_url: url, file_id: fileId } = reference;
  if (url !== undefined && fileId === undefined) {
    return [{ ...firstFrame, url, field: 'input_reference.image_url' }];
  }
  if (fileId !== undefined && url === undefined) {
    return [{ ...firstFrame, url: `asset://${fileId}`, field: 'input_reference.file_id' }];
  }
  throw refuse('invalid_parameter', 'input_reference needs image_url or file_id, one of them.', {
    field: 'input_reference',
  });
}

export function encodeCreation(command: CreateCommand): { body: Keys<Creation> } | Unsayable {
  const lack = lackOf(command, 'OpenAI', [
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
  const size = ratio === 'adaptive' ? null : usualSize({ resolution, ratio });
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
