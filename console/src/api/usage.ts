import { queryOptions } from '@tanstack/react-query';
import type { GetUsageQuery } from '../../../client/src/api-types.ts';
import { operations } from '../../../client/src/operations.ts';
import { call, urlOf } from './client.ts';

export function usageQuery(asked: Omit<GetUsageQuery, 'format'>) {
  return queryOptions({
    queryKey: ['usage', asked],
    queryFn: ({ signal }) => call('getUsage', { query: asked, signal }),
  });
}

export function usageFileUrl(asked: Omit<GetUsageQuery, 'format'>): string {
  return urlOf(operations.getUsage.path, {}, { ...asked, format: 'csv' });
}
