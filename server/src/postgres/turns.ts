import { createGate } from '../generation/gate.ts';
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
  const gate = createGate({
    places: atOnce,
    placesPerOwner: 1,
    weight: Infinity,
    weightPerOwner: Infinity,
  });
  return {
    async run(owner, work) {
      const late = new AbortController();
      const timer = setTimeout(() => {
        late.abort(new NoTurnError('its turn has not come in time'));
      }, waitMs);
      const leave = await gate.enter(owner, 0, late.signal).finally(() => {
        clearTimeout(timer);
      });
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
