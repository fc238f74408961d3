import { queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';

/** They change with the server alone. */
export const dialectsQuery = queryOptions({
  queryKey: ['dialects'],
  staleTime: Infinity,
  queryFn: async ({ signal }) => (await call('listDialects', { signal })).data,
});
