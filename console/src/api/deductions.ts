import { infiniteQueryOptions } from '@tanstack/react-query';
import type { ListDeductionsQuery } from '../../../client/src/api-types.ts';
import { operations } from '../../../client/src/operations.ts';
import { call, urlOf } from './client.ts';
import { pages } from './pages-of.ts';

export type DeductionFilter = Omit<ListDeductionsQuery, 'cursor' | 'limit' | 'format'>;

export function deductionsQuery(asked: DeductionFilter = {}) {
  return infiniteQueryOptions({
    queryKey: ['deductions', asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      call('listDeductions', {
        query: { ...asked, limit: 100, ...(cursor !== null && { cursor }) },
        signal,
      }),
    ...pages,
  });
}

/** All of them as a file, with times of this zone. */
export function deductionsFileUrl(asked: DeductionFilter): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return urlOf(operations.listDeductions.path, {}, { timeZone, ...asked, format: 'csv' });
}
