import * as z from 'zod/mini';
import type { RequestFilter } from '../../api/requests.ts';
import { orElse, textField } from '../../hooks/url-fields.ts';

export const methods = ['POST', 'PATCH', 'PUT', 'DELETE', 'GET', 'HEAD'] as const;
/** Classes of HTTP, and those that people ask about. */
export const statuses = ['2xx', '4xx', '5xx', '401', '402', '403', '404', '429'] as const;

export const logsDefaults = {
  view: 'requests' as 'requests' | 'reads',
  status: '',
  method: '' as '' | (typeof methods)[number],
  key: '',
  task: '',
  path: '',
  open: '',
};

export const logsSearch = z.object({
  view: orElse(z.enum(['requests', 'reads']), 'requests'),
  /** One, such as `429`, or a class, such as `4xx`. */
  status: orElse(z.string().check(z.regex(/^(?:[1-5](?:xx|\d\d))?$/)), ''),
  method: orElse(z.enum(['', ...methods]), ''),
  /** Ids of a key and of a task. */
  key: textField,
  task: textField,
  /** With which paths begin. */
  path: textField,
  /** Id of the request that is shown whole. */
  open: textField,
});

/** What the API is asked for. Pure. */
export function requestFilterOf(state: typeof logsDefaults): RequestFilter {
  const { status, method, key, task, path } = state;
  return {
    ...(status !== '' && { status }),
    ...(method !== '' && { method }),
    ...(key !== '' && { keyId: key }),
    ...(task !== '' && { taskId: task }),
    ...(path !== '' && { path }),
  };
}
