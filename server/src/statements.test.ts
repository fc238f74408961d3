/** What is asked of the database by name: one text a name, and a text that the schema knows. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './postgres/database.ts';
import { testDatabase } from './postgres/testing.ts';
import { readSources } from './testing/source.ts';

const { statements } = readSources();

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

/** A connection keeps a prepared text by its name: under a second text of that name pg refuses. */
test('no two statements have one name', () => {
  const named = statements.flatMap(({ name, path, line }) =>
    name === null ? [] : [{ name, at: `${path}:${String(line)}` }],
  );
  expect(named.length).toBeGreaterThan(50);
  const double = [...Map.groupBy(named, ({ name }) => name).values()].filter(
    ({ length }) => length > 1,
  );
  expect(double).toEqual([]);
});

test('every statement that is written out is one of the schema', async () => {
  const troubles: string[] = [];
  let prepared = 0;
  for (const { path, line, text } of statements) {
    if (text === null) continue;
    prepared += 1;
    await database.general.query(`prepare probe as ${text}`).then(
      () => database.general.query('deallocate all'),
      (error: unknown) => troubles.push(`${path}:${String(line)} ${String(error)}`),
    );
  }
  process.stdout.write(`${String(prepared)} of ${String(statements.length)} were prepared\n`);
  expect(prepared).toBeGreaterThan(40);
  expect(troubles).toEqual([]);
});

test('a statement with a word that the schema does not know is seen', async () => {
  const query = 'prepare probe as select no_such_column from tasks';
  await expect(database.general.query(query)).rejects.toThrow('no_such_column');
});
