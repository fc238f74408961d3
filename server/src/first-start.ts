import { argon2, randomBytes, type Argon2Parameters } from 'node:crypto';
import { promisify } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { createAccount, findAccount } from './accounts/accounts.ts';
import { createKey } from './accounts/keys.ts';
import { grantCredits } from './ledger/grants.ts';
import type { Database } from './postgres/database.ts';

/** What the first start makes. It is shown once: only hashes are kept. */
export interface FirstStart {
  account: { id: string; name: string; credits: number };
  liveKey: string;
  testKey: string;
  admin: { name: string; password: string };
}

const demoCredits = 1_000;
/** Two processes may start on a new database at once. */
const lockNumber = 4_711_001;

/** Resolves null where there was a first start before. */
export async function firstStart(database: Database): Promise<FirstStart | null> {
  const client = await database.general.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockNumber]);
    // The admin is made last: a first start that was cut short is made up for by the next one.
    const { rows } = await client.query('select 1 from admins');
    if (rows.length > 0) return null;
    return await make(database);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockNumber]);
    client.release();
  }
}

async function make(database: Database): Promise<FirstStart> {
  const name = (await findAccount(database, 'demo'))
    ? `demo-${randomBytes(2).toString('hex')}`
    : 'demo';
  const account = await createAccount(database, { name });
  await grantCredits(database, {
    accountId: account.id,
    amountMicros: BigInt(demoCredits) * 1_000_000n,
    reason: 'first start',
  });
  const live = await createKey(database, { accountId: account.id, mode: 'live', name: 'demo' });
  const test = await createKey(database, { accountId: account.id, mode: 'test', name: 'demo' });
  const password = randomBytes(15).toString('base64url');
  await database.query
    .insertInto('admins')
    .values({ id: uuidv7(), name: 'admin', password_hash: await hashPassword(password) })
    .execute();
  return {
    account: { id: account.id, name: account.name, credits: demoCredits },
    liveKey: live.key,
    testKey: test.key,
    admin: { name: 'admin', password },
  };
}

/** The least that the OWASP password storage cheat sheet asks of Argon2id. */
const argon2id = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

/** In the PHC string format. */
async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const order: Argon2Parameters = { ...argon2id, message: password, nonce };
  const tag = await promisify(argon2)('argon2id', order);
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/={1,2}$/, '');
  const { memory, passes, parallelism } = argon2id;
  return `$argon2id$v=19$m=${String(memory)},t=${String(passes)},p=${String(parallelism)}$${text(nonce)}$${text(tag)}`;
}
