import { queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';

const lookEveryMs = 60_000;

/** What installation this is; looked at again and again, to learn of a new build. */
export const instanceQuery = queryOptions({
  queryKey: ['instance'],
  staleTime: lookEveryMs,
  refetchInterval: lookEveryMs,
  queryFn: ({ signal }) => call('getInstance', { signal }),
});
