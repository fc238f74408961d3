import { expect } from 'vitest';
import { lookTimes } from '../../src/lines/http/http-line.ts';
import { leaseSeconds } from '../../src/making/parts.ts';
import type { Database } from '../../src/postgres/database.ts';

/** Whether a test waits for the end of what the dead have claimed, or lets the time until then pass at once. */
export type Leases = 'awaited' | 'passed';

/** So many seconds ago by the database's clock, as its claims are dated. */
export async function databaseTime(
  { general }: Pick<Database, 'general'>,
  secondsAgo = 0,
): Promise<string> {
  const { rows } = await general.query<{ at: string }>(
    'select (clock_timestamp() - make_interval(secs => $1))::text as at',
    [secondsAgo],
  );
  return rows[0]?.at ?? '';
}

/**
 * Of claims that were made until then, by holders who are all dead, the rest of the leases passes at once: a
 * database's clock cannot be moved. None of them has more than one lease to go, and none is looked at later than ever.
 */
export async function passLeases(
  { general }: Pick<Database, 'general'>,
  claimedUntil: string,
): Promise<void> {
  const { rows } = await general.query<{ step: string; seconds: number }>(
    `update work w set due_at = now()
       from (select step, subject_id, due_at from work
              where (claim_token is not null or step = 'follow')
                and claimed_at <= $1::timestamptz and due_at > now()) held
      where w.step = held.step and w.subject_id = held.subject_id
     returning held.step, extract(epoch from held.due_at - now())::float8 as seconds`,
    [claimedUntil],
  );
  for (const { step, seconds } of rows) {
    const most = step === 'follow' ? lookTimes(true).latestSeconds : leaseSeconds;
    expect(seconds).toBeLessThanOrEqual(most);
  }
}
