import { afterEach, beforeEach, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import type { OpenLine } from '../book/registry.ts';
import { createCallbacks, type Callbacks } from './callbacks.ts';

let drop: () => Promise<void>;
let database: Database;
let callbacks: Callbacks;
let hinted: unknown[];

/** All else of a line plays no part in this. */
const line = (id: string, dialect: string) => ({ line: { id, dialect } }) as OpenLine;

beforeEach(async () => {
  ({ database, drop } = await testDatabase());
  hinted = [];
  callbacks = createCallbacks({
    database,
    book: {
      lines: () => [line('line_ark', 'ark'), line('line_new', 'newapi'), line('line_h', 'hmtm')],
    },
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    hints: { add: (hint) => Promise.resolve(void hinted.push(hint)) },
  });
  const attempts = { a: 'line_ark', n: 'line_new', h: 'line_h', gone: 'line_gone' };
  for (const [id, of] of Object.entries(attempts)) {
    await database.general.query(
      `insert into attempts (task_id, number, line, family, resolution)
       values ($1, 1, $2, 'seedance-2.0', '480p')`,
      [id, of],
    );
  }
});
afterEach(() => drop());

test.each([
  ['a-1', { id: 'cgt-1', status: 'queued' }, { namedId: 'cgt-1', goesOn: true }],
  ['a-1', { id: 'cgt-1', status: 'running' }, { namedId: 'cgt-1', goesOn: true }],
  ['n-1', { data: { task_id: 't-1', status: 'PROCESSING' } }, { namedId: 't-1', goesOn: true }],
  ['a-1', { id: 'cgt-1', status: 'succeeded' }, { namedId: 'cgt-1', goesOn: false }],
  ['a-1', { id: 'cgt-1', status: 'pondering' }, { namedId: 'cgt-1', goesOn: false }],
  ['a-1', { id: 'cgt-1' }, { namedId: 'cgt-1', goesOn: false }],
  ['a-1', { status: ['queued'] }, { namedId: null, goesOn: false }],
  ['a-1', undefined, { namedId: null, goesOn: false }],
  ['a-1', ['cgt-1'], { namedId: null, goesOn: false }],
  ['a-1', { id: '../balance', status: 'queued' }, { namedId: null, goesOn: true }],
  ['a-1', { id: 'x'.repeat(129) }, { namedId: null, goesOn: false }],
])(
  'only the words of a state that goes on keep a callback from being a reason to look: %s %j',
  async (attemptId, body, told) => {
    await callbacks.tell(attemptId, body);
    expect(hinted).toEqual([{ attemptId, ...told }]);
  },
);

test.each([
  ['a platform that documents no callback', 'h-1'],
  ['a line that is gone', 'gone-1'],
  ['an attempt that nobody knows', 'nobody-1'],
  ['a number that no attempt has', 'a-99999'],
])('of %s no word is read, and there is a hint all the same', async (_what, attemptId) => {
  await callbacks.tell(attemptId, { id: 'cgt-1', status: 'queued' });
  expect(hinted).toEqual([{ attemptId, namedId: null, goesOn: false }]);
});

test('many at once are each read as their own line tells them', async () => {
  const body = { id: 'ark-1', task_id: 'new-1', status: 'running' };
  await Promise.all(
    ['n-1', 'a-1', 'n-1', 'h-1'].map((attemptId) => callbacks.tell(attemptId, body)),
  );
  expect(hinted).toHaveLength(4);
  expect(hinted).toContainEqual({ attemptId: 'a-1', namedId: 'ark-1', goesOn: true });
  expect(hinted).toContainEqual({ attemptId: 'n-1', namedId: 'new-1', goesOn: true });
  expect(hinted).toContainEqual({ attemptId: 'h-1', namedId: null, goesOn: false });
});
