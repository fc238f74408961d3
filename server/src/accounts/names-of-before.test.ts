import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { migrateUpTo, testDatabase } from '../postgres/testing.ts';
import { createAccount, findAccount } from './accounts.ts';

test('names from before the rule stay; of those that are the same, the oldest keeps others away', async () => {
  const { database: admin, address, drop } = await testDatabase();
  const name = `before_${randomBytes(6).toString('hex')}`;
  await admin.general.query(`create database ${name}`);
  const old = { ...address, database: name };
  await migrateUpTo(old, '0009');
  const database = openDatabase({ address: old, log: () => undefined });
  for (const [index, text] of ['acme', 'Acme', 'ＡＣＭＥ', 'Cafe\u0301', 'two\nlines'].entries()) {
    await database.general.query(
      `insert into accounts (id, name, created_at)
       values (gen_random_uuid(), $1, now() + make_interval(secs => $2))`,
      [text, index],
    );
  }
  await migrate(old);

  const found = async (text: string) => (await findAccount(database, text))?.name;
  expect(await found('acme')).toBe('acme');
  expect(await found('Acme')).toBe('Acme');
  expect(await found('ＡＣＭＥ')).toBe('ＡＣＭＥ');
  expect(await found('ACME')).toBe('acme');
  expect(await found('café')).toBe('Cafe\u0301');
  expect(await found('two\nlines')).toBe('two\nlines');
  await expect(createAccount(database, { name: 'aCmE' })).rejects.toThrow('named "acme" stands');

  await database.close();
  await admin.general.query(`drop database ${name}`);
  await drop();
});
