import * as z from 'zod/mini';
import { orElse, textField } from '../../hooks/url-fields.ts';

export const kinds = ['image', 'video', 'audio'] as const;

export const assetsDefaults = {
  q: '',
  kind: '' as '' | (typeof kinds)[number],
};

export type AssetsState = typeof assetsDefaults;

export const assetsSearch = z.object({
  q: textField,
  kind: orElse(z.enum(['', ...kinds]), ''),
});
