import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLedger } from '../../src/ledger/check.ts';
import { dueMigrations, migrate } from '../../src/postgres/migrate.ts';
import { ourSql, readMigrationFiles, type SqlFolders } from '../../src/postgres/migration-files.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from '../../src/tasks/testing/fixture.ts';

/**
 * A newer version serves beside the former one, which starts again now and then: the schema and its functions stay
 * the newer one's, and both make and settle tasks with them. Here the former version is this one, and the newer one
 * is this one with a migration more and a function that leaves a mark.
 */

const tasks = 1_000;
const atOnce = 20;
/** Before which task the former version starts again. */
const restarts = [260, 500, 760];

let folder: string;
let newer: SqlFolders;
let newest: TaskFixture;
let former: TaskFixture;

beforeAll(async () => {
  newest = await openTaskFixture();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-newer-'));
  newer = await newerVersion();
  expect(await migrate(newest.address, { sql: newer })).toEqual(['9001_mark']);
  former = await openTaskFixture(newest.address);
});
afterAll(async () => {
  await former.close();
  await newest.close();
  await rm(folder, { recursive: true });
});

async function newerVersion(): Promise<SqlFolders> {
  const tables = pathToFileURL(`${join(folder, 'tables')}/`);
  const functions = pathToFileURL(`${join(folder, 'functions')}/`);
  if (!ourSql.functions) throw new Error('there is no folder of functions');
  await cp(ourSql.tables, tables, { recursive: true });
  await cp(ourSql.functions, functions, { recursive: true });
  const servable = (await readMigrationFiles(ourSql.tables)).at(-1)?.name ?? '';
  await writeFile(
    new URL('9001_mark.sql', tables),
    `-- Which version's function settled a task.\n-- servable from: ${servable}\nalter table tasks add column settled_by text;\n`,
  );
  const settle = new URL('settle_tasks.sql', functions);
  const text = await readFile(settle, 'utf8');
  const marked = text.replace('finished_at = now()', "finished_at = now(), settled_by = 'newer'");
  expect(marked).not.toBe(text);
  await writeFile(settle, marked);
  return { tables, functions };
}

/** As a process of the former version ends and starts: it brings the schema up to what it knows first. */
async function restartFormer(): Promise<string[]> {
  await former.close();
  const ran = await migrate(newest.address);
  former = await openTaskFixture(newest.address);
  return ran;
}

test('a thousand tasks are made and settled by both, while the former one starts again', async () => {
  const who = await addCustomer(newest, 40 * tasks);
  const ran: string[][] = [];
  for (let done = 0; done < tasks; done += atOnce) {
    if (restarts.includes(done)) ran.push(await restartFormer());
    await Promise.all(
      Array.from({ length: atOnce }, async (_each, index) => {
        const [maker, settler] = index % 2 === 0 ? [former, newest] : [newest, former];
        const { row } = await maker.submit(who, order());
        await settler.settler.settle(success(row.id));
      }),
    );
  }

  expect(ran).toEqual([[], [], []]);
  const { rows } = await newest.database.general.query<{ state: string; by: string | null }>(
    'select distinct state, settled_by as by from tasks',
  );
  expect(rows).toEqual([{ state: 'succeeded', by: 'newer' }]);
  const { broken, kinds } = await checkLedger(newest.database);
  expect(broken).toEqual([]);
  expect(kinds.find(({ kind }) => kind === 'charge')?.movements).toBe(tasks);
});

test('what it starts is served, and has nothing to do for the former one', async () => {
  expect(await dueMigrations(newest.address)).toEqual([]);
  expect(await migrate(newest.address, { sql: newer })).toEqual([]);
});
