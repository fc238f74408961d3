import { expect, test } from 'vitest';
import type { Task } from '../../../../client/src/api-types.ts';
import { spansOf } from './spans.ts';

const at = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const entry = (what: NonNullable<Task['timeline']>[number]['what'], seconds: number) => ({
  what,
  at: at(seconds),
  attempt: null,
  credits: null,
});

test('of a film that was made', () => {
  const timeline = [
    entry('accepted', 0),
    entry('held', 0),
    entry('sent', 2),
    entry('running', 3),
    entry('made', 60),
    entry('charged', 61),
    entry('stored', 64),
  ];
  expect(spansOf({ timeline, finishedAt: at(61) }, 0)).toEqual([
    { name: 'waited', ms: 2_000 },
    { name: 'sent', ms: 1_000 },
    { name: 'made', ms: 57_000 },
    { name: 'stored', ms: 4_000 },
  ]);
});

test('of one that waits, until now', () => {
  expect(spansOf({ timeline: [entry('accepted', 0)], finishedAt: null }, 5_000)).toEqual([
    { name: 'waited', ms: 5_000 },
  ]);
});

test('of one that was refused', () => {
  const timeline = [entry('accepted', 0), entry('sent', 1), entry('failed', 9)];
  expect(spansOf({ timeline, finishedAt: at(9) }, 99_000)).toEqual([
    { name: 'waited', ms: 1_000 },
    { name: 'sent', ms: 8_000 },
  ]);
});
