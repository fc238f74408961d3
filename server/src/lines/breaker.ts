/**
 * Whether a line is worth being asked for a model: fed by what became of its attempts as well as by
 * how it answered. It opens after several bad ends in a row, and lets one task through now and then to
 * see whether the line is back.
 */
export interface Breakers {
  isClosed(lineId: string, family: string): boolean;
  /** A task was sent while it was half open: no other until its end is known. */
  sent(lineId: string, family: string): void;
  ended(lineId: string, family: string, end: 'good' | 'bad'): void;
  /** 0 … 1: the share of good ends among the last ones. */
  health(lineId: string, family: string): number;
}

interface State {
  badInARow: number;
  /** Recent ends fade: each new one counts a tenth. */
  health: number;
  /** When it may be tried again; 0: closed. */
  openUntilMs: number;
  openedTimes: number;
}

const badInARowMax = 5;
const firstRestMs = 15_000;
const restMaxMs = 600_000;
const newestCounts = 0.1;

export function createBreakers(nowMs: () => number = Date.now): Breakers {
  const states = new Map<string, State>();
  const stateOf = (lineId: string, family: string): State => {
    const key = `${lineId} ${family}`;
    const state = states.get(key) ?? { badInARow: 0, health: 1, openUntilMs: 0, openedTimes: 0 };
    states.set(key, state);
    return state;
  };
  return {
    isClosed: (lineId, family) => stateOf(lineId, family).openUntilMs <= nowMs(),
    sent(lineId, family) {
      const state = stateOf(lineId, family);
      if (state.openUntilMs > 0) state.openUntilMs = nowMs() + restOf(state);
    },
    ended(lineId, family, end) {
      const state = stateOf(lineId, family);
      const good = end === 'good';
      state.health += ((good ? 1 : 0) - state.health) * newestCounts;
      if (good) {
        Object.assign(state, { badInARow: 0, openUntilMs: 0, openedTimes: 0 });
        return;
      }
      state.badInARow++;
      if (state.badInARow < badInARowMax) return;
      state.openUntilMs = nowMs() + restOf(state);
      state.openedTimes++;
    },
    health: (lineId, family) => stateOf(lineId, family).health,
  };
}

function restOf({ openedTimes }: State): number {
  return Math.min(restMaxMs, firstRestMs * 2 ** openedTimes);
}
