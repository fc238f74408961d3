import { describe, expect, test } from 'vitest';
import { dearWords } from './dear.ts';

describe('a bill far above what was expected', () => {
  const ten = 10_000_000n;
  test.each([
    ['is one of 250 times', 250n * ten, ten, '2500 credits, where 10 were expected'],
    ['is one of more than ten times', 10n * ten + 1n, ten, 'where 10 were expected'],
  ])('%s', (_what, costMicros, expectedMicros, words) => {
    expect(dearWords('task_1', costMicros, expectedMicros)).toContain(words);
  });

  test.each([
    ['one of the length that was left open', 10n * ten, ten],
    ['an unknown one', null, ten],
    ['one of which nothing was expected', 250n * ten, null],
    ['a free one', 0n, 0n],
  ])('is not %s', (_what, costMicros, expectedMicros) => {
    expect(dearWords('task_1', costMicros, expectedMicros)).toBeNull();
  });
});
