import { useEffect, useRef, useState } from 'react';
import type { FollowAccountQuery, TaskInEvent } from '../../../client/src/api-types.ts';
import { operations } from '../../../client/src/operations.ts';
import { urlOf } from './client.ts';

interface Heard {
  onTask: (task: TaskInEvent) => void;
  /** Lists are to be read anew: it comes with each connection, before anything else. */
  onResync: () => void;
}

/** Follows all tasks of the account in a mode. True while it is connected; the browser connects again by itself. */
export function useAccountTasks(mode: FollowAccountQuery['mode'], heard: Heard): boolean {
  const [isLive, setLive] = useState(false);
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    const stream = new EventSource(
      urlOf(operations.followAccount.path, {}, { topics: 'tasks', mode }),
    );
    stream.addEventListener('open', () => setLive(true));
    stream.addEventListener('error', () => setLive(false));
    stream.addEventListener('resync', () => latest.current.onResync());
    stream.addEventListener('task', (event: MessageEvent<string>) => {
      const task: TaskInEvent = JSON.parse(event.data);
      latest.current.onTask(task);
    });
    return () => stream.close();
  }, [mode]);
  return isLive;
}
