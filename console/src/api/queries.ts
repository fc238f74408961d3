import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem, hasCode, Unreachable } from './problem.ts';

/** How long what was read counts as fresh, in milliseconds. */
export const fresh = { list: 5_000, price: 60_000, session: 60_000 } as const;

const triesMost = 3;

/** A cache of all that was read; `onSignedOut` hears of a session that has ended. */
export function createQueries(onSignedOut: () => void): QueryClient {
  const onError = (error: Error): void => {
    if (hasCode(error, 'unauthorized')) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: fresh.list,
        retry: (tries, error) => tries < triesMost && helpsAgain(error),
        retryDelay: (tries, error) => retryMs(tries, error),
      },
      mutations: { retry: false },
    },
  });
}

function helpsAgain(error: Error): boolean {
  return error instanceof Unreachable || (error instanceof ApiProblem && error.problem.retryable);
}

function retryMs(tries: number, error: Error): number {
  const asked = error instanceof ApiProblem ? error.retryAfterSeconds : null;
  return asked === null ? 500 * 2 ** tries : asked * 1_000;
}
