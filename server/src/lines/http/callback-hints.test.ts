import { afterEach, beforeEach, expect, test } from 'vitest';
import { claim } from '../../work/claim.ts';
import type { Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { createCallbackHints, type CallbackHints } from './callback-hints.ts';

let drop: () => Promise<void>;
let database: Database;
let hints: CallbackHints;
let woken: (string | undefined)[];

beforeEach(async () => {
  ({ database, drop } = await testDatabase());
  woken = [];
  const wake = {
    tell: (_topic: string, queue?: string) => void woken.push(queue),
    on: () => () => undefined,
    close: () => Promise.resolve(),
  };
  hints = createCallbackHints({ database, wake });
  for (const id of ['a', 'b', 'c']) {
    await database.general.query(
      `insert into work (step, subject_id, queue, due_at)
       values ('follow', $1, 'line/1', now() + interval '1 hour')`,
      [id],
    );
    await database.general.query(
      `insert into attempts (task_id, number, line, family, resolution, upstream_id)
       values ($1, 1, 'line_1', 'seedance-2.0', '480p', $2)`,
      [id, id === 'c' ? 'known' : null],
    );
  }
});
afterEach(() => drop());

const due = async () => {
  const order = { step: 'follow', queue: 'line/1', limit: 10, leaseSeconds: 30 } as const;
  return (await claim(database.claims, order)).map(({ subjectId }) => subjectId).sort();
};

test('of many callbacks at once, those that may be ends are looked at now, by waking their line once', async () => {
  await Promise.all([
    hints.add({ attemptId: 'a-1', namedId: null, goesOn: false }),
    hints.add({ attemptId: 'a-1', namedId: null, goesOn: false }),
    hints.add({ attemptId: 'b-1', namedId: null, goesOn: true }),
    hints.add({ attemptId: 'c-1', namedId: null, goesOn: false }),
    hints.add({ attemptId: 'nobody-1', namedId: 'x', goesOn: false }),
  ]);
  expect(await due()).toEqual(['a', 'c']);
  expect(woken).toEqual(['line/1']);
});

test('an id is kept only where nobody knows one', async () => {
  await Promise.all([
    hints.add({ attemptId: 'a-1', namedId: 'up-a', goesOn: true }),
    hints.add({ attemptId: 'c-1', namedId: 'up-c', goesOn: true }),
  ]);
  const { rows } = await database.general.query(
    'select task_id, named_id from attempts order by task_id',
  );
  expect(rows).toEqual([
    { task_id: 'a', named_id: 'up-a' },
    { task_id: 'b', named_id: null },
    { task_id: 'c', named_id: null },
  ]);
});
