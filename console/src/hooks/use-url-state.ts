import { useLocation, useRouter } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { useMemo } from 'react';
import { searchText, type Search } from '../paths.ts';

/** Fields of a page's address, each with its default: what is wrong there is taken for left out. */
export type UrlSchema<State extends Search> = z.ZodMiniType<State>;

/**
 * What a page shows, kept in its address: filters, tabs, open rows. `change` keeps what it does not name; with
 * `replace` the step back leads past it, as while somebody types.
 */
export function useUrlState<State extends Search>(
  schema: UrlSchema<State>,
  defaults: State,
): [State, (change: Partial<State>, how?: { replace?: boolean }) => void] {
  const router = useRouter();
  const { pathname, searchStr } = useLocation();
  const state = useMemo(
    () => readUrl(schema, searchStr),
    // Two addresses that read the same are the same state.
    [schema, searchStr],
  );
  const change = (changed: Partial<State>, { replace = false } = {}): void => {
    const next: Search = { ...state, ...changed };
    const href = pathname + searchText(withoutDefaults(next, defaults));
    if (replace) router.history.replace(href);
    else router.history.push(href);
  };
  return [state, change];
}

function readUrl<State extends Search>(schema: UrlSchema<State>, searchStr: string): State {
  return z.parse(schema, Object.fromEntries(new URLSearchParams(searchStr)));
}

function withoutDefaults(state: Search, defaults: Search): Search {
  return Object.fromEntries(
    Object.entries(state).filter(([name, value]) => String(value) !== String(defaults[name])),
  );
}
