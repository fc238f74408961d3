import * as z from 'zod/mini';
import { orElse, textField } from '../../hooks/url-fields.ts';

/** Left empty, a setting is the model's own default. */
export const playgroundDefaults = {
  model: '',
  prompt: '',
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
  prompt: textField,
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
