import { Untraced } from '../generation/untraced.ts';

/** Work that takes turns: of one owner one runs at a time, and owners go round, however much each has waiting. */
export interface Turns {
  /** Rejects with NoTurnError where its turn has not come in time; it is not begun then. */
  run<Result>(owner: string, work: () => Promise<Result>): Promise<Result>;
}

export interface TurnTerms {
  /** Of all owners together. */
  atOnce: number;
  /** So long something waits to begin. */
  waitMs: number;
}

export class NoTurnError extends Untraced {
  override readonly name = 'NoTurnError';
}

export function createTurns({ atOnce, waitMs }: TurnTerms): Turns {
  /** What waits, by owner; an owner whose work has just run goes to the end. */
  const waiting = new Map<string, Set<() => void>>();
  const running = new Set<string>();

  function leave(owner: string, begin: () => void): void {
    const own = waiting.get(owner);
    own?.delete(begin);
    if (own?.size === 0) waiting.delete(owner);
  }

  function next(): void {
    for (const [owner, [begin]] of waiting) {
      if (running.size >= atOnce) return;
      if (begin && !running.has(owner)) begin();
    }
  }

  function turnOf(owner: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        clearTimeout(late);
        leave(owner, begin);
        running.add(owner);
        resolve();
      };
      const late = setTimeout(() => {
        leave(owner, begin);
        reject(new NoTurnError('its turn has not come in time'));
      }, waitMs);
      const own = waiting.get(owner) ?? new Set();
      waiting.set(owner, own.add(begin));
      next();
    });
  }

  return {
    async run(owner, work) {
      await turnOf(owner);
      try {
        return await work();
      } finally {
        running.delete(owner);
        const own = waiting.get(owner);
        waiting.delete(owner);
        if (own) waiting.set(owner, own);
        next();
      }
    },
  };
}
