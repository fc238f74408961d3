import { useSyncExternalStore, type ReactNode } from 'react';

export interface Toast {
  id: number;
  title: ReactNode;
  note?: ReactNode;
  picture?: ReactNode;
  /** It stays until somebody closes it. */
  isError?: boolean;
  action?: { label: string; run: () => void };
}

const shownMost = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly Toast[]): void {
  toasts = next;
  for (const listen of listeners) listen();
}

/** Says what happened elsewhere; what happened here shows here. */
export function toast(said: Omit<Toast, 'id'>): void {
  lastId += 1;
  show([...toasts, { ...said, id: lastId }].slice(-shownMost));
}

export function dismissToast(id: number): void {
  show(toasts.filter((one) => one.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    () => toasts,
  );
}
