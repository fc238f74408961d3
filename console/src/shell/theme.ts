import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

/** `theme.js` reads the same before the first paint. */
const kept = 'filmgate.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export type ThemeChoice = Theme | 'system';

function themeChoice(): ThemeChoice {
  const choice = localStorage.getItem(kept);
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(kept);
  else localStorage.setItem(kept, choice);
  show();
}

export function toggleTheme(): void {
  chooseTheme(shownTheme() === 'dark' ? 'light' : 'dark');
}

function shownTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light';
}

function show(): void {
  const choice = themeChoice();
  const isDark = choice === 'system' ? system.matches : choice === 'dark';
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  for (const tell of listeners) tell();
}

system.addEventListener('change', show);

export function useTheme(): Theme {
  return useSyncExternalStore((listen) => {
    listeners.add(listen);
    return () => listeners.delete(listen);
  }, shownTheme);
}
