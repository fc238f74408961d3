import * as z from 'zod/mini';
import { codeLanguages, type CodeLanguage } from './code.ts';
import { orElse, textField } from '../../hooks/url-fields.ts';

/** Left empty, a setting is the model's own default. */
export const playgroundDefaults = {
  model: '',
  mode: '',
  prompt: '',
  media: '',
  seconds: '',
  resolution: '',
  ratio: '',
  audio: '',
  seed: '',
  last: '',
  watermark: '',
  task: '',
  from: '',
  api: '',
  language: 'curl' as CodeLanguage,
  tab: 'film' as 'film' | 'code',
};

export type PlaygroundState = typeof playgroundDefaults;

export const playgroundSearch = z.object({
  model: textField,
  mode: textField,
  prompt: textField,
  /** See `placedOf`. */
  media: textField,
  seconds: textField,
  resolution: textField,
  ratio: textField,
  audio: textField,
  seed: textField,
  /** `1`: the last frame is wanted as a picture. */
  last: textField,
  watermark: textField,
  /** The one on the stage. */
  task: textField,
  /** A task that opens in the form. */
  from: textField,
  /** Which API the code is of, by its name; empty: our own. */
  api: textField,
  language: orElse(z.enum(codeLanguages), 'curl'),
  tab: orElse(z.enum(['film', 'code']), 'film'),
});
