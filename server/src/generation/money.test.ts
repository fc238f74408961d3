import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  creditsInWords,
  creditsOf,
  microsInJson,
  microsOf,
  microsOfJson,
  microsToDecimal,
  microsToHundredths,
  microsToJson,
} from './money.ts';

/** By text alone, with no float on the way. */
function decimalOf(micros: bigint): string {
  const fraction = (micros % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
  const whole = (micros / 1_000_000n).toString();
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

describe('credits as a JSON number', () => {
  test.each([
    [40_000_000n, '40'],
    [12_800_000n, '12.8'],
    [0n, '0'],
    [1n, '0.000001'],
    [100_000n, '0.1'],
    [300_000n, '0.3'],
    [1_005_000n, '1.005'],
    [999_999_999_999_999n, '999999999.999999'],
  ])('%s micro-credits print as %s', (micros, printed) => {
    expect(JSON.stringify(creditsOf(micros))).toBe(printed);
  });

  test('print exactly, and read back, up to a thousand million', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (micros) => {
        const printed = JSON.stringify(creditsOf(micros));
        expect(printed).toBe(decimalOf(micros));
        expect(microsOf(Number(printed))).toBe(micros);
      }),
    );
  });

  test.each([null, undefined, -1, Number.NaN, Infinity, 1e300])('%s is no amount', (credits) => {
    expect(microsOf(credits)).toBeUndefined();
  });
});

test.each([
  [0n, '0', '0 credits'],
  [1_000_000n, '1', '1 credit'],
  [12_800_000n, '12.8', '12.8 credits'],
  [1_005_000n, '1.01', '1.005 credits'],
  [-1_005_000n, '-1.01', '-1.005 credits'],
  [4_999n, '0', '0.004999 credits'],
])('%s in hundredths is %s, and in words %s', (micros, hundredths, words) => {
  expect(microsToHundredths(micros)).toBe(hundredths);
  expect(creditsInWords(micros)).toBe(words);
});

test('more than a number can hold is rounded once, as its text is read', () => {
  for (const micros of [2n ** 53n + 1n, 10n ** 18n + 123_457n, -(10n ** 17n) - 1n]) {
    expect(creditsOf(micros)).toBe(Number(microsToDecimal(micros)));
  }
});

test('stored JSON has every amount whole', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (micros) => {
      const text = microsToJson(micros);
      expect(text).toMatch(microsInJson);
      expect(microsOfJson(text)).toBe(micros);
    }),
  );
});
