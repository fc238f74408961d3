import { expect, test } from 'vitest';
import {
  isLost,
  localSecondsAfter,
  resumesMaxOf,
  secondsAfter,
  triesMax,
  unnamedSecondsAfter,
} from './copy-schedule.ts';

test('all tries together download a file at most 20 times, and reach over a day', () => {
  let downloads = 0;
  let atSeconds = 0;
  for (let tries = 1; tries <= triesMax; tries++) {
    downloads += 1 + resumesMaxOf(tries);
    if (tries < triesMax) atSeconds += secondsAfter(tries);
  }
  expect(downloads).toBeLessThanOrEqual(20);
  expect(atSeconds).toBeGreaterThan(24 * 3_600);
  expect(atSeconds).toBeLessThan(26 * 3_600);
});

test('the waits grow until the day is nearly over, and never end', () => {
  for (let tries = 1; tries < triesMax - 2; tries++) {
    expect(secondsAfter(tries + 1)).toBeGreaterThanOrEqual(secondsAfter(tries));
  }
  for (const tries of [0, triesMax, 1_000]) expect(secondsAfter(tries)).toBeGreaterThan(0);
});

test.each([
  { tries: 1, faults: 1, hours: 30, lost: false, why: 'what one meets after a day away may pass' },
  { tries: 4, faults: 4, hours: 23.9, lost: false, why: 'the upstream may still have it' },
  { tries: 4, faults: 4, hours: 24.1, lost: true, why: 'the upstream has it no more' },
  { tries: 0, faults: 99, hours: 24.1, lost: true, why: 'the line has named no files for a day' },
  { tries: 2, faults: 99, hours: 1, lost: false, why: 'to name no files costs no downloads' },
  { tries: triesMax, faults: 14, hours: 1, lost: true, why: 'there are no downloads left' },
  { tries: 99, faults: 0, hours: 99, lost: false, why: 'our own storage was away all the time' },
])('$tries downloads, $faults faults, $hours hours: $why', ({ tries, faults, hours, lost }) => {
  expect(isLost({ tries, faults, ageSeconds: hours * 3_600 })).toBe(lost);
});

test('what is here is stored minutes after the storage is back, however long it was away', () => {
  expect([1, 2, 5, 100].map(localSecondsAfter)).toEqual([2, 4, 32, 300]);
});

test('a line that was asked too often is soon asked again, one that forgets ever more seldom', () => {
  expect([1, 2, 4, 8, 9, 1_000].map(unnamedSecondsAfter)).toEqual([5, 10, 40, 640, 900, 900]);
});
