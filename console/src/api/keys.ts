import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CreateKeyBody } from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { pages } from './pages-of.ts';

const queryKey = ['keys'] as const;

export const keysQuery = infiniteQueryOptions({
  queryKey,
  queryFn: ({ signal, pageParam: cursor }) =>
    call('listKeys', { query: { limit: 100, ...(cursor !== null && { cursor }) }, signal }),
  ...pages,
});

/** What is made is shown once: it is handed to who asked, and kept by no cache. */
export function useCreateKey() {
  const queries = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: ({ body, idempotencyKey }: { body: CreateKeyBody; idempotencyKey: string }) =>
      call('createKey', { body, idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
}
