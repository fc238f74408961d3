/** Whether a word of another platform asks for what will be made anyway. */
import { findModel, type Catalogue } from '../generation/catalogue.ts';
import { complete } from '../generation/complete.ts';
import type { GenerationAsk, MediaRole } from '../generation/request.ts';
import { shapeOfSize, usualSize } from '../generation/sizes.ts';
import { everyModel } from './catalogues.ts';
import { untexted } from './form-values.ts';
import { leavesOf } from './media-looks.ts';
import type { CreateCommand } from './mechanism.ts';
import type { MediaMeaning, PlainMeaning } from './words.ts';

/** What was understood, and the object in which a word stands. */
export interface Understood {
  catalogue: Catalogue;
  command: CreateCommand;
  body: object;
}

/** `value` is plain. */
export function agreesPlainly(meaning: PlainMeaning, value: unknown, at: Understood): boolean {
  return agreements[meaning](value, at);
}

/** With the model's own defaults, where it is known. */
function made({ catalogue, command: { ask } }: Understood): GenerationAsk {
  const model = findModel(ask.model, catalogue);
  return model ? complete(ask, model, 0) : ask;
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** Until a task expires where nobody says it. */
const usualDeadlineSeconds = 172_800;
const framesASecond = 24;

const agreements: Readonly<Record<PlainMeaning, (value: unknown, at: Understood) => boolean>> = {
  model: (value, at) => value === at.command.ask.model || !isOtherFamily(value, at),
  prompt: (value, { command }) => typeof value === 'string' && command.ask.prompt.includes(value),
  seconds(value, at) {
    const { seconds } = made(at);
    return value === 0 || value === (seconds === 'auto' ? -1 : seconds);
  },
  frames(value, at) {
    const frames = Number(made(at).seconds) * framesASecond;
    return value === 0 || value === frames || value === frames + 1;
  },
  resolution: (value, at) => ['auto', 'standard', made(at).resolution].includes(lower(value)),
  ratio(value, at) {
    const ratio = lower(value) === 'auto' ? 'adaptive' : lower(value);
    return ratio === made(at).ratio;
  },
  size: (value, at) => isShape(lower(value).replace('*', 'x'), at),
  side: (value, at) => value === 0 || isShape(sizeBeside(value, at), at),
  orientation(value, at) {
    const [width = 0, height = 0] = (made(at).ratio ?? '').split(':').map(Number);
    return lower(value) === (width > height ? 'landscape' : height > width ? 'portrait' : 'square');
  },
  seed: (value, { command }) => value === -1 || value === command.ask.seed,
  sound: (value, at) => value === made(at).generateAudio,
  watermark: (value, { command }) => value === (command.ask.watermark ?? false),
  returned_frame: (value, { command }) => value === (command.ask.returnLastFrame ?? false),
  callback: (value, { command }) => value === command.callbackUrl,
  deadline: (value, { command }) => value === (command.expiresSeconds ?? usualDeadlineSeconds),
  note: () => true,
};

/** A name that nobody sells asks for nothing else. */
function isOtherFamily(value: unknown, { catalogue, command }: Understood): boolean {
  const family = findModel(command.ask.model, catalogue)?.family;
  const named = everyModel.filter((model) =>
    [model.name, ...model.aliases].some((name) => name === value),
  );
  return named.length > 0 && named.every((model) => model.family !== family);
}

/** Pixels, or one of the two words that they stand for. */
function isShape(size: string, at: Understood): boolean {
  const { resolution, ratio } = made(at);
  if (size === resolution || size === ratio || size === 'auto') return true;
  const shape = shapeOfSize(size);
  return shape !== undefined && shape.resolution === resolution && shape.ratio === ratio;
}

/** A side alone is one of the usual pixels. */
function sizeBeside(side: unknown, at: Understood): string {
  const width = sideOf(at, 'width');
  const height = sideOf(at, 'height');
  if (width !== 0 && height !== 0) return `${String(width)}x${String(height)}`;
  const { resolution, ratio } = made(at);
  const isOpen = resolution === undefined || ratio === undefined || ratio === 'adaptive';
  const usual = (isOpen ? null : usualSize({ resolution, ratio })) ?? '';
  return usual.split('x').map(Number)[width === 0 ? 1 : 0] === side ? usual : '';
}

function sideOf({ body }: Understood, name: 'width' | 'height'): number {
  const side = Object.hasOwn(body, name) ? untexted(Reflect.get(body, name)) : 0;
  return typeof side === 'number' ? side : 0;
}

const roleOf: Readonly<Partial<Record<MediaMeaning, MediaRole>>> = {
  first_frame: 'first_frame',
  last_frame: 'last_frame',
  reference_image: 'reference_image',
};

/** Every medium and every text in the value is used already. `value` is plain. */
export function agreesInMedia(meaning: MediaMeaning, value: unknown, at: Understood): boolean {
  if (value === false && meaning !== 'audio') return true;
  if (typeof value === 'boolean') return meaning === 'audio' && agreements.sound(value, at);
  const leaves = leavesOf(value);
  if (!leaves) return false;
  const { media, prompt } = at.command.ask;
  const role = roleOf[meaning];
  const isUsed = (one: (typeof leaves.media)[number]): boolean =>
    media.some(
      (asked) =>
        (asked.url === one || asked.upload === one) &&
        (role === undefined || asked.role === null || asked.role === role),
    );
  return leaves.media.every(isUsed) && leaves.texts.every((text) => prompt.includes(text));
}
