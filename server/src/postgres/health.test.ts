import { beforeEach, expect, test } from 'vitest';
import { createHealth, type Health } from './health.ts';
import { partTroubleKind } from './transient.ts';

const silent = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' });
const full = Object.assign(new Error('too many clients'), { code: '53300' });

let lines: [string, string, object][];
let begun: number;
let atMs: number;
let health: Health;

beforeEach(() => {
  lines = [];
  begun = 0;
  atMs = 0;
  health = createHealth({
    name: 'database',
    kindOf: partTroubleKind,
    log: (...line) => lines.push(line),
    began: () => begun++,
    nowMs: () => atMs,
  });
});

test('an outage is two lines of the log, however many parts and statements meet it', () => {
  health.worked('submits');
  for (let count = 0; count < 500; count++) health.failed('submits', silent);
  health.failed('reads', full);
  atMs = 60_000;
  health.recovered('submits');
  health.failed('reads', full);
  health.recovered('submits');
  health.recovered('reads');
  health.worked('reads');
  expect(lines).toEqual([
    [
      'error',
      'the database does not work',
      { part: 'submits', kind: 'connection', reason: 'no route' },
    ],
    [
      'info',
      'the database works again',
      { part: 'submits', kind: 'connection', reason: 'no route', failures: 502, seconds: 60 },
    ],
  ]);
  expect(begun).toBe(1);
});

test('what is wrong with a statement, or a row that is held, says nothing against a part', () => {
  health.failed('submits', Object.assign(new Error('taken'), { code: '23505' }));
  health.failed('submits', Object.assign(new Error('held'), { code: '55P03' }));
  atMs = 1_500;
  expect(health.parts()).toEqual([{ part: 'submits', ageMs: 1_500, trouble: null }]);
  expect(lines).toEqual([]);
});

test('what passes in a trouble does not end it: some of a part may work while the rest does not', () => {
  health.failed('submits', silent);
  health.worked('submits');
  health.failed('submits', Object.assign(new Error('taken'), { code: '23505' }));
  expect(health.parts()).toMatchObject([{ part: 'submits', trouble: 'connection' }]);
  expect(lines).toHaveLength(1);
  health.recovered('submits');
  expect(health.parts()).toMatchObject([{ part: 'submits', trouble: null }]);
});
