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
import { operations } from '../../../client/src/operations.ts';
import { call, urlOf } from './client.ts';
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

export type TaskFilter = Omit<ListTasksQuery, 'cursor' | 'limit' | 'format' | 'timeZone'>;

export function tasksQuery(asked: Omit<ListTasksQuery, 'cursor'> = {}) {
  return infiniteQueryOptions({
    queryKey: ['tasks', asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      call('listTasks', { query: { ...asked, ...(cursor !== null && { cursor }) }, signal }),
    ...pages,
  });
}

/** All of them as a file, with times of this zone. */
export function tasksFileUrl(asked: TaskFilter): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return urlOf(operations.listTasks.path, {}, { timeZone, ...asked, format: 'csv' });
}

export function taskCountsQuery(asked: TaskFilter = {}) {
  return queryOptions({
    queryKey: ['task-counts', asked],
    queryFn: ({ signal }) => call('getTaskCounts', { query: asked, signal }),
  });
}

const lookEveryMs = 3_000;
const asked = 'charge,timeline,attempts,usualSeconds,cancellable';

export function taskQuery(id: string) {
  return queryOptions({
    queryKey: ['task', id],
    queryFn: ({ signal }) => call('getTask', { path: { id }, query: { include: asked }, signal }),
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

export interface Cancelled {
  done: number;
  /** Why the first of the others was not. */
  refused: Error | null;
}

/** One after the other, so that none is refused for coming too fast. */
export function useCancelTasks() {
  const changed = useTasksChanged();
  return useMutation({
    async mutationFn(ids: readonly string[]): Promise<Cancelled> {
      const answer: Cancelled = { done: 0, refused: null };
      for (const id of ids) {
        try {
          await call('cancelTask', { path: { id } });
          answer.done += 1;
        } catch (error) {
          answer.refused ??= error instanceof Error ? error : new Error(String(error));
        }
      }
      return answer;
    },
    onSettled: changed,
  });
}
