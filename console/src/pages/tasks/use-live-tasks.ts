import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAccountTasks } from '../../api/account-stream.ts';
import { tasksQuery, type TaskFilter } from '../../api/tasks.ts';
import { useOnceASecond } from '../../hooks/use-once-a-second.ts';
import { isMissing, withTask, type ReadTasks } from './live.ts';

export interface LiveTasks {
  isLive: boolean;
  /** How many tasks the list would have more. */
  waiting: number;
  /** Reads the list from its beginning. */
  show: () => void;
}

const none: ReadonlySet<string> = new Set();

/** Rows change where they stand; new ones wait until they are asked for, so that nothing jumps. */
export function useLiveTasks(asked: TaskFilter & { limit: number }): LiveTasks {
  const queries = useQueryClient();
  const [waiting, setWaiting] = useState(none);
  const countLater = useOnceASecond(() => {
    for (const name of ['task-counts', 'balance']) {
      void queries.invalidateQueries({ queryKey: [name] });
    }
  });
  const { queryKey } = tasksQuery(asked);
  useEffect(() => setWaiting(none), [asked]);
  const isLive = useAccountTasks(asked.mode, {
    onTask(task) {
      const read: ReadTasks | undefined = queries.getQueryData(queryKey);
      if (!read) return;
      const changed = withTask(read, task);
      if (changed) queries.setQueryData(queryKey, changed);
      else if (isMissing(read, task, asked)) setWaiting((before) => new Set([...before, task.id]));
      countLater();
    },
    onResync() {
      setWaiting(none);
      void queries.invalidateQueries({ queryKey });
      countLater();
    },
  });
  const show = (): void => {
    setWaiting(none);
    queries.setQueryData(
      queryKey,
      (before: ReadTasks | undefined) =>
        before && { pages: before.pages.slice(0, 1), pageParams: before.pageParams.slice(0, 1) },
    );
    void queries.invalidateQueries({ queryKey });
    document.getElementById('main')?.scrollTo({ top: 0 });
  };
  return { isLive, waiting: waiting.size, show };
}
