import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from './database.ts';
import { exportRows } from './export-rows.ts';
import { readFunctions } from './function-files.ts';
import { dueMigrations, migrate } from './migrate.ts';
import { ourSql, readMigrationFiles } from './migration-files.ts';
import { migrateUpTo, testDatabase } from './testing.ts';

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
  '0014_installation': 'c764e94093e2207d',
  '0015_accounts_and_counters': 'd30bbcab18838a81',
  '0016_name_accounts': 'd8e45eaa90567902',
  '0017_accounts_are_named': '7a05d7c31c540fe1',
  '0018_ascending': 'cf1cafdb618e4332',
  '0019_upstream_tasks': '010ba1fccc3539a2',
  '0020_known_upstream_tasks': 'f9a5fa5ac1ce91ad',
  '0021_attempts_in_place': 'a085345d964fa20f',
  '0022_retention': 'deea85d556a695b2',
  '0023_retention_indexes': 'df562b151088fab9',
  '0024_people': '35fb738b028b1d34',
  '0025_key_limits': '984524d92a3ed230',
  '0026_end_users': 'e54d7c84ad49e856',
  '0027_records': 'eb8823a2f6c43c09',
  '0028_suspension_mail_registration': 'e5fa9da69ade6425',
  '0029_requests': '80f3d23f146138cb',
  '0030_records': '6d90756cf6d56206',
  '0031_changes_of_accounts': '36c8b4a71bddb20c',
  '0032_keys_of_members': '1fab8c344bd4f61d',
  '0033_forgotten_end_users': '0c329d6b78026431',
  '0034_pictures': '2e385c9d3483d2a1',
};

/** Of all functions, with the migration that they belong to: whoever changes one adds a migration. */
const landedFunctions = { of: '0034_pictures', checksum: 'ad1fbbf8140ccfd0' };

let database: Database;
let drop: () => Promise<void>;
let folder: string;

beforeEach(async () => {
  ({ database, drop } = await testDatabase());
  folder = await mkdtemp(join(tmpdir(), 'filmgate-migrations-'));
  await cp(ourSql.tables, folder, { recursive: true });
  functions = ourSql.functions;
});
afterEach(async () => {
  await drop();
  await rm(folder, { recursive: true });
});

let functions: URL | null;
const sql = () => ({ tables: pathToFileURL(`${folder}/`), functions });
const run = () => migrate(database.address, { sql: sql() });
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
    const files = await readMigrationFiles(ourSql.tables);
    expect(
      Object.fromEntries(files.map(({ name, checksum }) => [name, checksum.slice(0, 16)])),
    ).toEqual(landed);
  });
});

describe('functions', () => {
  let ofTest: string;
  beforeEach(async () => {
    ofTest = await mkdtemp(join(tmpdir(), 'filmgate-functions-'));
    functions = pathToFileURL(`${ofTest}/`);
  });
  afterEach(() => rm(ofTest, { recursive: true }));

  const define = (answer: number) =>
    writeFile(
      join(ofTest, 'answer.sql'),
      `create or replace function answer() returns int language sql as 'select ${String(answer)}'`,
    );
  const answer = async () => {
    const { rows } = await database.general.query<{ answer: number }>('select answer()');
    return rows[0]?.answer;
  };

  test('come with the newest migration, in any order of what they name', async () => {
    const early = 'create function a_first() returns int language sql as $$ select answer() $$';
    await writeFile(join(ofTest, 'a_first.sql'), early);
    await define(1);
    await write('9001_one.sql', 'create table one (id int)');
    await write('9002_two.sql', '-- concurrently\ncreate index concurrently two on one (id)');
    await run();
    expect(await answer()).toBe(1);
    const { rows } = await database.general.query<{ name: string }>(
      `select name from migrations where functions is not null and name > '9'`,
    );
    expect(rows).toEqual([{ name: '9002_two' }]);
  });

  test('are written whole, or the migration has not run', async () => {
    await define(1);
    await writeFile(join(ofTest, 'broken.sql'), 'create function broken() returns nothing');
    await write('9001_one.sql', 'create table one (id int)');
    await expect(run()).rejects.toThrow(/^The migration 9001_one failed/u);
    await expect(answer()).rejects.toThrow('does not exist');
    expect((await dueMigrations(database.address, sql())).map(({ name }) => name)).toEqual([
      '9001_one',
    ]);
  });

  test('of an older version are never written over those of a newer one', async () => {
    await define(1);
    await write('9001_one.sql', 'create table one (id int)');
    await run();
    await define(2);
    await write('9002_two.sql', '-- servable from: 9001_one\ncreate table two (id int)');
    await run();
    // The older one starts again.
    await define(1);
    await rm(join(folder, '9002_two.sql'));
    expect(await run()).toEqual([]);
    expect(await answer()).toBe(2);
  });

  test('that were changed without a migration are refused', async () => {
    await define(1);
    await write('9001_one.sql', 'create table one (id int)');
    await run();
    await define(2);
    await expect(run()).rejects.toThrow(
      /functions that came with its migration 9001_one are others/u,
    );
    expect(await answer()).toBe(1);
  });

  test('of this version are these', async () => {
    const newest = (await readMigrationFiles(ourSql.tables)).at(-1)?.name;
    if (!ourSql.functions) throw new Error('there is no folder of functions');
    const { checksum } = await readFunctions(ourSql.functions);
    expect({ of: newest, checksum: checksum.slice(0, 16) }).toEqual(landedFunctions);
  });
});

