import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from './client.ts';
import { noteSignedIn } from './session.ts';

/** What links do that let somebody in once, and the own password. Tokens and passwords are kept by no cache. */

export function useInvitation(token: string) {
  return useQuery({
    queryKey: ['invitation'],
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) => call('readInvitation', { body: { token }, signal }),
  });
}

export function useAcceptInvitation() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: { token: string; password: string; name: string }) =>
      call('acceptInvitation', { body }),
    onSuccess: noteSignedIn,
  });
}

export function useSetPassword() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: { token: string; password: string }) => call('setPassword', { body }),
  });
}

export function useChangePassword() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: { currentPassword: string; password: string }) =>
      call('changePassword', { body }),
  });
}
