import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from './database.ts';
import { exportRows } from './export-rows.ts';
import { migrate } from './migrate.ts';
import { ourMigrations, readMigrationFiles } from './migration-files.ts';
import { testDatabase } from './testing.ts';

/** What an operator reads whose database is not brought up to date. */

const exported = z.strictObject({ table: z.string(), row: z.record(z.string(), z.unknown()) });

/** One that stands on the main branch is never edited: databases have run it. */
const landed = {
  '0001_spine': '870c41fe8a3da221',
  '0002_assets': 'da3a2c4b61a4b221',
  '0003_lines': '1d6255b544ba47c2',
  '0004_events': '7c67b9644014782f',
  '0005_former_platforms': '0c2ac2848530e8b1',
  '0006_line_assets': 'e1ea07cdd98526fc',
  '0007_money_back': 'af4bc46cdbd03282',
  '0008_lists_and_open_tasks': 'eb60fe1fa912c9df',
  '0009_unused_files': '3977649b2429b88f',
  '0010_installation': '222213804fb3600c',
  '0011_names_and_modes': '84c80d899236ddb0',
  '0012_repeated_creates': 'c6447e2d1a0bfa0c',
  '0013_flex': '39e96d128ed903fc',
  '0020_key_limits': '2b8276f2c507c183',
};

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

const run = () => migrate(database.address, { folder: pathToFileURL(`${folder}/`) });
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
  await write('9002_two.sql', `create table two (id int); ${text}`);
  await expect(run()).rejects.toThrow(
    new RegExp(
      `^The migration 9002_two failed; the database is as 9001_one left it: .*${why}`,
      'u',
    ),
  );
  const { rows } = await database.general.query<{ one: string | null; two: string | null }>(
    "select to_regclass('one') as one, to_regclass('two') as two",
  );
  expect(rows).toEqual([{ one: 'one', two: null }]);
  await write('9002_two.sql', 'create table two (id int)');
  expect(await run()).toEqual(['9002_two']);
});

describe('a database of a later version', () => {
  const later = (name: string, servableFrom: string | null) =>
    database.general.query(
      "insert into migrations (name, timestamp, checksum, servable_from) values ($1, '2099-01-01T00:00:00.000Z', 'x', $2)",
      [name, servableFrom],
    );

  test('is told as such', async () => {
    await later('9003_later', null);
    await expect(run()).rejects.toThrow(
      /^The database was not brought up to date, and is as it was: .*later version.*9003_later/u,
    );
  });

  test('is served where it says that this one still can', async () => {
    const newest = Object.keys(landed).at(-1) ?? '';
    await later('9003_later', newest);
    expect(await run()).toEqual([]);
    await later('9004_later', '9003_later');
    await expect(run()).rejects.toThrow('9004_later');
  });
});

describe('a migration never changes', () => {
  test('one that is another than what was run is refused', async () => {
    await write('9001_one.sql', 'create table one (id int)');
    await run();
    await write('9001_one.sql', 'create table one (id bigint)');
    await expect(run()).rejects.toThrow(/its migration 9001_one is another one/u);
  });

  test('where lines end in another way it is the same', async () => {
    await write('9001_one.sql', '-- One.\ncreate table one (id int)\n');
    await run();
    await write('9001_one.sql', '-- One.\r\ncreate table one (id int)\r\n');
    expect(await run()).toEqual([]);
  });

  test('none is put before those that have run', async () => {
    await write('9002_two.sql', 'create table two (id int)');
    await run();
    await write('9001_one.sql', 'create table one (id int)');
    await expect(run()).rejects.toThrow(/9001_one never ran, and 9002_two has/u);
  });

  test('those that stand are these', async () => {
    const files = await readMigrationFiles(ourMigrations);
    expect(
      Object.fromEntries(files.map(({ name, checksum }) => [name, checksum.slice(0, 16)])),
    ).toEqual(landed);
  });
});

