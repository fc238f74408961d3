import { expect, test } from 'vitest';
import { holdLimits } from './limits.ts';

test('limits hold over three processes, of which one dies and another comes', async () => {
  const seconds = 12;
  const { rated, budgeted, atOnce, ended } = await holdLimits(seconds);
  // One a second, and at the beginning ten more.
  expect(rated).toBeGreaterThanOrEqual(seconds - 2);
  expect(rated).toBeLessThanOrEqual(seconds + 12);
  expect(budgeted).toBe(25);
  expect(atOnce).toBe(3);
  expect(ended).toBeGreaterThan(20);
});
