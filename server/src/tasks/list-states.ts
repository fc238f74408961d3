import { sql, type RawBuilder } from 'kysely';
import { clientState, taskStates, type ClientState, type TaskState } from '../generation/states.ts';

/**
 * Which states have an index that tells them from all others: by columns that are written once, with the end of
 * a task. `state` itself is in none, so that no change of it writes to any.
 */
const kinds = [
  { states: ['queued', 'running'], condition: sql`t.finished_at is null` },
  { states: ['succeeded'], condition: sql`t.charged_micros is not null` },
  {
    states: ['failed', 'cancelled', 'expired'],
    condition: sql`t.finished_at is not null and t.charged_micros is null`,
  },
] as const satisfies readonly { states: readonly ClientState[]; condition: unknown }[];

export interface StateCondition {
  /** Of a task `t`. */
  condition: RawBuilder<unknown>;
  /** An index has all of it: no task needs to be looked at. */
  isInIndex: boolean;
}

export function inState(wanted: readonly ClientState[]): StateCondition {
  if (wanted.length === 0) return { condition: sql`false`, isInIndex: true };
  const kind = kindOf(wanted);
  if (kind && kind.states.every((state) => wanted.includes(state))) {
    return { condition: kind.condition, isInIndex: true };
  }
  const exactly = sql`t.state = any (${statesOf(wanted)}::text[])`;
  return {
    condition: kind ? sql`${kind.condition} and ${exactly}` : exactly,
    isInIndex: false,
  };
}

/** The condition of an index that has all tasks in these states, among others; null: there is none. */
export function indexOfStates(wanted: readonly ClientState[]): RawBuilder<unknown> | null {
  return kindOf(wanted)?.condition ?? null;
}

function kindOf(wanted: readonly ClientState[]) {
  return kinds.find(({ states }) => wanted.every((state) => states.some((one) => one === state)));
}

/** As the database keeps them. */
function statesOf(states: readonly ClientState[]): TaskState[] {
  return taskStates.filter((state) => states.includes(clientState(state)));
}
