/** Rows that belong to an account name it: an account can be moved to another database by that alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

/** Of the installation, of lines, of files that accounts share, or of a key or a platform that has an account. */
const ofNobody = [
  'accounts',
  'audit_log',
  'former_files',
  'former_key_secrets',
  'former_secrets',
  'installation',
  'key_rates',
  'key_spending',
  'key_uses',
  'line_assets',
  'line_calls',
  'line_lengths',
  'line_slots',
  'line_troubles',
  'lines',
  'links',
  'migrations',
  'persons',
  'registrations',
  'sessions',
  'sign_in_tries',
  'turn_clocks',
  'watched_files',
];

test('every table of what accounts have has a column for it, which is never empty', async () => {
  const { rows } = await fixture.database.general.query<{ name: string }>(
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

test('what a version from before 0015 writes is named all the same', async () => {
  const who = await addCustomer(fixture, 100);
  const plain = order();
  const withCallback = { ...plain.decode(), callbackUrl: 'https://receiver.example/' };
  const { row } = await fixture.submit(who, { ...plain, decode: () => withCallback });
  await fixture.settler.settle(settlement(row.id));
  const { general } = fixture.database;
  await general.query(
    `insert into attempts (task_id, number, line, family, resolution) values ($1, 1, 'l', 'f', '720p')`,
    [row.id],
  );
  await general.query(
    `insert into work (step, subject_id, queue) values ('absorb', $1, 'q'), ('absorb', 'gone', 'q')`,
    [row.id],
  );
  await general.query(
    `insert into delivery_tries (delivery_id, number, url, headers, request, took_ms)
     select id, 1, '', '{}', '', 1 from deliveries`,
  );
  const { rows } = await general.query<{ account_id: string }>(
    `select account_id from attempts union all select account_id from delivery_tries
     union all select account_id from work where subject_id <> 'gone'`,
  );
  // The attempt, the try, and the open work of the task and of its delivery.
  expect(rows).toEqual(Array.from({ length: 4 }, () => ({ account_id: who.accountId })));
});
