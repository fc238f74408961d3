import type { Database } from '../../postgres/database.ts';
import type { CallKind } from '../book/line.ts';

/** Calls that were taken from a rate. */
export interface TakenCalls {
  taken: number;
  /** Until the first of them; where none was taken, until one can be. */
  waitSeconds: number;
  /** Between one and the next. */
  apartSeconds: number;
}

/**
 * Takes up to `wanted` calls from the rate of a line, or of whoever else has one under an id of its own, which all
 * processes share, none of them later than `horizonSeconds` from now. The caller makes each at its time.
 */
export async function takeCalls<Kind extends CallKind>(
  database: Database,
  { id, callRates }: { id: string; callRates: Readonly<Record<Kind, number>> },
  kind: Kind,
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
