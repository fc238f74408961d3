import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { createTroubles, readTroubles } from './troubles.ts';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

test('troubles are counted over processes, and the log says the same once a minute', async () => {
  const logged: unknown[] = [];
  const log = pino({ level: 'warn' }, { write: (text: string) => logged.push(JSON.parse(text)) });
  let atMs = 0;
  const line = { id: 'line_1', name: 'one' };
  const first = createTroubles(database, line, log, () => atMs);
  const second = createTroubles(database, line, log, () => atMs);
  for (let each = 0; each < 5; each++) first.note('failed_look', 'HTTP 503');
  second.note('failed_look', 'HTTP 502');
  second.note('unknown_word', 'pondering');
  await first.flush();
  await second.flush();
  await second.flush();
  expect(await readTroubles(database)).toMatchObject([
    { line: 'line_1', kind: 'failed_look', count: 6, lastWords: 'HTTP 502' },
    { line: 'line_1', kind: 'unknown_word', count: 1, lastWords: 'pondering' },
  ]);
  expect(logged).toHaveLength(3);
  atMs = 60_000;
  first.note('failed_look', 'HTTP 503');
  expect(logged).toHaveLength(4);
});
