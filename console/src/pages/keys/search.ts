import * as z from 'zod/mini';
import { textField } from '../../hooks/url-fields.ts';

export const keysDefaults = { new: '' };

export const keysSearch = z.object({
  /** `1`: the form of a new key is open. */
  new: textField,
});
