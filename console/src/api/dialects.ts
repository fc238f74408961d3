import { queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';
import { fresh } from './queries.ts';

/** The APIs that are spoken here, with their addresses and samples. */
export const dialectsQuery = queryOptions({
  queryKey: ['dialects'],
  staleTime: fresh.session,
  queryFn: ({ signal }) => call('listDialects', { signal }),
  select: ({ data }) => data,
});
