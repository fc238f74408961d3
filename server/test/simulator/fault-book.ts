/** The faults that are set, and whether one of them happens now. */
import { randomFrom, type Random } from '../../src/studio/random.ts';
import type { CallbackFault, CallFault, CallKind, Fault, Occasion, TaskFault } from './faults.ts';

export interface FaultBook {
  /** Its number. */
  set(fault: Fault): number;
  /** One by its number, or all. */
  clear(number: number | null): void;
  told(): SetFault[];
  /** The first of the set ones, in their order, that happens now; null where all goes well. */
  onCall(kind: CallKind, prompt: string | null): CallFault | null;
  onTask(prompt: string): TaskFault | null;
  onCallback(prompt: string): CallbackFault | null;
}

export interface SetFault {
  number: number;
  fault: Fault;
  /** How often it happened. */
  happened: number;
}

interface Rule extends SetFault {
  random: Random;
  untilMs: number;
}

/**
 * Each fault draws from a sequence of its own, by the seed and its number: the same calls in the same
 * order meet the same faults.
 */
export function createFaultBook(seed: number, nowMs: () => number): FaultBook {
  const rules = new Map<number, Rule>();
  let last = 0;

  function draw(occasion: Occasion, prompt: string | null): Fault | null {
    for (const rule of rules.values()) {
      if (!mayHappen(rule, occasion, prompt)) continue;
      if (rule.random.next() >= rule.fault.share) continue;
      rule.happened += 1;
      return rule.fault;
    }
    return null;
  }

  function mayHappen({ fault, happened, untilMs }: Rule, on: Occasion, prompt: string | null) {
    const occasions: readonly Occasion[] = fault.on;
    if (!occasions.includes(on)) return false;
    if (fault.prompt !== undefined && prompt?.includes(fault.prompt) !== true) return false;
    return happened < (fault.times ?? Number.POSITIVE_INFINITY) && nowMs() < untilMs;
  }

  return {
    set(fault) {
      last += 1;
      const random = randomFrom(seed, 'fault', last);
      const { forSeconds = Number.POSITIVE_INFINITY } = fault;
      const untilMs = nowMs() + forSeconds * 1_000;
      rules.set(last, { number: last, fault, happened: 0, random, untilMs });
      return last;
    },
    clear(number) {
      if (number === null) rules.clear();
      else rules.delete(number);
    },
    told: () =>
      [...rules.values()].map(({ number, fault, happened }) => ({ number, fault, happened })),
    onCall: (kind, prompt) => only(isOnCall, draw(kind, prompt)),
    onTask: (prompt) => only(isOnTask, draw('task', prompt)),
    onCallback: (prompt) => only(isOnCallback, draw('callback', prompt)),
  };
}

/** No fault stands in two groups, so the guard only tells the type what the occasion has settled. */
function only<F extends Fault>(guard: (fault: Fault) => fault is F, drawn: Fault | null): F | null {
  return drawn !== null && guard(drawn) ? drawn : null;
}

function isOnTask(fault: Fault): fault is TaskFault {
  return ['stick', 'fail', 'misbill'].includes(fault.does);
}

function isOnCallback(fault: Fault): fault is CallbackFault {
  return ['duplicate', 'early', 'lie', 'withhold', 'late'].includes(fault.does);
}

function isOnCall(fault: Fault): fault is CallFault {
  return !isOnTask(fault) && !isOnCallback(fault);
}
