import type { Database } from '../../postgres/database.ts';
import type { CallKind, Line } from '../book/line.ts';

/** Calls that were taken from a line's rate. */
export interface TakenCalls {
  taken: number;
  /** Until the first of them; where none was taken, until one can be. */
  waitSeconds: number;
  /** Between one and the next. */
  apartSeconds: number;
}

/**
 * Takes up to `wanted` calls from a line's rate, which all processes share, none of them later than
 * `horizonSeconds` from now. The caller makes each at its time.
 */
export async function takeCalls(
  database: Database,
  { id, callRates }: Pick<Line, 'id' | 'callRates'>,
  kind: CallKind,
  wanted: number,
  horizonSeconds: number,
): Promise<TakenCalls> {
  const rate = callRates[kind];
  const { rows } = await database.claims.query<{ taken: number; wait_seconds: number }>({
    name: 'take calls',
    text: 'select taken, wait_seconds from take_calls($1, $2, $3, $4, $5)',
    values: [id, kind, rate, wanted, horizonSeconds],
  });
  const [row] = rows;
  return {
    taken: row?.taken ?? 0,
    waitSeconds: row?.wait_seconds ?? horizonSeconds,
    apartSeconds: 1 / rate,
  };
}
