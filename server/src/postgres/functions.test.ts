/** The functions of the schema stand in a folder, one a file, and are those of every database of this version. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { ourSql } from './migration-files.ts';
import { testDatabase } from './testing.ts';

const folder = new URL('functions/', new URL('../../sql/', import.meta.url));
const files = readdirSync(folder).map((name) => ({
  name: name.replace(/\.sql$/u, ''),
  text: readFileSync(new URL(name, folder), 'utf8'),
}));

/** By name; of one that stands twice, with other parameters, the definitions of both. */
async function definitions({ general }: Pick<Database, 'general'>): Promise<Map<string, string[]>> {
  const { rows } = await general.query<{ name: string; texts: string[] }>(
    `select proname as name, array_agg(pg_get_functiondef(oid) order by oid) as texts
     from pg_proc where pronamespace = current_schema()::regnamespace group by 1 order by 1`,
  );
  return new Map(rows.map(({ name, texts }) => [name, texts]));
}

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

test('a database has these functions, each of one signature, and no others', async () => {
  const found = await definitions(database);
  expect([...found.keys()].sort()).toEqual(files.map(({ name }) => name).sort());
  expect([...found].filter(([, texts]) => texts.length > 1)).toEqual([]);
});

test.each(files)('$name is alone in its file, below its contract', ({ name, text }) => {
  expect(text).toMatch(new RegExp(`^(?:-- \\S.*\\n)+create or replace function ${name}\\(`, 'u'));
  expect(text.match(/^create\b/gmu)).toHaveLength(1);
  expect(text).toMatch(/\$\$;\n$/u);
});

test('they can be written again, and all that they name is there', async () => {
  const before = await definitions(database);
  for (const { text } of files) await database.general.query(text);
  expect(await definitions(database)).toEqual(before);
});

describe('without the folder', () => {
  let bare: Awaited<ReturnType<typeof testDatabase>>;
  beforeAll(async () => {
    bare = await testDatabase({ isBare: true });
    await migrate(bare.address, { sql: { tables: ourSql.tables, functions: null } });
  });
  afterAll(() => bare.drop());

  /** Those that have another body than the migration that made them, or that their triggers need, gave them. */
  const changed = [
    'abandon_attempts',
    'absorb_cancel',
    'begin_attempts',
    'note_event',
    'refund_task',
    'resend_deliveries',
    'settle_tasks',
    'submit_tasks',
    'tell_endpoints',
  ];

  /** Those that no migration needs by itself. */
  const added = [
    'add_up_usage',
    'bucket_of',
    'count_end_user',
    'end_user_room',
    'gate_of',
    'movement_version_at',
    'pass_gate',
    'pass_gates',
    'period_of',
    'recount_limits',
    'set_end_user_budget',
    'set_limits',
    'set_time_zone',
    'take_creates',
    'take_of_rates',
  ];

  test('the migrations make the same, but for what was changed or added since 0013', async () => {
    const [made, written] = [await definitions(bare.database), await definitions(database)];
    const ofBoth = [...written.keys()].filter((name) => made.has(name));
    expect([...written.keys()].filter((name) => !made.has(name))).toEqual(added);
    expect([...made.keys()]).toEqual(ofBoth);
    const others = ofBoth
      .map((name) => [name, written.get(name) ?? []] as const)
      .filter(([name, texts]) => made.get(name)?.join() !== texts.join());
    expect(others.map(([name]) => name)).toEqual(changed);
  });
});
