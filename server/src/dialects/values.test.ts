import { expect, test } from 'vitest';
import { knownWords, msOfTime, msOfUnixSeconds, stateOfWord, unixSeconds } from './values.ts';

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
