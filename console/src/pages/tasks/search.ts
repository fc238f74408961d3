import * as z from 'zod/mini';
import type { Session } from '../../../../client/src/api-types.ts';
import type { TaskFilter } from '../../api/tasks.ts';
import { orElse, textField } from '../../hooks/url-fields.ts';

export const taskStates = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;
export const taskRanges = ['24h', '7d', '30d'] as const;
export const taskResolutions = ['480p', '720p', '1080p', '2k', '4k'] as const;
export const failureCodes = [
  'content_policy',
  'invalid_parameter',
  'provider_error',
  'timeout',
  'media_fetch_failed',
] as const;

/** Empty: by nothing. */
export const tasksDefaults = {
  state: '' as (typeof taskStates)[number] | '',
  range: '' as (typeof taskRanges)[number] | '',
  model: '',
  key: '',
  api: '',
  resolution: '' as (typeof taskResolutions)[number] | '',
  code: '' as (typeof failureCodes)[number] | '',
  user: '',
  open: '',
  view: 'table' as 'table' | 'sheet',
};

export type TasksState = typeof tasksDefaults;

export const tasksSearch = z.object({
  state: orElse(z.enum(['', ...taskStates]), ''),
  range: orElse(z.enum(['', ...taskRanges]), ''),
  model: textField,
  /** Id of a key. */
  key: textField,
  api: textField,
  resolution: orElse(z.enum(['', ...taskResolutions]), ''),
  code: orElse(z.enum(['', ...failureCodes]), ''),
  /** Name of an end user. */
  user: textField,
  /** Id of the task that is shown beside the list. */
  open: textField,
  view: orElse(z.enum(['table', 'sheet']), 'table'),
});

const hourMs = 3_600_000;
const rangeMs = { '24h': 24 * hourMs, '7d': 168 * hourMs, '30d': 720 * hourMs } as const;

/** What the API is asked for. */
export function filterOf(
  state: Omit<TasksState, 'open' | 'view'>,
  mode: Session['mode'],
  now: number,
): TaskFilter {
  return {
    mode,
    ...(state.state !== '' && { state: state.state }),
    ...(state.range !== '' && { from: new Date(now - rangeMs[state.range]).toISOString() }),
    ...(state.model !== '' && { model: state.model }),
    ...(state.key !== '' && { keyId: state.key }),
    ...(state.api !== '' && { dialect: state.api }),
    ...(state.resolution !== '' && { resolution: state.resolution }),
    ...(state.code !== '' && { failureCode: state.code }),
    ...(state.user !== '' && { endUser: state.user }),
  };
}

/** All filters off; the view stays. */
export const noFilters = {
  state: '',
  range: '',
  model: '',
  key: '',
  api: '',
  resolution: '',
  code: '',
  user: '',
} as const;

export const isFiltered = (state: TasksState): boolean =>
  Object.keys(noFilters).some((name) => state[name as keyof typeof noFilters] !== '');
