import { useMemo } from 'react';
import { useSession } from '../../api/session.ts';
import type { TaskFilter } from '../../api/tasks.ts';
import { filterOf, type TasksState } from './search.ts';

/** What the API is asked for; the same as long as the filter is, so that a range does not begin anew. */
export function useAsked(filter: TasksState): TaskFilter {
  const { mode } = useSession();
  const { state, range, model, key, api, resolution, code, user } = filter;
  return useMemo(
    () => filterOf({ state, range, model, key, api, resolution, code, user }, mode, Date.now()),
    [state, range, model, key, api, resolution, code, user, mode],
  );
}
