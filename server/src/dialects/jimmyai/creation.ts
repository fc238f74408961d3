/** A create in our words and in JimmyAI's, where every kind and role of medium has a field of its own. */
import { refuse } from '../../generation/problems.ts';
import type { MediaAsk, MediaRole, Ratio, Resolution } from '../../generation/request.ts';
import { kindOfRole } from '../../generation/modes.ts';
import { unsayable } from '../codec.ts';
import type { Keys } from '../codec.ts';
import { refuseDropped } from '../dropped.ts';
import type { Reader } from '../dropped.ts';
import { lackOf, particulars } from '../lacks.ts';
import type { CreateCommand, Unsayable } from '../mechanism.ts';
import { jimmyaiCatalogue } from '../models/jimmyai.ts';
import { creation } from './wire.ts';
import type { Creation } from './wire.ts';
import { lengthAsNumber, lengthOf } from '../values.ts';

const reader: Reader = {
  catalogue: jimmyaiCatalogue,
  schema: creation,
  ways: {
    content: 'give the media as images, first_image, reference_videos and so on',
    callback: 'read the task at /api/open-api/v1/videos/{taskId}',
  },
};

/** Seedance 2.5 is sold at a path of its own, and every model of it is named so. */
export function is2_5(model: string): boolean {
  return /^seedance-?2\.5/u.test(model);
}

const ratioOfOrientation = { landscape: '16:9', portrait: '9:16' } as const;

export function decodeCreation(body: Creation): CreateCommand {
  const ratio = oneOf(body, 'ratio', 'aspect_ratio');
  const turned = body.orientation && ratioOfOrientation[body.orientation];
  const command: CreateCommand = {
    ask: {
      model: body.model,
      prompt: body.prompt,
      media: mediaOf(body),
      seconds: lengthOf(body.duration),
      resolution: body.resolution,
      ratio: ratio === 'Adaptive' ? 'adaptive' : (ratio ?? turned),
      generateAudio: body.generate_audio,
    },
  };
  refuseDropped(body, command, reader);
  return command;
}

/** A field under its two names, of which both may say the same. */
function oneOf<Key extends keyof Creation, Alias extends keyof Creation>(
  body: Creation,
  key: Key,
  alias: Alias,
): Creation[Key] | Creation[Alias] {
  const said = body[key] ?? body[alias];
  if (JSON.stringify(body[alias] ?? said) === JSON.stringify(said)) return said;
  throw refuse('invalid_parameter', `${alias} is another name for ${key}: leave one out.`, {
    field: alias,
  });
}

const lists = [
  { key: 'images', alias: 'reference_images', role: 'reference_image' },
  { key: 'reference_videos', alias: 'videos', role: 'reference_video' },
  { key: 'reference_audios', alias: 'audios', role: 'reference_audio' },
] as const;

function mediaOf(body: Creation): MediaAsk[] {
  const asked = (url: string, role: MediaRole, field: string): MediaAsk => ({
    url,
    kind: kindOfRole[role],
    role,
    field,
  });
  const frames = (['first', 'last'] as const).flatMap((which) => {
    const url = body[`${which}_image`];
    return url === undefined ? [] : [asked(url, `${which}_frame`, `${which}_image`)];
  });
  const references = lists.flatMap(({ key, alias, role }) => {
    const name = body[key] === undefined ? alias : key;
    const urls = oneOf(body, key, alias) ?? [];
    return urls.map((url, index) => asked(url, role, `${name}[${String(index)}]`));
  });
  return [...frames, ...references];
}

export function encodeCreation(command: CreateCommand): { body: Keys<Creation> } | Unsayable {
  const lack = lackOf(command, 'JimmyAI', [
    ...particulars,
    'callbackUrl',
    'metadata',
    'expiresSeconds',
    'seed',
    'watermark',
    'lastFrame',
  ]);
  if (lack) return lack;
  const { ask } = command;
  const { model, resolution } = ask;
  const roleless = ask.media.find(({ role }) => role === null);
  if (roleless) return unsayable(`${roleless.field} has no role, which JimmyAI needs to know`);
  const urlsOf = (role: MediaRole): string[] =>
    ask.media.filter((medium) => medium.role === role).map(({ url }) => url);
  const listOf = (role: MediaRole): string[] | undefined => {
    const urls = urlsOf(role);
    return urls.length === 0 ? undefined : urls;
  };
  const isUnknown = resolution !== undefined && !documented.has(resolution);
  if (isUnknown && !model.endsWith(`_${resolution}`)) {
    return unsayable(`JimmyAI makes ${resolution} only of models that are named so`);
  }
  return {
    body: {
      model,
      prompt: ask.prompt,
      duration: lengthAsNumber(ask.seconds),
      resolution: isUnknown ? undefined : resolution,
      images: listOf('reference_image'),
      ratio: wordOf(ask.ratio),
      first_image: urlsOf('first_frame').at(0),
      last_image: urlsOf('last_frame').at(0),
      reference_videos: listOf('reference_video'),
      reference_audios: listOf('reference_audio'),
      generate_audio: ask.generateAudio,
    },
  };
}

/** The others stand in the name of a model, and not in this field. */
const documented: ReadonlySet<Resolution> = new Set(['480p', '720p', '1080p']);

function wordOf(ratio: Ratio | undefined): Creation['ratio'] {
  return ratio === 'adaptive' ? 'Adaptive' : ratio;
}
