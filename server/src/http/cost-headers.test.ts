import { describe, expect, test } from 'vitest';
import { problemOf, taskOutput, taskView } from '../generation/testing.ts';
import { costHeaders, maxCreditsOf } from './cost-headers.ts';

describe('the most that a create may cost', () => {
  test.each([
    [undefined, undefined],
    ['40', 40],
    [' 12.5 ', 12.5],
    ['0.000001', 0.000_001],
  ])('%s is %s', (text, credits) => {
    expect(maxCreditsOf({ 'x-filmgate-max-credits': text })).toBe(credits);
  });

  test.each(['', '-1', '1e3', 'forty', '1.2345678', '40 credits'])('"%s" is none', (text) => {
    expect(problemOf(() => maxCreditsOf({ 'x-filmgate-max-credits': text }))).toMatchObject({
      code: 'invalid_parameter',
      field: 'X-Filmgate-Max-Credits',
    });
  });
});

describe('a task', () => {
  test('that waits is told with the most that it can cost', () => {
    expect(costHeaders(taskView())).toEqual({ 'X-Filmgate-Cost': 'quoted=40' });
  });

  test('that was made is told with what it cost, and what was made', () => {
    const made = taskView({
      state: 'succeeded',
      chargedMicros: 38_400_000n,
      refundedMicros: 400_000n,
      output: taskOutput(),
      completionTokens: 108_900,
    });
    expect(costHeaders(made)).toEqual({
      'X-Filmgate-Cost': 'quoted=40, charged=38.4, refunded=0.4',
      'X-Filmgate-Usage': 'seconds=5, tokens=108900',
    });
  });
});
