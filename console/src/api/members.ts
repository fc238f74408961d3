import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CreateInvitationBody } from '../../../client/src/api-types.ts';
import { call } from './client.ts';

export type Role = CreateInvitationBody['role'];

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: async ({ signal }) => (await call('listMembers', { signal })).data,
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async ({ signal }) => (await call('listInvitations', { signal })).data,
});

export function useChangeRole() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) =>
      call('updateMember', { path: { id }, body: { role } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: membersQuery.queryKey }),
  });
}

export function useRemoveMember() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, keys }: { id: string; keys: 'stay' | 'end' }) =>
      call('deleteMember', { path: { id }, query: { keys } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: membersQuery.queryKey });
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
}

/** A link that is shown once stays with who asked, and in no cache. */
export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: ({
      body,
      idempotencyKey,
    }: {
      body: CreateInvitationBody;
      idempotencyKey: string;
    }) => call('createInvitation', { body, idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
}

export function useInviteAgain() {
  const queries = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: (id: string) => call('resendInvitation', { path: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
}

export function useWithdrawInvitation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('deleteInvitation', { path: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
}
