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

/** An account with credits and a key of either mode. */
export async function addCustomer(database: Database, credits: number): Promise<Customer> {
  const { id: accountId } = await createAccount(database, { name: `customer ${randomUUID()}` });
  const grantedMicros = BigInt(credits) * 1_000_000n;
  await grantCredits(database, { accountId, amountMicros: grantedMicros, reason: 'test' });
  const live = await createKey(database, { accountId, mode: 'live' });
  const test = await createKey(database, { accountId, mode: 'test' });
  return { accountId, grantedMicros, keys: { live: live.key, test: test.key } };
}
