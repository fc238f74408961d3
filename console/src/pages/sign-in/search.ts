import * as z from 'zod/mini';
import { orElse, textField } from '../../hooks/url-fields.ts';

export const signInDefaults = { next: '', reason: '' as '' | 'expired' | 'signed-out' };

export const signInSearch = z.object({
  /** Where somebody wanted to go. */
  next: textField,
  reason: orElse(z.enum(['', 'expired', 'signed-out']), ''),
});

/** A place of our own, whatever the address says: nobody is led elsewhere by a link to the sign-in. */
export function whereNext(next: string, usual: string): string {
  return /^\/(?![/\\])/.test(next) ? next : usual;
}
