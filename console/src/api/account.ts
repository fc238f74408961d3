import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import type { UpdateAccountBody, UpdateMailWishesBody } from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { pages } from './pages-of.ts';

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => call('getAccount', { signal }),
});

export function useUpdateAccount() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateAccountBody) => call('updateAccount', { body }),
    onSuccess: (account) => queries.setQueryData(accountQuery.queryKey, account),
  });
}

export const mailsQuery = queryOptions({
  queryKey: ['mails'],
  queryFn: ({ signal }) => call('getMailWishes', { signal }),
});

export function useUpdateMails() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateMailWishesBody) => call('updateMailWishes', { body }),
    onSuccess: (mails) => queries.setQueryData(mailsQuery.queryKey, mails),
  });
}

export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  queryFn: ({ signal, pageParam: cursor }) =>
    call('listAudit', { query: { limit: 100, ...(cursor !== null && { cursor }) }, signal }),
  ...pages,
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async ({ signal }) => (await call('listSessions', { signal })).data,
});

export function useEndSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('endSession', { path: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useEndOtherSessions() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call('endOtherSessions', {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}
