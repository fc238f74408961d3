/** What a video is to be, as it is said on the command line. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  ratios,
  resolutions,
  type FieldNames,
  type GenerationAsk,
  type MediaRole,
  type Ratio,
  type Resolution,
  type Seconds,
} from '../generation/request.ts';
import { platformOrigin, type Origin } from '../tasks/origin.ts';

/** As Commander parses them. */
export interface GenerationOptions {
  model: string;
  seconds?: Seconds;
  resolution?: Resolution;
  ratio?: Ratio;
  seed?: number;
  noAudio?: true;
  watermark?: true;
  firstFrame?: string;
  lastFrame?: string;
  image?: string[];
  video?: string[];
  audio?: string[];
}

const fields: FieldNames = {
  model: '--model',
  prompt: 'The prompt',
  seconds: '--seconds',
  resolution: '--resolution',
  ratio: '--ratio',
  generateAudio: '--no-audio',
  seed: '--seed',
  watermark: '--watermark',
  returnLastFrame: '--last-frame-out',
};

/** Our own door, where fields are called as they are here. */
export const commandLine: Origin = { ...platformOrigin, fields };

const models = platformOrigin.catalogue.models;
const names = models.map(({ name }) => name);
/** That any of them makes. */
const sizes = resolutions.filter((one) =>
  models.some(({ limits }) => limits.resolutions.includes(one)),
);

const whatToMake = 'What to make:';

export function addGenerationOptions(command: Command): Command {
  return command
    .optionsGroup(whatToMake)
    .addOption(new Option('--model <name>', 'the model').choices(names).default(names[0] ?? ''))
    .option('--seconds <seconds>', 'its length, or auto for the model’s choice', toSeconds)
    .addOption(new Option('--resolution <resolution>', 'its size').choices(sizes))
    .addOption(new Option('--ratio <ratio>', 'its shape').choices(ratios))
    .option('--seed <seed>', 'a number: the same one makes the same video again', toSeed)
    .option('--watermark', 'mark it visibly as made by AI')
    .optionsGroup('What to make it from (URLs or files):')
    .option('--first-frame <picture>', 'the picture that it begins with')
    .option('--last-frame <picture>', 'the picture that it ends with')
    .option('--image <picture>', 'a picture to refer to; may be repeated', collect)
    .option('--video <clip>', 'a clip to refer to; may be repeated', collect)
    .option('--audio <sound>', 'a sound to refer to; may be repeated', collect)
    .addOption(
      new NoAudioOption('--no-audio', 'make it without sound').preset(true).helpGroup(whatToMake),
    );
}

/** `--audio` names a reference: without a name of its own this one would write over it. */
class NoAudioOption extends Option {
  override attributeName(): string {
    return 'noAudio';
  }
}

function toSeconds(text: string): Seconds {
  if (text === 'auto') return text;
  if (!/^\d{1,4}$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number, or auto.');
  }
  return Number(text);
}

const seedMax = 4_294_967_295;

function toSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > seedMax) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${String(seedMax)}.`);
  }
  return Number(text);
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** A medium as it was named: a URL, or a file on this machine. */
export interface NamedMedium {
  source: string;
  role: MediaRole;
  /** For problems, such as `--image cat.png`. */
  field: string;
}

const mediaOptions = [
  ['--first-frame', 'firstFrame', 'first_frame'],
  ['--last-frame', 'lastFrame', 'last_frame'],
  ['--image', 'image', 'reference_image'],
  ['--video', 'video', 'reference_video'],
  ['--audio', 'audio', 'reference_audio'],
] as const;

const shownLength = 80;

export function namedMedia(options: GenerationOptions): NamedMedium[] {
  return mediaOptions.flatMap(([flag, name, role]) =>
    [options[name] ?? []].flat().map((source) => ({
      source,
      role,
      field: `${flag} ${source.slice(0, shownLength)}`,
    })),
  );
}

/** What is not said is the model's default. */
export function toAsk(
  prompt: string,
  options: GenerationOptions,
  media: GenerationAsk['media'],
  returnLastFrame: boolean,
): GenerationAsk {
  const { model, seconds, resolution, ratio, seed, watermark } = options;
  return {
    model,
    prompt,
    media,
    seconds,
    resolution,
    ratio,
    generateAudio: options.noAudio === true ? false : undefined,
    seed,
    watermark,
    returnLastFrame,
  };
}
