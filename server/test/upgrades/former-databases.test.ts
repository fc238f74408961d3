import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/boot/config.ts';
import { createLog } from '../../src/boot/log.ts';
import { serve } from '../../src/boot/serve.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { pathIn } from '../../src/media/local-files.ts';
import type { Database } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { databaseUrl, migrateUpTo, testDatabase } from '../../src/postgres/testing.ts';
import { call } from '../harness/api.ts';

/**
 * Databases as former versions left them: rows of every kind, written by a version that ran, in `<commit>.jsonl` as
 * `filmgate migrate --export` writes them. Every later version starts with them and keeps every row.
 */
const versions = [
  {
    commit: '01807a5',
    newest: '0006',
    key: 'fg_live_hGa4NAowUxV7YXV716TSekOh0pJJvp0YdHQl',
    /** Of its seals and keys; it ran nowhere but here. */
    secret: '169a1cb52de44a286ddd13bc560e941bd3b7ca45c1388699d4d8cc82df0fc582',
    /** Tables that there are no more, each for a reason that its migration gives. */
    dropped: ['admins'],
    /** Columns that a migration writes. */
    written: { lines: ['version', 'updated_at'] } as Partial<Record<string, string[]>>,
    tasks: {
      req_0mx3iy77vdwzfuuynqic: 'succeeded',
      'cgt-20261130171054-pod105zenr': 'failed',
      'cgt-20261130171238-bmwh9jgtmp': 'succeeded',
    },
  },
];

const exported = z.strictObject({ table: z.string(), row: z.record(z.string(), z.unknown()) });
type Exported = z.output<typeof exported>;

async function rowsOf(commit: string): Promise<Exported[]> {
  const text = await readFile(new URL(`${commit}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => exported.parse(JSON.parse(line)));
}

/** As that version left it: its migrations, and then its rows, without what triggers would add. */
async function restore(
  { general, address }: Database,
  newest: string,
  rows: readonly Exported[],
): Promise<void> {
  await migrateUpTo(address, newest);
  // Versions from before checksums kept names alone.
  await general.query(
    'alter table migrations drop column checksum, drop column servable_from, drop column functions',
  );
  const tables = [...new Set(rows.map(({ table }) => table))];
  for (const table of tables) await general.query(`alter table ${table} disable trigger user`);
  for (const { table, row } of rows) {
    await general.query(
      `insert into ${table} overriding system value select * from json_populate_record(null::${table}, $1)`,
      [JSON.stringify(row)],
    );
  }
  for (const table of tables) await general.query(`alter table ${table} enable trigger user`);
  // What is numbered goes on after the last one.
  await general.query(`
    do $$ declare one record; begin
      for one in select attrelid::regclass as t, attname as c from pg_attribute
                  where attidentity <> '' and attrelid::regclass::text = any('{${tables.join()}}') loop
        execute format('select setval(pg_get_serial_sequence(%L, %L), (select coalesce(max(%I), 1) from %s))',
                       one.t, one.c, one.c, one.t);
      end loop;
    end $$`);
}

/** Its films stand where they stood, if not as they were: a store that has none of them is not taken for its own. */
async function storeFiles(folder: string, rows: readonly Exported[]): Promise<void> {
  const videos = rows.flatMap(({ table, row }) => {
    const made = table === 'tasks' ? withFiles.safeParse(row['output']).data : undefined;
    return made ? [made.files.video] : [];
  });
  expect(videos.length).toBeGreaterThan(0);
  for (const video of videos) {
    await mkdir(dirname(pathIn(folder, video)), { recursive: true });
    await writeFile(pathIn(folder, video), 'a film');
  }
}

const withFiles = z.object({ files: z.object({ video: z.string() }) });

describe.each(versions)(
  'a database of $commit',
  ({ commit, newest, key, secret, dropped, written, tasks }) => {
    let database: Database;
    let address: Awaited<ReturnType<typeof testDatabase>>['address'];
    let drop: () => Promise<void>;
    let rows: Exported[];
    beforeAll(async () => {
      ({ database, address, drop } = await testDatabase({ isBare: true }));
      rows = await rowsOf(commit);
      await restore(database, newest, rows);
      await migrate(database.address);
    });
    afterAll(() => drop());

    test('has rows of every kind', () => {
      const kinds = new Set(rows.map(({ table }) => table));
      expect(kinds.size).toBe(21);
    });

    test('keeps every row', async () => {
      for (const { table, row } of rows) {
        if (dropped.includes(table)) continue;
        const { rows: found } = await database.general.query<{ row: unknown }>(
          `select to_json(t) as row from ${table} t, json_populate_record(null::${table}, $1) was
         where to_jsonb(t) @> (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each($2)
                               where to_jsonb(was) ? key and key <> all($3))`,
          [JSON.stringify(row), JSON.stringify(row), written[table] ?? []],
        );
        expect(found, `${table}: ${JSON.stringify(row)}`).toHaveLength(1);
      }
    });

    test('names the account of every row, and knows what lines accepted by their ids', async () => {
      const { rows: found } = await database.general.query<Record<string, number>>(
        `select (select count(*)::int from attempts a join tasks t on t.id = a.task_id
                  where a.account_id = t.account_id) as attempts,
                (select count(*)::int from delivery_tries y join deliveries d on d.id = y.delivery_id
                  where y.account_id = d.account_id) as tries,
                (select count(*)::int from upstream_tasks u
                   join attempts a on a.task_id = u.task_id and a.number = u.number
                  where u.account_id = a.account_id and u.upstream_id = a.upstream_id) as accepted`,
      );
      const of = (name: string) => rows.filter(({ table }) => table === name);
      const accepted = of('attempts').filter(({ row }) => row['upstream_id'] !== null);
      expect(accepted.length).toBeGreaterThan(0);
      expect(found).toEqual([
        {
          attempts: of('attempts').length,
          tries: of('delivery_tries').length,
          accepted: accepted.length,
        },
      ]);
    });

    test('has its ledger in order', async () => {
      expect(await checkLedger(database)).toMatchObject({ ok: true, accounts: 2 });
    });

    describe('served', () => {
      let door: Awaited<ReturnType<typeof serve>>;
      let dataDirectory: string;
      beforeAll(async () => {
        dataDirectory = await mkdtemp(join(tmpdir(), 'filmgate-former-'));
        await storeFiles(join(dataDirectory, 'media'), rows);
        const config = readConfig({
          DATABASE_URL: databaseUrl(address),
          FILMGATE_SECRET: secret,
          FILMGATE_DATA_DIR: dataDirectory,
          PORT: '0',
        });
        door = await serve(config, 'api', createLog('silent'));
      });
      afterAll(async () => {
        await door.stop();
        await rm(dataDirectory, { recursive: true });
      });

      test.each(Object.entries(tasks))('answers of %s that it has %s', async (id, state) => {
        const { status, body } = await call(
          { url: door.publicUrl },
          'GET',
          `/api/v3/contents/generations/tasks/${id}`,
          {
            key,
          },
        );
        expect(status).toBe(200);
        expect(body).toMatchObject({ status: state });
      });
    });
  },
);
