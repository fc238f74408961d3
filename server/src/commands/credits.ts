import { divideHalfUp, microsToDecimal } from '../pricing/amount.ts';

/** Credits, to the nearest hundredth. */
export function inHundredths(micros: bigint): string {
  const hundredth = 10_000n;
  const size = divideHalfUp(micros < 0n ? -micros : micros, hundredth) * hundredth;
  return microsToDecimal(micros < 0n ? -size : size);
}

/** Credits as JSON has them. */
export function inNumber(micros: bigint): number {
  return Number(microsToDecimal(micros));
}
