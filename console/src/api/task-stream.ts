import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Operations, TaskInEvent } from '../../../client/src/api-types.ts';
import { operations } from '../../../client/src/operations.ts';
import { urlOf } from './client.ts';
import { taskQuery, useTasksChanged } from './tasks.ts';

type EventName = keyof NonNullable<Operations['streamTaskEvents']['events']>;

const names: readonly EventName[] = [
  'task.queued',
  'task.running',
  'task.progress',
  'task.succeeded',
  'task.failed',
  'task.cancelled',
  'task.expired',
];
const ends: ReadonlySet<string> = new Set(names.slice(3));

/** Follows a task until it is over; each word of it goes into the cache, and the end is read whole. */
export function useTaskStream(id: string | null): void {
  const queries = useQueryClient();
  const changed = useTasksChanged();
  useEffect(() => {
    if (id === null) return undefined;
    const { queryKey } = taskQuery(id);
    const stream = new EventSource(urlOf(operations.streamTaskEvents.path, { id }));
    const hear = (event: MessageEvent<string>): void => {
      const told: TaskInEvent = JSON.parse(event.data);
      queries.setQueryData(queryKey, (before) => before && { ...before, ...told });
      if (event.type === 'task.running') void queries.invalidateQueries({ queryKey });
      if (!ends.has(event.type)) return;
      stream.close();
      void queries.invalidateQueries({ queryKey, refetchType: 'all' });
      changed();
    };
    for (const name of names) stream.addEventListener(name, hear);
    return () => stream.close();
    // `changed` is made anew with each turn and does the same each time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id, queries]);
}
