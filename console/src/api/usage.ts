import { queryOptions } from '@tanstack/react-query';
import type { GetUsageQuery } from '../../../client/src/api-types.ts';
import { call } from './client.ts';

export function usageQuery(asked: Omit<GetUsageQuery, 'format'>) {
  return queryOptions({
    queryKey: ['usage', asked],
    queryFn: ({ signal }) => call('getUsage', { query: asked, signal }),
  });
}
