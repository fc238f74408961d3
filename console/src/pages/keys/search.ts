import * as z from 'zod/mini';
import { orElse, textField } from '../../hooks/url-fields.ts';

const sampleLanguages = ['curl', 'python', 'javascript'] as const;

export const keysDefaults = {
  new: '',
  api: '',
  code: 'curl' as (typeof sampleLanguages)[number],
  roll: '',
  remove: '',
};

export const keysSearch = z.object({
  /** `1`: the form of a new key is open. */
  new: textField,
  /** Name of the dialect whose addresses are shown; empty: the first. */
  api: textField,
  code: orElse(z.enum(sampleLanguages), 'curl'),
  /** Id of the key that is about to be rolled. */
  roll: textField,
  /** Id of the key that is about to be deleted. */
  remove: textField,
});
