import type pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import type { Database } from '../../postgres/database.ts';

/** Two connections that interleave as a test wants: what a lock keeps apart shows in no other way. */

/** A transaction on a connection of its own, which ends with its test. */
export async function beginTransaction({
  general,
}: Pick<Database, 'general'>): Promise<pg.PoolClient> {
  const client = await general.connect();
  onTestFinished(async () => {
    await client.query('rollback');
    client.release();
  });
  await client.query('begin');
  return client;
}

/** Resolves once somebody waits for a row that somebody else holds. */
export async function untilOneWaits({ general }: Pick<Database, 'general'>): Promise<void> {
  const waiting = async (): Promise<number | null> => {
    const { rowCount } = await general.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rowCount;
  };
  await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
}
