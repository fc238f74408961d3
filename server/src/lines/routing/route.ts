import { greatest } from '../../generation/extremes.ts';
import type { Line } from '../book/line.ts';

/** A line that takes a task and has a free slot now. */
export interface Candidate {
  line: Pick<Line, 'id' | 'priority' | 'weight'>;
  /** 0 … 1, from its breaker. */
  health: number;
  /** What the task would cost us there; null: not known. */
  costMicros: bigint | null;
  /** It leaves creates unanswered. */
  isHanging: boolean;
  /** It has refused this task in passing before. */
  refusedBefore: boolean;
}

/**
 * The line that gets a task: of those that answer, and of these that have not refused it yet, if there are any,
 * the ones of the highest priority; among these by chance in the shares of weight times health over cost. Null:
 * none. `random` is in [0, 1).
 */
export function chooseLine<One extends Candidate>(
  candidates: readonly One[],
  random: number,
): One | null {
  const answering = preferred(candidates, ({ isHanging }) => !isHanging);
  const open = preferred(answering, ({ refusedBefore }) => !refusedBefore);
  const highest = greatest(open.map(({ line }) => line.priority));
  const best = open.filter(({ line }) => line.priority === highest);
  const costs = best.flatMap(({ costMicros }) => costMicros ?? []);
  const least = costs.reduce((one, other) => (other < one ? other : one), costs[0] ?? 0n);
  const shares = best.map(
    ({ line, health, costMicros }) =>
      line.weight * Math.max(health, healthMin) * thrift(least, costMicros),
  );
  let left = random * shares.reduce((sum, share) => sum + share, 0);
  for (const [index, share] of shares.entries()) {
    left -= share;
    if (left < 0) return best[index] ?? null;
  }
  return best.at(-1) ?? null;
}

/** All of them where none is preferred. */
function preferred<One>(all: readonly One[], is: (one: One) => boolean): readonly One[] {
  const some = all.filter((one) => is(one));
  return some.length > 0 ? some : all;
}

/** A line that had bad luck is asked less, never not at all: its breaker is for that. */
const healthMin = 0.05;

/** Twice as dear, half as often. What costs nobody knows what counts as cheap. */
function thrift(least: bigint, costMicros: bigint | null): number {
  if (costMicros === null) return 1;
  return (Number(least) + 1) / (Number(costMicros) + 1);
}