/** Versions from before checksums kept names alone. */
describe('a database from before checksums', () => {
  const asBefore = () =>
    database.general.query(
      'alter table migrations drop column checksum, drop column servable_from',
    );
  const recorded = async () => {
    const { rows } = await database.general.query<{ checksum: string | null }>(
      'select checksum from migrations',
    );
    return rows.map(({ checksum }) => checksum !== null);
  };

  test('gets them where it is what the migrations make', async () => {
    await asBefore();
    expect(await run()).toEqual([]);
    expect(new Set(await recorded())).toEqual(new Set([true]));
  });

  test.each([
    ['lacks a function', 'drop function new_delivery_id() cascade', 'new_delivery_id'],
    [
      'has another function of a name',
      'create or replace function client_state(state text) returns text language sql immutable as $$ select state $$',
      'client_state',
    ],
    ['lacks a column', 'alter table tasks drop column progress', 'tasks.progress'],
  ])('is refused where it %s, and can be written to a file', async (_what, change, named) => {
    await asBefore();
    await database.general.query(change);
    await expect(run()).rejects.toThrow(new RegExp(`before its first release.*${named}`, 'u'));
    await expect(run()).rejects.toThrow('migrate --export');

    await database.general.query(
      "insert into accounts (id, name) values ('00000000-0000-4000-8000-000000000001', 'kept')",
    );
    const file = join(folder, 'export.jsonl');
    await exportRows(database.address, file);
    const text = await readFile(file, 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => exported.parse(JSON.parse(line)));
    const [account] = lines.filter(({ table }) => table === 'accounts');
    expect(account?.row).toMatchObject({ name: 'kept' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('beside others', () => {
  test('one that waits for a lock lets readers pass, and goes on when it is free', async () => {
    await write('9001_one.sql', 'alter table accounts add column one int');
    const holder = await database.general.connect();
    await holder.query('begin; lock table accounts in access share mode');
    const said: string[] = [];
    const going = migrate(database.address, {
      folder: pathToFileURL(`${folder}/`),
      lockMs: 100,
      say: (message) => said.push(message),
    });
    await expect.poll(() => said.length).toBe(1);
    // Those who come after it stand behind it, for as long as it waits and no longer.
    for (let turn = 0; turn < 5; turn++) {
      await database.general.query('set statement_timeout = 2000; select count(*) from accounts');
    }
    await holder.query('commit');
    holder.release();
    expect(await going).toEqual(['9001_one']);
    expect(said).toHaveLength(1);
  });

  test('several that begin at once run each once', async () => {
    await write('9001_one.sql', 'create table one (id int)');
    const ran = await Promise.all([run(), run(), run()]);
    expect(ran.flat()).toEqual(['9001_one']);
  });

  test('one may take longer than other statements may', async () => {
    await database.general.query(
      `do $$ begin execute format('alter database %I set statement_timeout = 100', current_database()); end $$`,
    );
    await write('9001_one.sql', 'select pg_sleep(0.3)');
    expect(await run()).toEqual(['9001_one']);
  });
});

describe('a concurrent one', () => {
  const text =
    '-- An index.\n-- concurrently\ncreate index concurrently one_by_name on accounts (name);';
  const isValid = async () => {
    const { rows } = await database.general.query<{ valid: boolean }>(
      "select indisvalid as valid from pg_index where indexrelid = to_regclass('one_by_name')",
    );
    return rows[0]?.valid;
  };

  test('makes its index outside of a transaction', async () => {
    await write('9001_one.sql', text);
    expect(await run()).toEqual(['9001_one']);
    expect(await isValid()).toBe(true);
  });

  test('makes anew what an interrupted one left', async () => {
    await database.general.query(
      "insert into accounts (id, name) values (gen_random_uuid(), 'one'), (gen_random_uuid(), 'two')",
    );
    const made = database.general.query(
      'create unique index concurrently one_by_name on accounts ((1))',
    );
    await expect(made).rejects.toThrow('could not create unique index');
    expect(await isValid()).toBe(false);
    await write('9001_one.sql', text);
    await run();
    expect(await isValid()).toBe(true);
  });

  test('is nothing but indexes', async () => {
    await write('9001_one.sql', '-- concurrently\nupdate accounts set name = name;');
    await expect(run()).rejects.toThrow(/makes indexes/u);
  });
});

test('a database that cannot be reached is no failed migration', async () => {
  const away = { url: 'postgres://nobody@127.0.0.1:1/none' };
  await expect(migrate(away)).rejects.toThrow(/^The database was not .*: .*ECONNREFUSED/);
});
