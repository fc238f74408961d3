import { randomUUID } from 'node:crypto';
import { createAccount } from '../../src/accounts/accounts.ts';
import { createKey } from '../../src/accounts/keys.ts';
import { grantCredits } from '../../src/ledger/grants.ts';
import type { Database } from '../../src/postgres/database.ts';

export interface Customer {
  accountId: string;
  grantedMicros: bigint;
  keys: { live: string; test: string };
}

/** An account with credits, or without any, and a key of either mode. */
export async function addCustomer(
  database: Database,
  credits: number,
  name = `customer ${randomUUID()}`,
): Promise<Customer> {
  const { id: accountId } = await createAccount(database, { name });
  const grantedMicros = BigInt(Math.round(credits * 1_000_000));
  if (credits > 0) {
    await grantCredits(database, { accountId, amountMicros: grantedMicros, reason: 'test' });
  }
  const live = await createKey(database, { accountId, mode: 'live' });
  const test = await createKey(database, { accountId, mode: 'test' });
  return { accountId, grantedMicros, keys: { live: live.key, test: test.key } };
}

export async function tasksOf(
  { general }: Pick<Database, 'general'>,
  { accountId }: Customer,
): Promise<string[]> {
  const { rows } = await general.query<{ id: string }>(
    'select id from tasks where account_id = $1',
    [accountId],
  );
  return rows.map(({ id }) => id);
}

/** How many of them are kept for a retry without a key, because nobody got their answer. */
export async function countUnanswered(
  { general }: Pick<Database, 'general'>,
  { accountId }: Customer,
): Promise<number> {
  const { rows } = await general.query('select from unanswered_creates where account_id = $1', [
    accountId,
  ]);
  return rows.length;
}
