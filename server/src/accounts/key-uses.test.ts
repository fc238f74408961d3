import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { createAccount } from './accounts.ts';
import { createKeyUses, readKeyUses } from './key-uses.ts';
import { createKey } from './keys.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

async function addKey() {
  const { id: accountId } = await createAccount(database, { name: randomUUID().slice(0, 8) });
  const { id: keyId } = await createKey(database, { accountId, mode: 'live' });
  return { keyId, lastFour: 'aaaa' };
}

const seen = async (keyId: string): Promise<string[]> =>
  (await readKeyUses(database.query, keyId)).map(
    ({ lastFour, address }) => `${lastFour} ${address}`,
  );

const lastUse = async (keyId: string): Promise<Date | null> => {
  const { rows } = await database.general.query<{ at: Date | null }>(
    'select last_used_at as at from keys where id = $1',
    [keyId],
  );
  return rows[0]?.at ?? null;
};

test('a key’s last use is known, and each address of the last day once', async () => {
  const [key, other] = [await addKey(), await addKey()];
  const uses = createKeyUses(database);
  for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.1']) uses.note(key, address);
  uses.note({ ...key, lastFour: 'bbbb' }, '203.0.113.1');
  await uses.close();
  expect((await seen(key.keyId)).sort()).toEqual([
    'aaaa 203.0.113.1',
    'aaaa 203.0.113.2',
    'bbbb 203.0.113.1',
  ]);
  expect(await lastUse(key.keyId)).toBeInstanceOf(Date);
  expect([await seen(other.keyId), await lastUse(other.keyId)]).toEqual([[], null]);
});

test('what is older than a day goes when the key is used again', async () => {
  const key = await addKey();
  const first = createKeyUses(database);
  for (const address of ['203.0.113.1', '203.0.113.2']) first.note(key, address);
  await first.close();
  await database.general.query(
    `update key_uses set last_at = last_at - interval '25 hours' where key_id = $1`,
    [key.keyId],
  );
  expect(await seen(key.keyId)).toEqual([]);
  const second = createKeyUses(database);
  second.note(key, '203.0.113.2');
  await second.close();
  const { rowCount } = await database.general.query('select from key_uses where key_id = $1', [
    key.keyId,
  ]);
  expect(rowCount).toBe(1);
});

test('who is used all the time is written once a minute, and not lost when it ends', async () => {
  const key = await addKey();
  let now = 0;
  let writes = 0;
  const uses = createKeyUses(
    {
      claims: new Proxy(database.claims, {
        get(target, name, receiver) {
          if (name === 'query') writes += 1;
          const value: unknown = Reflect.get(target, name, receiver);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      }),
    },
    () => now,
  );
  for (const at of [0, 1_000, 59_000, 60_000, 61_000]) {
    now = at;
    uses.note(key, '203.0.113.1');
    await uses.close();
  }
  expect(writes).toBe(2);
});
