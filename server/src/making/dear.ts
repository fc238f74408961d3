import { microsToDecimal } from '../generation/money.ts';

/** More than any length, ratio or input that was left open can make of what was expected. */
const dearTimes = 10n;

/** What is said of an attempt that costs us far more than was expected; null: it does not. */
export function dearWords(
  what: string,
  costMicros: bigint | null,
  expectedMicros: bigint | null,
): string | null {
  if (costMicros === null || expectedMicros === null) return null;
  if (costMicros <= dearTimes * expectedMicros) return null;
  return `${what} costs ${microsToDecimal(costMicros)} credits, where ${microsToDecimal(expectedMicros)} were expected`;
}
