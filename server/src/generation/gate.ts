/**
 * Bounds what goes on at once in this process: so many places, so much weight, and no owner may
 * take more than their share. Owners who wait are let in by turns, and each one's own by order of arrival: whoever is
 * let in or gives a place back has had a turn, and comes after everybody else who waits.
 */
export interface Gate {
  /** Resolves with the function that gives the place back; rejects with the signal's reason. */
  enter(owner: string, weight: number, signal: AbortSignal): Promise<() => void>;
  /** Null where there is no place right now, or others wait for it. */
  enterNow(owner: string, weight: number): (() => void) | null;
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

const nothing: Share = { places: 0, weight: 0 };

interface Waiting {
  weight: number;
  admit(): void;
}

export function createGate(limits: GateLimits): Gate {
  const taken = { places: 0, weight: 0 };
  const takenBy = new Map<string, Share>();
  /** In the order of their turns; none of them is empty. */
  const waitingBy = new Map<string, Set<Waiting>>();

  const add = (owner: string, places: number, weight: number): void => {
    const share = takenBy.get(owner) ?? { places: 0, weight: 0 };
    taken.places += places;
    taken.weight += weight;
    share.places += places;
    share.weight += weight;
    if (share.places === 0) takenBy.delete(owner);
    else takenBy.set(owner, share);
  };

  const hasShare = (owner: string, weight: number): boolean => {
    const share = takenBy.get(owner) ?? nothing;
    return share.places < limits.placesPerOwner && share.weight + weight <= limits.weightPerOwner;
  };

  /** The first of each owner stands for all of theirs. */
  function nextWaiting(): [owner: string, waiting: Waiting] | null {
    for (const [owner, theirs] of waitingBy) {
      const [first] = theirs;
      if (first && hasShare(owner, first.weight)) return [owner, first];
    }
    return null;
  }

  /** A heavy one that comes first holds back lighter ones behind it, or it would wait for ever. */
  function admitWaiting(): void {
    while (waitingBy.size > 0 && taken.places < limits.places) {
      const next = nextWaiting();
      if (next === null) return;
      const [owner, waiting] = next;
      if (taken.weight + waiting.weight > limits.weight) return;
      forget(owner, waiting);
      passTurn(owner);
      waiting.admit();
    }
  }

  function passTurn(owner: string): void {
    const theirs = waitingBy.get(owner);
    waitingBy.delete(owner);
    if (theirs) waitingBy.set(owner, theirs);
  }

  function forget(owner: string, waiting: Waiting): void {
    const theirs = waitingBy.get(owner);
    theirs?.delete(waiting);
    if (theirs?.size === 0) waitingBy.delete(owner);
  }

  function takePlace(owner: string, weight: number): () => void {
    add(owner, 1, weight);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      add(owner, -1, -weight);
      passTurn(owner);
      admitWaiting();
    };
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
          forget(owner, waiting);
          reject(reasonOf(signal));
          admitWaiting();
        };
        const waiting: Waiting = {
          weight,
          admit() {
            signal.removeEventListener('abort', giveUp);
            resolve(takePlace(owner, weight));
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        const theirs = waitingBy.get(owner) ?? new Set();
        waitingBy.set(owner, theirs.add(waiting));
        admitWaiting();
      });
    },
    enterNow(owner, asked) {
      const weight = Math.min(asked, limits.weightPerOwner);
      const hasRoom = taken.places < limits.places && taken.weight + weight <= limits.weight;
      if (!hasRoom || !hasShare(owner, weight)) return null;
      // Whoever waits beside free room waits for a share of their own, or is too heavy for it.
      if (waitingBy.size > 0 && (waitingBy.has(owner) || nextWaiting() !== null)) return null;
      return takePlace(owner, weight);
    },
  };
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}
