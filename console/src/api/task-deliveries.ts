import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Task } from '../../../client/src/api-types.ts';
import { call } from './client.ts';

const lookEveryMs = 5_000;
const shownMost = 20;

/** What webhooks were told of a task; looked at again as long as one is to be tried. */
export function taskDeliveriesQuery({ id, mode }: Pick<Task, 'id' | 'mode'>) {
  return queryOptions({
    queryKey: ['deliveries', 'of-task', id],
    queryFn: async ({ signal }) =>
      (await call('listDeliveries', { query: { taskId: id, mode, limit: shownMost }, signal }))
        .data,
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ state }) => state === 'pending') ? lookEveryMs : false,
  });
}

export function useResendOfTask(task: Pick<Task, 'id' | 'mode'>) {
  const queries = useQueryClient();
  const { queryKey } = taskDeliveriesQuery(task);
  return useMutation({
    mutationFn: (id: string) => call('resendDelivery', { path: { id } }),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}
