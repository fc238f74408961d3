import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useChangeSession, useSession } from '../api/session.ts';
import { maySee, pagePlaces } from '../pages.ts';
import { paths } from '../paths.ts';
import { useKeys, type KeyMap } from './keyboard.ts';
import { toggleTheme } from './theme.ts';

interface Props {
  onSearch: () => void;
  onMap: () => void;
}

/** The keys that work on every page. */
export function GlobalKeys({ onSearch, onMap }: Props) {
  const router = useRouter();
  const session = useSession();
  const { mutate: change } = useChangeSession();
  const keys = useMemo((): KeyMap => {
    const seen = pagePlaces.filter((page) => page.key !== undefined && maySee(page, session));
    const mayMake = session.scopes.includes('tasks:create');
    return {
      ...Object.fromEntries(
        seen.map(({ key = '', path }) => [`g ${key}`, () => router.history.push(path)]),
      ),
      ...(mayMake && { c: () => router.history.push(paths.playground()) }),
      'mod+k': onSearch,
      '?': onMap,
      '/': () => document.querySelector<HTMLElement>('[data-page-search]')?.focus(),
      'shift+t': toggleTheme,
      'shift+m': () => change({ mode: session.mode === 'test' ? 'live' : 'test' }),
    };
  }, [router, session, change, onSearch, onMap]);
  useKeys(keys);
  return null;
}
