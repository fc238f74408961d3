import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { testDatabase } from './testing.ts';

/** What an operator reads whose database is not brought up to date. */

let database: Database;
let drop: () => Promise<void>;
let folder: string;

beforeEach(async () => {
  ({ database, drop } = await testDatabase());
  folder = await mkdtemp(join(tmpdir(), 'filmgate-migrations-'));
  await cp(new URL('../../migrations/', import.meta.url), folder, { recursive: true });
});
afterEach(async () => {
  await drop();
  await rm(folder, { recursive: true });
});

const run = () => migrate(database.address, pathToFileURL(`${folder}/`));
const write = (name: string, text: string) => writeFile(join(folder, name), text);

test('new migrations run in order, once', async () => {
  await write('9001_one.sql', 'create table one (id int)');
  await write('9002_two.sql', 'insert into one values (1)');
  expect(await run()).toEqual(['9001_one', '9002_two']);
  expect(await run()).toEqual([]);
});

test.each([
  ['at once', 'select 1 / 0', 'division by zero'],
  [
    'in the end',
    'alter table one add constraint later unique (id) deferrable initially deferred; insert into one values (7), (7)',
    'later',
  ],
])('one that fails %s is named, and nothing of it stays', async (_when, text, why) => {
  await write('9001_one.sql', 'create table one (id int)');
  await write('9002_two.sql', text);
  const words = new RegExp(`^The migrations? (9001_one, )?9002_two failed.*as it was.*${why}`);
  await expect(run()).rejects.toThrow(words);
  const { rows } = await database.general.query<{ one: string | null }>(
    "select to_regclass('one') as one",
  );
  expect(rows).toEqual([{ one: null }]);
});

test('a database of a later version is told as such', async () => {
  await database.general.query(
    "insert into migrations (name, timestamp) values ('9003_later', '2099-01-01T00:00:00.000Z')",
  );
  await expect(run()).rejects.toThrow(
    /^The database was not brought up to date, and is as it was: .*9003_later/,
  );
});

test('a database that cannot be reached is no failed migration', async () => {
  const away = { url: 'postgres://nobody@127.0.0.1:1/none' };
  await expect(migrate(away)).rejects.toThrow(/^The database was not .*: .*ECONNREFUSED/);
});
