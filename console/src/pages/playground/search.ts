import * as z from 'zod/mini';
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
  tab: orElse(z.enum(['film', 'code']), 'film'),
});
