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
  weight: number;
  /** At most `weight`. A single weight above it counts as all of it. */
  weightPerOwner: number;
}

interface Share {
  places: number;
  weight: number;
}

interface Waiting {
  owner: string;
  weight: number;
  admit(): void;
}

export function createGate(limits: GateLimits): Gate {
  const taken = { places: 0, weight: 0 };
  const takenBy = new Map<string, Share>();
  const queue: Waiting[] = [];

  const add = (owner: string, places: number, weight: number): void => {
    const share = takenBy.get(owner) ?? { places: 0, weight: 0 };
    for (const sum of [taken, share]) {
      sum.places += places;
      sum.weight += weight;
    }
    if (share.places === 0) takenBy.delete(owner);
    else takenBy.set(owner, share);
  };

  const hasShare = ({ owner, weight }: Waiting): boolean => {
    const share = takenBy.get(owner) ?? { places: 0, weight: 0 };
    return share.places < limits.placesPerOwner && share.weight + weight <= limits.weightPerOwner;
  };

  /** A heavy one that comes first holds back lighter ones behind it, or it would wait for ever. */
  function admitWaiting(): void {
    while (taken.places < limits.places) {
      const index = queue.findIndex(hasShare);
      const next = queue[index];
      if (next === undefined || taken.weight + next.weight > limits.weight) return;
      queue.splice(index, 1);
      add(next.owner, 1, next.weight);
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
        const weight = Math.min(asked, limits.weightPerOwner);
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
              if (!inside) return;
              inside = false;
              add(owner, -1, -weight);
              admitWaiting();
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
