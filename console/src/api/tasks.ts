import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type {
  CreateTaskBody,
  EstimateTaskBody,
  ListTasksQuery,
  Task,
  TaskInEvent,
} from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { pages } from './pages-of.ts';

/** As lists and streams tell it; a task that is read by its id has more. */
export type AnyTask = TaskInEvent | Task;

const finalStates: ReadonlySet<Task['state']> = new Set([
  'succeeded',
  'failed',
  'cancelled',
  'expired',
]);
export const isOver = ({ state }: Pick<Task, 'state'>): boolean => finalStates.has(state);

export function tasksQuery(asked: Omit<ListTasksQuery, 'cursor'> = {}) {
  return infiniteQueryOptions({
    queryKey: ['tasks', asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      call('listTasks', { query: { ...asked, ...(cursor !== null && { cursor }) }, signal }),
    ...pages,
  });
}

export function taskCountsQuery(asked: Omit<ListTasksQuery, 'cursor' | 'limit'> = {}) {
  return queryOptions({
    queryKey: ['task-counts', asked],
    queryFn: ({ signal }) => call('getTaskCounts', { query: asked, signal }),
  });
}

const lookEveryMs = 3_000;

export function taskQuery(id: string) {
  return queryOptions({
    queryKey: ['task', id],
    queryFn: ({ signal }) =>
      call('getTask', { path: { id }, query: { include: 'charge,timeline' }, signal }),
    // Its stream tells the states; its place in the queue and its expected end are asked for.
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : lookEveryMs),
    // What is over changes no more, but for a refund.
    staleTime: ({ state: { data } }) => (data && isOver(data) ? Infinity : 0),
  });
}

export function estimateQuery(body: EstimateTaskBody | null) {
  return queryOptions({
    queryKey: ['estimate', body],
    enabled: body !== null,
    staleTime: 30_000,
    queryFn: ({ signal }) => {
      if (body === null) throw new TypeError('nothing to be estimated');
      return call('estimateTask', { body, signal });
    },
  });
}

export function useCreateTask() {
  const changed = useTasksChanged();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: { body: CreateTaskBody; idempotencyKey: string }) =>
      call('createTask', { body, idempotencyKey }),
    onSuccess: changed,
  });
}

export function useCancelTask() {
  const changed = useTasksChanged();
  return useMutation({
    mutationFn: (id: string) => call('cancelTask', { path: { id } }),
    onSuccess: changed,
  });
}

/** What a task that begins or ends makes old: lists, counts, records and the balance. */
export function useTasksChanged() {
  const queries = useQueryClient();
  return (): void => {
    for (const name of ['tasks', 'task-counts', 'balance', 'deductions', 'usage']) {
      void queries.invalidateQueries({ queryKey: [name] });
    }
  };
}
