import { randomBytes } from 'node:crypto';
import { createAccount, findAccount } from '../accounts/accounts.ts';
import { oneUnit } from '../generation/money.ts';
import { createKey } from '../accounts/keys.ts';
import { grantCredits } from '../ledger/grants.ts';
import type { Database } from '../postgres/database.ts';

/** What the first start makes. It is shown once: only hashes are kept. */
export interface FirstStart {
  account: { id: string; name: string; credits: number };
  liveKey: string;
  testKey: string;
}

const demoCredits = 1_000;
/** Two processes may start on a new database at once. */
const lockNumber = 4_711_001;

/** Resolves null where there was a first start before. */
export async function firstStart(database: Database, prefix?: string): Promise<FirstStart | null> {
  const client = await database.general.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockNumber]);
    const { rows } = await client.query('select from installation');
    if (rows.length > 0) return null;
    const made = await make(database, prefix);
    // Last: a first start that was cut short is made up for by the next one.
    await client.query('insert into installation default values');
    return made;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockNumber]);
    client.release();
  }
}

async function make(database: Database, prefix?: string): Promise<FirstStart> {
  const name = (await findAccount(database, 'demo'))
    ? `demo-${randomBytes(2).toString('hex')}`
    : 'demo';
  const account = await createAccount(database, { name });
  await grantCredits(database, {
    accountId: account.id,
    amountMicros: BigInt(demoCredits) * oneUnit,
    reason: 'first start',
  });
  const order = { accountId: account.id, name: 'demo', prefix };
  const live = await createKey(database, { ...order, mode: 'live' });
  const test = await createKey(database, { ...order, mode: 'test' });
  return {
    account: { id: account.id, name: account.name, credits: demoCredits },
    liveKey: live.key,
    testKey: test.key,
  };
}
