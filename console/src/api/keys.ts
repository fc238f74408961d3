import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { CreateKeyBody, RollKeyBody } from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { pages } from './pages-of.ts';

const queryKey = ['keys'] as const;

export const keysQuery = infiniteQueryOptions({
  queryKey: [...queryKey, 'list'],
  queryFn: ({ signal, pageParam: cursor }) =>
    call('listKeys', { query: { limit: 100, ...(cursor !== null && { cursor }) }, signal }),
  ...pages,
});

/** One key, with who used it in the last day. */
export function keyQuery(id: string) {
  return queryOptions({
    queryKey: [...queryKey, 'one', id],
    queryFn: ({ signal }) => call('getKey', { path: { id }, signal }),
  });
}

function useKeyChange() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey });
}

/** What is made is shown once: it is handed to who asked, and kept by no cache. */
export function useCreateKey() {
  const onSuccess = useKeyChange();
  return useMutation({
    gcTime: 0,
    mutationFn: ({ body, idempotencyKey }: { body: CreateKeyBody; idempotencyKey: string }) =>
      call('createKey', { body, idempotencyKey }),
    onSuccess,
  });
}

/** Likewise the new secret of a key. */
export function useRollKey() {
  const onSuccess = useKeyChange();
  return useMutation({
    gcTime: 0,
    mutationFn: ({ id, ...body }: RollKeyBody & { id: string }) =>
      call('rollKey', { path: { id }, body }),
    onSuccess,
  });
}

export function useDisableKey() {
  const onSuccess = useKeyChange();
  return useMutation({
    mutationFn: ({ id, disabled }: { id: string; disabled: boolean }) =>
      call('updateKey', { path: { id }, body: { disabled } }),
    onSuccess,
  });
}

/** Answers how many of its tasks still wait or are being made. */
export function useDeleteKey() {
  const onSuccess = useKeyChange();
  return useMutation({
    mutationFn: (id: string) => call('deleteKey', { path: { id } }),
    onSuccess,
  });
}
