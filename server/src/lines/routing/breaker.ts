import type { LineEnd } from '../../making/parts.ts';
/**
 * How much a line is worth being asked for a model: fed by how it answers creates as well as by what became
 * of its tasks. It opens after several refusals, or several failures, in a row, and then lets one task
 * through now and then: what becomes of that one decides. A line that has not answered well yet is asked
 * little at a time, so that a dead one is found out by a few.
 */
export interface Breakers {
  /** Most creates that may be under way at once; 0 while it is open and rests. */
  createsMax(lineId: string, family: string): number;
  /** A task is being sent: where the breaker was open, no other follows until this one is known. */
  sent(lineId: string, family: string): void;
  ended(lineId: string, family: string, end: LineEnd): void;
  /** The line leads elsewhere, or has another key. */
  forget(lineId: string): void;
  /** 0 … 1: the share of good ends among the last ones. */
  health(lineId: string, family: string): number;
}

interface State {
  refusedInARow: number;
  failedInARow: number;
  /** Recent ends fade: each new one counts a tenth. */
  health: number;
  openedBy: 'refused' | 'failed' | null;
  /** When it may be tried again. */
  openUntilMs: number;
  /** Tries in a row that came to nothing: each doubles the rest. */
  triedInVain: number;
  /** Doubled by each create that was accepted. */
  createsMax: number;
  isTrying: boolean;
}

const badInARowMax = 5;
const firstRestMs = 15_000;
const restMaxMs = 600_000;
const newestCounts = 0.1;
const firstCreatesMax = 8;
/** A line that does not answer holds no more calls than these. */
const provenCreatesMax = 64;

export function createBreakers(nowMs: () => number = Date.now): Breakers {
  const lines = new Map<string, Map<string, State>>();
  const stateOf = (lineId: string, family: string): State => {
    const states = lines.get(lineId) ?? new Map<string, State>();
    lines.set(lineId, states);
    const state = states.get(family) ?? { ...closed, health: 1, createsMax: firstCreatesMax };
    states.set(family, state);
    return state;
  };
  const rest = (state: State): void => {
    state.openUntilMs = nowMs() + Math.min(restMaxMs, firstRestMs * 2 ** state.triedInVain);
  };
  return {
    createsMax(lineId, family) {
      const state = stateOf(lineId, family);
      if (state.openedBy === null) return state.createsMax;
      return state.openUntilMs <= nowMs() ? 1 : 0;
    },
    sent(lineId, family) {
      const state = stateOf(lineId, family);
      if (state.openedBy === null) return;
      state.isTrying = true;
      rest(state);
    },
    ended(lineId, family, end) {
      const state = stateOf(lineId, family);
      if (end !== 'accepted') {
        const good = end === 'succeeded' ? 1 : 0;
        state.health += (good - state.health) * newestCounts;
      }
      if (end === 'succeeded') {
        Object.assign(state, closed);
      } else if (end === 'accepted') {
        state.refusedInARow = 0;
        state.createsMax = Math.min(provenCreatesMax, state.createsMax * 2);
        if (state.openedBy === 'refused') Object.assign(state, closed);
      } else if (state.openedBy === null) {
        if (end === 'refused') state.createsMax = firstCreatesMax;
        const count = end === 'refused' ? ++state.refusedInARow : ++state.failedInARow;
        if (count < badInARowMax) return;
        state.openedBy = end;
        rest(state);
      } else if (state.isTrying) {
        // Other bad ends while it is open are of tasks that were sent before.
        state.isTrying = false;
        state.triedInVain++;
        rest(state);
      }
    },
    forget(lineId) {
      lines.delete(lineId);
    },
    health: (lineId, family) => stateOf(lineId, family).health,
  };
}

const closed: Omit<State, 'health' | 'createsMax'> = {
  refusedInARow: 0,
  failedInARow: 0,
  openedBy: null,
  openUntilMs: 0,
  triedInVain: 0,
  isTrying: false,
};
