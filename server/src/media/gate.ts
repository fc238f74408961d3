/**
 * Bounds what goes on at once in this process: so many places, so much weight, and no owner may
 * take more than their share. Those who wait are let in by order of arrival.
 */
export interface Gate {
  /** Resolves with the function that gives the place back; rejects with the signal's reason. */
  enter(owner: string, weight: number, signal: AbortSignal): Promise<() => void>;
}

export interface GateLimits {
  places: number;
  placesPerOwner: number;
  /** A single weight above it counts as all of it. */
  weight: number;
}

interface Waiting {
  owner: string;
  weight: number;
  admit(): void;
}

export function createGate(limits: GateLimits): Gate {
  const within = new Map<string, number>();
  const queue: Waiting[] = [];
  let places = limits.places;
  let weightLeft = limits.weight;

  const leave = (owner: string, weight: number): void => {
    const rest = (within.get(owner) ?? 1) - 1;
    if (rest === 0) within.delete(owner);
    else within.set(owner, rest);
    places += 1;
    weightLeft += weight;
    admitWaiting();
  };

  const hasShare = (waiting: Waiting): boolean =>
    (within.get(waiting.owner) ?? 0) < limits.placesPerOwner;

  /** A heavy one at the head holds back the lighter ones behind it, or it would wait for ever. */
  function admitWaiting(): void {
    while (places > 0) {
      const index = queue.findIndex(hasShare);
      const next = queue[index];
      if (next === undefined || next.weight > weightLeft) return;
      queue.splice(index, 1);
      within.set(next.owner, (within.get(next.owner) ?? 0) + 1);
      places -= 1;
      weightLeft -= next.weight;
      next.admit();
    }
  }

  return {
    enter(owner, asked, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(reasonOf(signal));
          return;
        }
        const weight = Math.min(asked, limits.weight);
        const giveUp = (): void => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(reasonOf(signal));
          admitWaiting();
        };
        const waiting: Waiting = {
          owner,
          weight,
          admit() {
            signal.removeEventListener('abort', giveUp);
            let inside = true;
            resolve(() => {
              if (inside) leave(owner, weight);
              inside = false;
            });
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        queue.push(waiting);
        admitWaiting();
      });
    },
  };
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
