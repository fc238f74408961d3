import { expect, test } from 'vitest';
import { creditText, microsOf } from './credits.ts';

test.each([
  [12.477203, 12_477_203n],
  [0.1 + 0.2, 300_000n],
  [-4.8, -4_800_000n],
  [-0.000001, -1n],
  [1_284.5, 1_284_500_000n],
  [0, 0n],
])('%s credits are %s micros', (credits, micros) => {
  expect(microsOf(credits)).toBe(micros);
});

test.each([
  [12_477_203n, '12.48', '12.477203'],
  [12_475_000n, '12.48', '12.475'],
  [-4_800_000n, '−4.80', '−4.80'],
  [1_284_500_000n, '1,284.50', '1,284.50'],
  [9_007_199_254_740_993_000_000n, '9,007,199,254,740,993.00', '9,007,199,254,740,993.00'],
  [4n, '0', '0.000004'],
  [-4n, '0', '−0.000004'],
  [0n, '0', '0'],
])('%s micros in a list and exactly', (micros, list, exact) => {
  expect([creditText(micros), creditText(micros, 'exact')]).toEqual([list, exact]);
});
