import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  creditsOf,
  knownWords,
  microsOf,
  msOfTime,
  msOfUnixSeconds,
  stateOfWord,
  unixSeconds,
} from './values.ts';

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

test('words for a state are read in any case, unknown ones are null', () => {
  expect(stateOfWord('SUCCESS')).toBe('succeeded');
  expect(stateOfWord('in_progress')).toBe('running');
  expect(stateOfWord('canceled')).toBe('cancelled');
  expect(stateOfWord('constructor')).toBeNull();
  expect(stateOfWord('')).toBeNull();
  expect(stateOfWord(undefined)).toBeNull();
});

test('a text that is no time is not told', () => {
  expect(msOfTime('2026-11-21T08:00:00.000Z')).toBe(Date.UTC(2026, 10, 21, 8));
  expect(msOfTime('soon')).toBeUndefined();
  expect(msOfTime(null)).toBeUndefined();
});

test('only words of ours are taken from a list, in its order', () => {
  expect(knownWords(['a', 'b'], ['b', 'x', 'a'])).toEqual(['b', 'a']);
  expect(knownWords(['a'], null)).toEqual([]);
});

test('times in Unix seconds lose their milliseconds, and 0 is no time', () => {
  expect(unixSeconds(1_719_900_000_999)).toBe(1_719_900_000);
  expect(msOfUnixSeconds(1_719_900_000)).toBe(1_719_900_000_000);
  expect(msOfUnixSeconds(1_764_347_090_922)).toBe(1_764_347_090_922);
  for (const none of [0, -1, Number.NaN, 1e300, null, undefined]) {
    expect(msOfUnixSeconds(none)).toBeUndefined();
  }
});
