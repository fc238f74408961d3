import type { CreateTaskBody, Model } from '../../../../client/src/api-types.ts';
import { ofMode, placedOf, type Mode, type Placed } from './media.ts';
import type { PlaygroundState } from './search.ts';

/** What the form says, made whole from the model's own defaults and within what it can do. */
export interface Settings {
  model: Model;
  mode: Mode;
  prompt: string;
  /** Those of the mode. */
  media: Placed[];
  seconds: number | 'auto';
  resolution: Model['defaults']['resolution'];
  ratio: Model['defaults']['ratio']['withoutMedia'];
  generateAudio: boolean;
  /** Null: random. */
  seed: number | null;
  returnLastFrame: boolean;
  watermark: boolean;
}

export function settingsOf(models: readonly Model[], state: PlaygroundState): Settings | null {
  const model = models.find(({ id }) => id === state.model) ?? models[0];
  if (!model) return null;
  const { limits, defaults } = model;
  const mode = limits.modes.find((one) => one === state.mode) ?? limits.modes[0] ?? 'text';
  const media = ofMode(placedOf(state.media), mode);
  const ratio = media.length > 0 ? defaults.ratio.withMedia : defaults.ratio.withoutMedia;
  const among = <Value extends string>(all: readonly Value[], text: string, usual: Value): Value =>
    all.find((one) => one === text) ?? (all.includes(usual) ? usual : (all[0] ?? usual));
  return {
    model,
    mode,
    media,
    prompt: state.prompt,
    seconds: secondsOf(model, state.seconds),
    resolution: among(limits.resolutions, state.resolution, defaults.resolution),
    ratio: among(limits.ratios, state.ratio, ratio),
    generateAudio:
      state.audio === '' || !limits.audioChoice ? defaults.generateAudio : state.audio === '1',
    seed: /^\d{1,10}$/.test(state.seed) ? Number(state.seed) : null,
    returnLastFrame: limits.returnLastFrame && state.last === '1',
    watermark: state.watermark === '1',
  };
}

function secondsOf({ limits, defaults }: Model, text: string): number | 'auto' {
  if (text === 'auto' && limits.automaticSeconds) return 'auto';
  const wanted = Number(text);
  if (text !== '' && limits.seconds.includes(wanted)) return wanted;
  return defaults.seconds;
}

export function bodyOf(settings: Settings): CreateTaskBody {
  const { model, mode: _told, prompt, media, generateAudio, ...others } = settings;
  const { seed, returnLastFrame, watermark, ...same } = others;
  return {
    model: model.id,
    ...(prompt !== '' && { prompt }),
    ...(media.length > 0 && { media: media.map(({ role, url }) => ({ role, url })) }),
    ...same,
    ...(model.limits.audioChoice && { generateAudio }),
    ...(seed !== null && { seed }),
    ...(returnLastFrame && { returnLastFrame }),
    ...(watermark && { watermark }),
  };
}
