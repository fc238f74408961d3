import { randomBytes } from 'node:crypto';
import { createAccount, findAccount } from '../accounts/accounts.ts';
import { oneUnit } from '../generation/money.ts';
import { createKey } from '../accounts/keys.ts';
import { installationLock } from './installation.ts';
import { grantCredits } from '../ledger/grants.ts';
import { addFirstAdmin, type FirstSignIn } from '../people/operators.ts';
import { createPasswords } from '../people/passwords.ts';
import type { Database } from '../postgres/database.ts';

/** What the first start makes. It is shown once: only hashes are kept. */
export interface FirstStart {
  account: { id: string; name: string; credits: number };
  liveKey: string;
  testKey: string;
  /** Of an admin, who owns the account as well. Null: an operator has signed in before. */
  admin: FirstSignIn | null;
}

const demoCredits = 1_000;
/** Resolves null where there was a first start before. */
export async function firstStart(database: Database, prefix?: string): Promise<FirstStart | null> {
  const client = await database.general.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [installationLock]);
    const { rows } = await client.query(
      'select from installation where first_started_at is not null',
    );
    if (rows.length > 0) return null;
    const made = await make(database, prefix);
    // Last: a first start that was cut short is made up for by the next one.
    await client.query(
      `insert into installation (first_started_at) values (now())
       on conflict (is_only) do update set first_started_at = excluded.first_started_at`,
    );
    return made;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [installationLock]);
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
  const parts = { database, passwords: createPasswords() };
  const by = { kind: 'command', id: null, name: 'first start', address: null } as const;
  const admin = await addFirstAdmin(parts, account.id, by);
  return {
    account: { id: account.id, name: account.name, credits: demoCredits },
    liveKey: live.key,
    testKey: test.key,
    admin,
  };
}
