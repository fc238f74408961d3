/**
 * Lists and deletes of the native API, which ask for the same wherever they stand. Source: Volcengine
 * Ark's reference of the video generation tasks, November 2026.
 */
import { z } from 'zod';
import type { ClientState } from '../generation/states.ts';
import type { TaskView } from '../generation/view.ts';
import { idInPath, isUsableId, unsayable } from './codec.ts';
import type { Keys } from './codec.ts';
import type { DeleteCommand, ListCommand, TaskList, TaskReport, Unsayable } from './mechanism.ts';
import { nativeStates } from './native-task.ts';

const upTo500 = z
  .string()
  .regex(/^(?:[1-9]\d?|[1-4]\d\d|500)$/, { error: 'must be a whole number from 1 to 500' });

const someText = z.string().min(1);
const tiers = ['default', 'flex'] as const;

const listQuery = z.object({
  page_num: upTo500.optional(),
  page_size: upTo500.optional(),
  // A word that is not listed is the state of no task.
  'filter.status': z.union([someText, z.enum(nativeStates)]).optional(),
  'filter.task_ids': z.union([someText, z.array(z.string())]).optional(),
  'filter.model': someText.optional(),
  'filter.service_tier': z.union([someText, z.enum(tiers)]).optional(),
});
type ListQuery = z.infer<typeof listQuery>;

const defaultSize = '20';
const sevenDaysSeconds = 604_800;

export const nativeListAsks = {
  schemas: { query: listQuery },
  decode: ({ query }: { query: ListQuery }): ListCommand => {
    const ids = [query['filter.task_ids'] ?? []].flat().filter((id) => id !== '');
    const tier = query['filter.service_tier'];
    return {
      limit: Number(query.page_size ?? defaultSize),
      from: { page: Number(query.page_num ?? '1') },
      order: 'newest',
      states: statesOf(query),
      ids: ids.length === 0 ? undefined : ids,
      model: query['filter.model'],
      flex: tier === 'flex' ? true : tier === 'default' ? false : undefined,
      withinSeconds: sevenDaysSeconds,
    };
  },
  encode: encodeList,
};

/** None at all where the filters are such as no task can pass. */
function statesOf(query: ListQuery): ClientState[] | undefined {
  const { 'filter.status': state, 'filter.service_tier': tier } = query;
  if (tier !== undefined && !tiers.some((known) => known === tier)) return [];
  return state === undefined ? undefined : nativeStates.filter((known) => known === state);
}

function encodeList(command: ListCommand): { query: Keys<ListQuery> } | Unsayable {
  const { limit, from, order, states, ids, model, flex, withinSeconds } = command;
  if ('after' in from) return unsayable('the native API counts pages and goes on after no id');
  if (order === 'oldest') return unsayable('the native API does not begin with the oldest task');
  if (withinSeconds !== sevenDaysSeconds) {
    return unsayable('the native API lists the tasks of seven days');
  }
  if (states && states.length !== 1) return unsayable('the native API lists one state, or all');
  if (ids && (ids.length === 0 || ids.includes(''))) {
    return unsayable('the native API lists all tasks where it is given no id');
  }
  return {
    query: {
      page_num: String(from.page),
      page_size: String(limit),
      'filter.status': states?.[0],
      'filter.task_ids': ids,
      'filter.model': model,
      'filter.service_tier': flex === undefined ? undefined : flex ? 'flex' : 'default',
    },
  };
}

const idPath = z.object({ id: z.string().min(1) });

export const nativeIdAsks = idInPath('id');

export const nativeDeleteAsks = {
  schemas: { path: idPath },
  decode: ({ path }: { path: { id: string } }): DeleteCommand => ({
    id: path.id,
    whileOpen: 'cancel_queued',
  }),
  encode: ({ id, whileOpen }: DeleteCommand) =>
    whileOpen === 'cancel_queued'
      ? { path: { id } }
      : unsayable('the native API does not stop what runs'),
};

/** A delete answers nothing. */
export const nativeDeleteAnswers = {
  schema: z.object({}),
  encode: () => ({}),
  decode: () => ({}),
};

/** Both directions of a page, whose items are a platform's own tasks. */
export function nativePageAnswers<Item, Told extends { id?: string | null | undefined }>(
  encodeItem: (view: TaskView) => Item,
  decodeItem: (id: string, told: Told) => TaskReport,
) {
  return {
    encode: ({ tasks, total }: TaskList) => ({
      total: total ?? tasks.length,
      items: tasks.map(encodeItem),
    }),
    decode: (told: {
      items?: readonly Told[] | null | undefined;
      total?: number | null | undefined;
    }) => ({
      tasks: (told.items ?? []).flatMap((item) =>
        isUsableId(item.id) ? [decodeItem(item.id, item)] : [],
      ),
      total: told.total ?? undefined,
    }),
  };
}
