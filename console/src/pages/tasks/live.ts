import type { InfiniteData } from '@tanstack/react-query';
import type { ListTasksAnswer, TaskInEvent } from '../../../../client/src/api-types.ts';
import type { TaskFilter } from '../../api/tasks.ts';

export type ReadTasks = InfiniteData<ListTasksAnswer>;

/** The list with what was heard of one of its tasks; null: it has no such task. */
export function withTask(read: ReadTasks, told: TaskInEvent): ReadTasks | null {
  const at = read.pages.findIndex(({ data }) => data.some(({ id }) => id === told.id));
  if (at < 0) return null;
  return {
    ...read,
    pages: read.pages.map((page, n) =>
      n === at
        ? { ...page, data: page.data.map((task) => (task.id === told.id ? told : task)) }
        : page,
    ),
  };
}

/** Whether the list would have it among the rows that were read, were it read anew. */
export function isMissing(read: ReadTasks, told: TaskInEvent, asked: TaskFilter): boolean {
  if (!fits(told, asked)) return false;
  const end = read.pages.at(-1);
  const last = end?.data.at(-1);
  return !last || end?.nextCursor === null || told.createdAt >= last.createdAt;
}

function fits(task: TaskInEvent, asked: TaskFilter): boolean {
  const { state, model, mode, keyId, dialect, endUser, resolution, failureCode, from } = asked;
  const is = (wanted: string | undefined, value: string | null | undefined): boolean =>
    wanted === undefined || wanted === value;
  return (
    (state === undefined || [state].flat().includes(task.state)) &&
    is(model, task.model) &&
    is(mode, task.mode) &&
    is(keyId, task.keyId) &&
    is(dialect, task.dialect) &&
    is(endUser, task.endUser) &&
    is(resolution, task.resolution) &&
    is(failureCode, task.failure?.code) &&
    (from === undefined || task.createdAt >= from)
  );
}
