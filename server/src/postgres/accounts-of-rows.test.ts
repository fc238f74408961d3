/** Rows that belong to an account name it: an account can be moved to another database by that alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { testDatabase } from './testing.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

/** Of the installation, of lines, of files that accounts share, or of a key or a platform that has an account. */
const ofNobody = [
  'accounts',
  'former_files',
  'installation',
  'key_spending',
  'line_assets',
  'line_calls',
  'line_lengths',
  'line_slots',
  'line_troubles',
  'lines',
  'migrations',
  'turn_clocks',
  'watched_files',
];

test('every table of what accounts have has a column for it, which is never empty', async () => {
  const { rows } = await database.general.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
        and not exists (select from pg_attribute a
                         where a.attrelid = c.oid and a.attname = 'account_id' and a.attnotnull)
      order by 1`,
  );
  expect(rows.map(({ name }) => name)).toEqual(ofNobody);
});

function textsIn(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|sql)$/u.test(path) && !/\.test\.ts$|testing/u.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

test('whatever writes one names it: the triggers are for versions from before 0015 alone', () => {
  const folders = ['..', '../../sql/functions'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const columns = folders
    .flatMap(textsIn)
    .flatMap(({ path, text }) =>
      [...text.matchAll(/insert into (?:work|attempts|delivery_tries)\s\(([^)]*)\)/gu)].map(
        ([, named = '']) => ({ path, named }),
      ),
    );
  expect(columns.length).toBeGreaterThan(10);
  expect(columns.filter(({ named }) => !named.includes('account_id'))).toEqual([]);
});
