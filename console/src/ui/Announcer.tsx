import { useSyncExternalStore } from 'react';
import { lastAnnounced, onAnnounced } from './announce.ts';

/** The one polite region of the page; it stands from the first paint. */
export function Announcer() {
  const text = useSyncExternalStore(onAnnounced, lastAnnounced);
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
