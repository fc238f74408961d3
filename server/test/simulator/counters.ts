/** What the simulator saw. */
import { z } from 'zod';
import { callKinds, type CallKind } from './faults.ts';

const byCall = z.record(z.enum(callKinds), z.int());

export const countersSchema = z.object({
  /** Calls that arrived, also those that were refused or dropped. */
  calls: byCall,
  /** By kind, then by status; `cut` is an answer that was not sent in full. */
  answers: z.record(z.enum(callKinds), z.record(z.string(), z.int())),
  /** The most in one second of the wall clock. */
  perSecondMax: byCall,
  /** Of the last ten minutes, seconds without calls left out; `second` is Unix time. */
  perSecond: z.array(
    z.object({ second: z.int(), calls: z.partialRecord(z.enum(callKinds), z.int()) }),
  ),
  /** Calls that came faster than the rate of their kind and were refused for it. */
  rateViolations: byCall,
  /** The most calls that were open at once. */
  atOnceMax: byCall,
  /** By model (`@4k` behind it at that resolution): the most tasks that ran, and that were not over, at once. */
  runningMax: z.record(z.string(), z.int()),
  openMax: z.record(z.string(), z.int()),
  callbacks: z.object({
    /** Tries that were made, whatever the receiver said. */
    tries: z.int(),
    acknowledged: z.int(),
    /** Without an answer in time, or with another one than 2xx. */
    failed: z.int(),
    /** Given up after the last try. */
    givenUp: z.int(),
  }),
});
export type Counts = z.infer<typeof countersSchema>;

const keptSeconds = 600;

export interface Counters {
  /** Of a call that arrives; the answer counts it out, null being one that was cut. */
  arrived(kind: CallKind, wallMs: number): { answered(status: number | null): void };
  violated(kind: CallKind): void;
  lane(name: string, running: number, open: number): void;
  readonly callbacks: Counts['callbacks'];
  told(): Counts;
}

export function createCounters(): Counters {
  const counts = emptyCounts();
  const open = none();
  const seconds = new Map<number, Partial<Record<CallKind, number>>>();

  function countSecond(kind: CallKind, wallMs: number): void {
    const second = Math.floor(wallMs / 1_000);
    const calls = seconds.get(second) ?? {};
    const count = (calls[kind] ?? 0) + 1;
    seconds.set(second, { ...calls, [kind]: count });
    counts.perSecondMax[kind] = Math.max(counts.perSecondMax[kind], count);
    for (const old of seconds.keys()) {
      if (old >= second - keptSeconds) break;
      seconds.delete(old);
    }
  }

  return {
    callbacks: counts.callbacks,
    arrived(kind, wallMs) {
      counts.calls[kind] += 1;
      countSecond(kind, wallMs);
      open[kind] += 1;
      counts.atOnceMax[kind] = Math.max(counts.atOnceMax[kind], open[kind]);
      return {
        answered(status) {
          open[kind] -= 1;
          const word = status === null ? 'cut' : String(status);
          counts.answers[kind][word] = (counts.answers[kind][word] ?? 0) + 1;
        },
      };
    },
    violated(kind) {
      counts.rateViolations[kind] += 1;
    },
    lane(name, running, openTasks) {
      counts.runningMax[name] = Math.max(counts.runningMax[name] ?? 0, running);
      counts.openMax[name] = Math.max(counts.openMax[name] ?? 0, openTasks);
    },
    told: () => ({
      ...counts,
      perSecond: [...seconds].map(([second, calls]) => ({ second, calls })),
    }),
  };
}

function none(): Record<CallKind, number> {
  return { create: 0, get: 0, list: 0, delete: 0, download: 0 };
}

function emptyCounts(): Counts {
  return {
    calls: none(),
    answers: { create: {}, get: {}, list: {}, delete: {}, download: {} },
    perSecondMax: none(),
    perSecond: [],
    rateViolations: none(),
    atOnceMax: none(),
    runningMax: {},
    openMax: {},
    callbacks: { tries: 0, acknowledged: 0, failed: 0, givenUp: 0 },
  };
}
