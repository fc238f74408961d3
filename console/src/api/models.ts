import { queryOptions } from '@tanstack/react-query';
import type { ListModelsQuery } from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { fresh } from './queries.ts';

type DialectName = NonNullable<ListModelsQuery['dialect']>;

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  staleTime: fresh.price,
  queryFn: async ({ signal }) => (await call('listModels', { signal })).data,
});

/** As one API names and sells them. */
export function modelsOfQuery(dialect: DialectName) {
  return queryOptions({
    queryKey: ['models', dialect],
    staleTime: fresh.price,
    queryFn: async ({ signal }) => (await call('listModels', { query: { dialect }, signal })).data,
  });
}