/** Versions from before checksums kept names alone. */
describe('a database from before checksums', () => {
  const newest = '0013';
  beforeEach(async () => {
    await drop();
    ({ database, drop } = await testDatabase({ isBare: true }));
    await migrateUpTo(database.address, newest);
    await database.general.query(
      'alter table migrations drop column checksum, drop column servable_from, drop column functions',
    );
  });
  const recorded = async () => {
    const { rows } = await database.general.query<{ checksum: string | null }>(
      'select checksum from migrations',
    );
    return rows.map(({ checksum }) => checksum !== null);
  };

  test('gets them where it is what the migrations make', async () => {
    expect(await run()).toEqual(Object.keys(landed).filter((name) => name.slice(0, 4) > newest));
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
      sql: sql(),
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

describe('one in batches', () => {
  const rows = 40_000;
  const text =
    '-- Counts.\n-- in batches\nupdate many m set b = m.a + 1 where m.b is null and m.ctid >= $1 and m.ctid < $2;';
  beforeEach(async () => {
    await write('9001_many.sql', 'create table many (a int, b int, filler text)');
    await run();
    await database.general.query(
      `insert into many select n, null, repeat('x', 100) from generate_series(1, ${String(rows)}) n`,
    );
    await write('9002_counts.sql', text);
  });
  const left = async () => {
    const { rows: found } = await database.general.query<{ left: number }>(
      'select count(*)::int as left from many where b is distinct from a + 1',
    );
    return found[0]?.left;
  };

  test('writes every row', async () => {
    expect(await run()).toEqual(['9002_counts']);
    expect(await left()).toBe(0);
  });

  test('keeps nobody waiting for rows that it has written, and goes on where somebody held one', async () => {
    const holder = await database.general.connect();
    await holder.query(`begin; select from many where a = ${String(rows)} for update`);
    const going = migrate(database.address, { sql: sql(), lockMs: 100 });
    await expect.poll(left).toBeLessThan(rows / 2);
    await database.general.query(
      'set statement_timeout = 2000; update many set filler = null where a = 1',
    );
    await holder.query('commit');
    holder.release();
    expect(await going).toEqual(['9002_counts']);
    expect(await left()).toBe(0);
  });

  test('that was interrupted is run once more', async () => {
    await database.general.query(`create function refuse() returns trigger language plpgsql as
      'begin raise exception ''refused''; end'`);
    await database.general.query(`create trigger refuse before update on many for each row
      when (new.a = ${String(rows)}) execute function refuse()`);
    await expect(run()).rejects.toThrow(/^The migration 9002_counts failed; .*refused/u);
    expect(await left()).toBeLessThan(rows);
    await database.general.query('drop trigger refuse on many');
    expect(await run()).toEqual(['9002_counts']);
    expect(await left()).toBe(0);
  });

  test('is nothing but pages of rows', async () => {
    await write('9002_counts.sql', '-- in batches\nupdate many set b = 1;');
    await expect(run()).rejects.toThrow(/writes what belongs to some pages/u);
  });
});

test('a database that cannot be reached is no failed migration', async () => {
  const away = { url: 'postgres://nobody@127.0.0.1:1/none' };
  await expect(migrate(away)).rejects.toThrow(/^The database was not .*: .*ECONNREFUSED/);
});
