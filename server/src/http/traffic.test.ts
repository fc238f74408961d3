import { expect, test } from 'vitest';
import { problemOf } from '../generation/testing.ts';
import { createTraffic } from './traffic.ts';

/** Takes places until none is given any more: how many, why not more, and what gives them back. */
function takeAll(traffic: ReturnType<typeof createTraffic>, accountId: string) {
  const leaves: (() => void)[] = [];
  const take = (): void => {
    leaves.push(traffic.create(accountId));
  };
  let problem = problemOf(take);
  while (!problem) problem = problemOf(take);
  return { count: leaves.length, code: problem.code, leaves };
}

test('however many accounts hold all the creates that they may, one more finds room', () => {
  const traffic = createTraffic({ readWaitMs: 1 });
  const held = Array.from({ length: 7 }, (_, index) =>
    takeAll(traffic, `account ${String(index)}`),
  );
  expect(held.slice(0, 4)).toMatchObject([
    { count: 1_024, code: 'rate_limited' },
    { count: 1_024, code: 'rate_limited' },
    { count: 1_024, code: 'rate_limited' },
    { code: 'overloaded' },
  ]);
  expect(held.every(({ count }) => count > 0)).toBe(true);
  traffic.create('one more')();
  const [first] = held;
  for (const leave of [...(first?.leaves ?? []), ...(first?.leaves ?? [])]) leave();
  // A place that is given back twice is free once.
  expect(takeAll(traffic, 'account 0').count).toBe(771);
});
