import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { Session } from '../../../client/src/api-types.ts';
import { call } from './client.ts';
import { hasCode } from './problem.ts';
import { fresh } from './queries.ts';
import { setSessionEnded } from './signed-out.ts';

/**
 * Whether somebody signed in from this browser: the cookie itself is not for pages to see. Nobody has to be asked about
 * who never did, and no refusal stands in the console of a first visit.
 */
const signedIn = 'filmgate.signed-in';

export function noteSignedIn(): void {
  localStorage.setItem(signedIn, '1');
}

export type Scope = Session['scopes'][number];

/** Null: nobody has signed in. Of a session that ended meanwhile the page keeps what it knew, and asks for a sign-in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: fresh.session,
  async queryFn({ signal, client }): Promise<Session | null> {
    if (localStorage.getItem(signedIn) === null) return null;
    try {
      return await call('getSession', { signal });
    } catch (error) {
      if (!hasCode(error, 'unauthorized')) throw error;
      const before: Session | null = client.getQueryData(['session']) ?? null;
      if (before === null) localStorage.removeItem(signedIn);
      else setSessionEnded(true);
      return before;
    }
  },
});

/** Of pages behind the sign-in, where there is one. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new TypeError('a page behind the sign-in is shown to nobody');
  return data;
}

export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => call('signIn', { body }),
    onSuccess(session) {
      noteSignedIn();
      queries.setQueryData(sessionQuery.queryKey, session);
      setSessionEnded(false);
    },
  });
}

/** Afterwards the page is to be loaded anew, so that nothing of it is left in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => call('signOut', {}),
    onSuccess: () => localStorage.removeItem(signedIn),
  });
}

/** Another account, or the other mode: all that was read is somebody else’s then. */
export function useChangeSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { accountId?: string; mode?: Session['mode'] }) =>
      call('updateSession', { body }),
    async onSuccess(session) {
      queries.setQueryData(sessionQuery.queryKey, session);
      await queries.resetQueries({
        predicate: ({ queryKey: [first] }) => first !== 'session' && first !== 'instance',
      });
    },
  });
}
