import * as z from 'zod/mini';
import { orElse, textField } from '../../hooks/url-fields.ts';

export const deductionsDefaults = {
  range: 'this-month' as 'this-month' | 'all',
  model: '',
  key: '',
  open: '',
};

export const deductionsSearch = z.object({
  range: orElse(z.enum(['this-month', 'all']), 'this-month'),
  model: textField,
  /** Id of a key. */
  key: textField,
  /** Id of the transaction whose arithmetic is shown. */
  open: textField,
});

/** When this month began where the reader is. */
export function monthStart(now: number): Date {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), 1);
}
