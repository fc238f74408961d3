import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { createAccount, findAccount } from './accounts.ts';
import { createKey, listKeys } from './keys.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

const create = (name: string) => createAccount(database, { name });

test('an account’s name is unique without case, and kept as NFC', async () => {
  const made = await create(' Cafe\u0301 Films ');
  expect(made.name).toBe('Café Films');
  for (const same of ['café films', 'CAFE\u0301 FILMS', 'Café  Films']) {
    await expect(create(same)).rejects.toThrow('an account named "Café Films" stands already');
    expect(await findAccount(database, same)).toEqual(made);
  }
});

test.each([
  ['evil \u001b[2Kname', String.raw`name: holds \x1b`],
  ['two\nlines', String.raw`name: holds \n`],
  ['a\u200bcme', String.raw`name: holds \u{200b}`],
  ['x'.repeat(101), 'name: has 101 characters'],
  ['', 'name: empty'],
])('an account is not named %j', async (name, words) => {
  await expect(create(name)).rejects.toThrow(words);
});

test('a key is named by the same rule, but for that it needs no name, and shares one', async () => {
  const { id: accountId } = await create('keys');
  const named = (name?: string) => createKey(database, { accountId, mode: 'live', name });
  await expect(named('a\u202eb')).rejects.toThrow(String.raw`name: holds \u{202e}`);
  await named('cafe\u0301');
  await named('café');
  await named();
  const names = (await listKeys(database, accountId)).map(({ name }) => name);
  expect(names).toEqual(['café', 'café', '']);
});

test('names of before stay, also such as are the same without case', async () => {
  await database.general.query(
    `insert into accounts (id, name) values (gen_random_uuid(), 'Old'), (gen_random_uuid(), E'o\\x1bld')`,
  );
  expect(await findAccount(database, 'Old')).toMatchObject({ name: 'Old' });
  expect(await findAccount(database, 'o\u001bld')).toMatchObject({ name: 'o\u001bld' });
});
