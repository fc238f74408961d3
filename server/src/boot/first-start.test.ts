import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccount, readWallet } from '../accounts/accounts.ts';
import { createKeyCheck } from '../accounts/key-check.ts';
import { firstStart } from './first-start.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';

let database: Database;
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ database, drop } = await testDatabase());
});
afterEach(() => drop());

test('the first start makes an account with credits and keys that work', async () => {
  const first = await firstStart(database);
  if (!first) throw new Error('nothing was made');
  expect(first.account).toMatchObject({ name: 'demo', credits: 1_000 });
  expect(await readWallet(database, first.account.id)).toMatchObject({
    balanceMicros: 1_000_000_000n,
  });
  const keys = createKeyCheck(database);
  expect(await keys.check(first.liveKey)).toMatchObject({ mode: 'live' });
  expect(await keys.check(first.testKey)).toMatchObject({ mode: 'test' });
});

test('there is one first start, however many processes begin at once', async () => {
  const starts = await Promise.all([firstStart(database), firstStart(database)]);
  expect(starts.filter((one) => one !== null)).toHaveLength(1);
  expect(await firstStart(database)).toBeNull();
});

test('accounts that an operator made before do not stand in its way', async () => {
  await createAccount(database, { name: 'demo' });
  const first = await firstStart(database);
  expect(first?.account.name).toMatch(/^demo-[0-9a-f]{4}$/);
});

test('where there was one before there is none again, whatever has become of what it made', async () => {
  await firstStart(database);
  await database.general.query('update accounts set name = name || $1', [' of before']);
  expect(await firstStart(database)).toBeNull();
});
