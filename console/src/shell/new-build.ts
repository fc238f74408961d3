import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { instanceQuery } from '../api/instance.ts';

/**
 * A page of an older build loads itself anew: at once where nobody is typing, else when it comes back into view, or
 * with the next step to another page. What somebody is about to send is never lost.
 */
export function useNewBuild(): void {
  const router = useRouter();
  const { data } = useQuery(instanceQuery);
  const served = data?.consoleBuild ?? null;
  const isOld = import.meta.env.PROD && served !== null && served !== buildIdOfPage;
  useEffect(() => {
    if (!isOld) return undefined;
    const show = (): void => {
      if (document.visibilityState === 'visible' && !isBusy()) reloadOnce();
    };
    document.addEventListener('visibilitychange', show);
    const stop = router.subscribe('onBeforeNavigate', ({ toLocation, pathChanged }) => {
      if (pathChanged) location.assign(toLocation.href);
    });
    show();
    return () => {
      document.removeEventListener('visibilitychange', show);
      stop();
    };
  }, [isOld, router]);
}

/** Somebody types, or has something open: what stands in an address comes back by itself. */
function isBusy(): boolean {
  const at = document.activeElement;
  const isField = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
  return isField || document.querySelector('[role=dialog]') !== null;
}

const reloadedAt = 'filmgate.reloaded';
/** Servers of two builds behind one address would let a page reload for ever. */
const againMs = 60_000;

function reloadOnce(): void {
  if (Date.now() - Number(sessionStorage.getItem(reloadedAt)) < againMs) return;
  sessionStorage.setItem(reloadedAt, String(Date.now()));
  location.reload();
}

/** A chunk that is not there any more is one of a build that went. */
export function reloadOnLostChunk(): void {
  addEventListener('vite:preloadError', () => reloadOnce());
}
