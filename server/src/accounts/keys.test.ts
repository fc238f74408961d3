import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { createAccount } from './accounts.ts';
import { makeKey } from './key-format.ts';
import { createKeyCheck } from './key-check.ts';
import { createKey, revokeKey } from './keys.ts';
import { unlimitedKey } from './scopes.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

async function addKey(mode: 'live' | 'test' = 'live') {
  const account = await createAccount(database, { name: randomUUID().slice(0, 8), tier: 'gold' });
  return { account, ...(await createKey(database, { accountId: account.id, mode })) };
}

/** Counts the look-ups that reach the database. */
function counted() {
  let queries = 0;
  const reads = new Proxy(database.reads, {
    get(target, name, receiver) {
      if (name === 'query') queries++;
      const value: unknown = Reflect.get(target, name, receiver);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { database: { ...database, reads }, queries: () => queries };
}

test('a key stands for its account, mode and tier; only its hash is kept', async () => {
  const { account, id, key } = await addKey('test');
  const holder = await createKeyCheck(database).check(key);
  const known = { accountId: account.id, keyId: id, mode: 'test', tier: 'gold' };
  expect(holder).toEqual({
    ...known,
    isSuspended: false,
    language: 'en',
    scopes: unlimitedKey,
    lastFour: key.slice(-4),
    models: null,
    createsPerMinute: null,
    networks: null,
  });
  const { rows } = await database.general.query(
    'select keys::text as text from keys where id = $1',
    [id],
  );
  expect(JSON.stringify(rows)).not.toContain(key.slice(8, 30));
});

test('a wrong checksum and an unknown key stand for nobody; the first never reaches the database', async () => {
  const { key } = await addKey();
  const { database: watched, queries } = counted();
  const keys = createKeyCheck(watched);
  for (const wrong of ['', 'nonsense', `${key}x`, key.replace('live', 'test')]) {
    expect(await keys.check(wrong)).toBeNull();
  }
  expect(queries()).toBe(0);
  expect(await keys.check(makeKey('live'))).toBeNull();
  expect(queries()).toBe(1);
});

test('a key that is asked for often is looked up about once a second, and together with others', async () => {
  const some = await Promise.all([addKey(), addKey(), addKey()]);
  const { database: watched, queries } = counted();
  let now = 0;
  const keys = createKeyCheck(watched, () => now);
  await Promise.all(some.flatMap(({ key }) => [keys.check(key), keys.check(key)]));
  expect(queries()).toBe(1);
  now = 500;
  await Promise.all(some.map(({ key }) => keys.check(key)));
  expect(queries()).toBe(1);
  now = 1_000;
  await Promise.all(some.map(({ key }) => keys.check(key)));
  expect(queries()).toBe(2);
});

test('a revoked key ends within a second in a process that knew it', async () => {
  const { id, key } = await addKey();
  let now = 0;
  const keys = createKeyCheck(database, () => now);
  expect(await keys.check(key)).not.toBeNull();
  expect(await revokeKey(database, id)).toMatchObject({ id, wasInUse: true });
  now = 1_000;
  expect(await keys.check(key)).toBeNull();
  expect(await revokeKey(database, id)).toMatchObject({ id, wasInUse: false });
});

test('a key is revoked by itself too, and what is no key revokes nothing', async () => {
  const { key } = await addKey();
  expect(await revokeKey(database, key)).toMatchObject({ wasInUse: true });
  expect(await revokeKey(database, 'fg_live_nonsense')).toBeNull();
  expect(await revokeKey(database, randomUUID())).toBeNull();
});

test('keys of every prefix that an installation had stand for their account', async () => {
  const { account, key } = await addKey('test');
  const keys = createKeyCheck(database);
  for (const prefix of ['sd2_live_', 'th-', 'sk-']) {
    for (const mode of ['live', 'test'] as const) {
      const other = await createKey(database, { accountId: account.id, mode, prefix });
      expect(other.key.startsWith(prefix)).toBe(true);
      expect(await keys.check(other.key)).toMatchObject({ accountId: account.id, mode });
      expect(await revokeKey(database, other.key)).toMatchObject({ id: other.id });
    }
  }
  expect(await keys.check(key)).toMatchObject({ accountId: account.id, mode: 'test' });
});

test('two accounts cannot share a name', async () => {
  await createAccount(database, { name: 'acme' });
  await expect(createAccount(database, { name: ' acme ' })).rejects.toThrow(/stands already/);
  await expect(createAccount(database, { name: '  ' })).rejects.toThrow(/name/);
  await expect(createAccount(database, { name: randomUUID() })).rejects.toThrow(/looks like an id/);
});
