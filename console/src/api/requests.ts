import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ListRequestsQuery } from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { pages } from './pages-of.ts';

export type RequestFilter = Omit<ListRequestsQuery, 'cursor' | 'limit'>;

export function requestsQuery(asked: RequestFilter) {
  return infiniteQueryOptions({
    queryKey: ['requests', 'list', asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      call('listRequests', {
        query: { ...asked, limit: 100, ...(cursor !== null && { cursor }) },
        signal,
      }),
    ...pages,
  });
}

/** With what was asked. */
export function requestQuery(id: string) {
  return queryOptions({
    queryKey: ['requests', 'one', id],
    queryFn: ({ signal }) => call('getRequest', { path: { id }, signal }),
  });
}

/** What was only read, counted. */
export const requestReadsQuery = infiniteQueryOptions({
  queryKey: ['requests', 'reads'],
  queryFn: ({ signal, pageParam: cursor }) =>
    call('listRequestReads', { query: { limit: 100, ...(cursor !== null && { cursor }) }, signal }),
  ...pages,
});
