import { useSyncExternalStore } from 'react';

/** Whether the session ended while a page was open: it asks for a sign-in over itself, and keeps what it has. */
let isEnded = false;
const listeners = new Set<() => void>();

export function setSessionEnded(ended: boolean): void {
  isEnded = ended;
  for (const tell of listeners) tell();
}

export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => isEnded,
  );
}
