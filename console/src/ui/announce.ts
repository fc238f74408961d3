/** Says something to those who hear the page; see `Announcer`. */

let said = '';
const listeners = new Set<() => void>();

export function announce(text: string): void {
  said = text;
  for (const listen of listeners) listen();
}

export function onAnnounced(listen: () => void): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

export const lastAnnounced = (): string => said;
