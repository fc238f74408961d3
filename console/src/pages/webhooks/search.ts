import * as z from 'zod/mini';
import { orElse, textField } from '../../hooks/url-fields.ts';

export const webhooksDefaults = {
  new: '',
  rotate: '',
  remove: '',
  endpoint: '',
  state: '' as '' | 'pending' | 'delivered' | 'failed',
  task: '',
  open: '',
};

export const webhooksSearch = z.object({
  /** `1`: the form of a new endpoint is open. */
  new: textField,
  /** Ids of endpoints: whose secret is about to be rotated, which is about to be removed, whose deliveries are shown. */
  rotate: textField,
  remove: textField,
  endpoint: textField,
  state: orElse(z.enum(['', 'pending', 'delivered', 'failed']), ''),
  /** Id of a task. */
  task: textField,
  /** Id of the delivery that is shown whole. */
  open: textField,
});
