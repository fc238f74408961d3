import { expect } from 'vitest';
import { leaseSeconds } from '../../src/making/parts.ts';
import type { Database } from '../../src/postgres/database.ts';

/** The database's clock, as its claims are dated. */
export async function databaseNow({ general }: Pick<Database, 'general'>): Promise<string> {
  const { rows } = await general.query<{ now: string }>('select clock_timestamp()::text as now');
  return rows[0]?.now ?? '';
}

/**
 * Of claims that were made until then, by holders who are all dead, the rest of the leases goes by at once: a
 * database's clock cannot be moved. None of them has more than one lease to go.
 */
export async function passLeases(
  { general }: Pick<Database, 'general'>,
  claimedUntil: string,
): Promise<void> {
  const { rows } = await general.query<{ left: number }>(
    `update work w set due_at = least(w.due_at, now())
       from (select step, subject_id, due_at from work
              where claim_token is not null and claimed_at <= $1::timestamptz) held
      where w.step = held.step and w.subject_id = held.subject_id
     returning extract(epoch from held.due_at - now())::float8 as "left"`,
    [claimedUntil],
  );
  for (const { left } of rows) expect(left).toBeLessThanOrEqual(leaseSeconds);
}
