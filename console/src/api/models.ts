import { queryOptions } from '@tanstack/react-query';
import { call } from './client.ts';
import { fresh } from './queries.ts';

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  staleTime: fresh.price,
  queryFn: async ({ signal }) => (await call('listModels', { signal })).data,
});
