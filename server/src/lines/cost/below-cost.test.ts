import { pino } from 'pino';
import { expect, test } from 'vitest';
import { problemOf } from '../../generation/testing.ts';
import type { BelowCostPolicy } from '../../pricing/policies.ts';
import { createBelowCost, type Sale } from './below-cost.ts';
import { planned } from '../../making/testing/planned.ts';

function judgeBy(policy: BelowCostPolicy) {
  const logged: unknown[] = [];
  const clock = { nowMs: 1_000 };
  const log = pino({ base: null }, { write: (line) => logged.push(JSON.parse(line)) });
  const judge = createBelowCost({ policy, log, now: () => clock.nowMs });
  return {
    logged,
    clock,
    /** Null where it is taken. */
    judge(costMicros: bigint, more: Partial<Sale> = {}) {
      const sale = { request: planned(), priceMicros: 40_000_000n, line: 'up', costMicros };
      return problemOf(() => {
        judge({ ...sale, ...more });
      });
    },
  };
}

test.each(['take', 'warn', 'refuse'] as const)(
  '%s: what pays its cost is taken without a word',
  (policy) => {
    const { judge, logged } = judgeBy(policy);
    expect(judge(40_000_000n)).toBeNull();
    expect(judge(0n, { priceMicros: 0n })).toBeNull();
    expect(logged).toEqual([]);
  },
);

test('take: what sells below its cost is taken without a word', () => {
  const { judge, logged } = judgeBy('take');
  expect(judge(40_000_001n)).toBeNull();
  expect(logged).toEqual([]);
});

test('warn: it is taken, and the log has the numbers', () => {
  const { judge, logged } = judgeBy('warn');
  expect(judge(70_500_000n)).toBeNull();
  expect(logged).toEqual([
    expect.objectContaining({
      model: 'seedance-2.0',
      resolution: '720p',
      mode: 'text',
      credits: '40',
      costCredits: '70.5',
      line: 'up',
    }),
  ]);
});

test('warn: of one model, resolution and mode the log speaks once a minute', () => {
  const { judge, logged, clock } = judgeBy('warn');
  for (let count = 0; count < 100; count += 1) judge(70_000_000n);
  expect(logged).toHaveLength(1);
  judge(70_000_000n, { request: planned({ resolution: '1080p' }) });
  judge(70_000_000n, { request: planned({ mode: 'reference' }) });
  judge(70_000_000n, { request: planned({ model: 'another' }) });
  expect(logged).toHaveLength(4);
  clock.nowMs += 59_999;
  judge(70_000_000n);
  expect(logged).toHaveLength(4);
  clock.nowMs += 1;
  judge(70_000_000n);
  expect(logged).toHaveLength(5);
});

test('refuse: it is refused in words that tell a customer nothing of prices and costs', () => {
  const { judge, logged } = judgeBy('refuse');
  expect(judge(40_000_001n)).toEqual({
    code: 'model_unavailable',
    message:
      'seedance-2.0 is not available for such a request at present: ask for another resolution, length or kind of media, or for another model.',
  });
  expect(logged).toEqual([]);
});
