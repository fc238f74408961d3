import { describe, expect, test } from 'vitest';
import { agoText, dateText, durationText, exactTime, filmTime, leftText } from './times.ts';

const now = new Date(2026, 10, 29, 21, 4, 7, 120).getTime();

describe('how long ago', () => {
  test.each([
    [1_000, 'just now', '刚刚'],
    [12_000, '12 s ago', '12 秒前'],
    [125_000, '2 m ago', '2 分钟前'],
    [7_200_000, '2 h ago', '2 小时前'],
    [3 * 86_400_000, '26 Nov', '11-26'],
    [400 * 86_400_000, '25 Oct 2025', '2025-10-25'],
    // A clock that is behind the server’s.
    [-3_000, 'just now', '刚刚'],
  ])('%i ms: %s', (past, en, zh) => {
    expect([agoText(now - past, now, 'en'), agoText(now - past, now, 'zh')]).toEqual([en, zh]);
  });
});

describe('how long', () => {
  test.each([
    [3_800, '3.8 s', '3.8 秒'],
    [58_000, '58 s', '58 秒'],
    [58_412, '58.4 s', '58.4 秒'],
    [124_000, '2 m 04 s', '2 分 04 秒'],
    [42_480_000, '11 h 48 m', '11 小时 48 分'],
  ])('%i ms: %s', (ms, en, zh) => {
    expect([durationText(ms, 'en'), durationText(ms, 'zh')]).toEqual([en, zh]);
  });

  test.each([
    [21_200, '22 s'],
    [61_000, '1 m 05 s'],
    [118_000, '2 m'],
    [130_000, '3 m'],
  ])('what is left of %i ms comes in steps', (ms, text) => {
    expect(leftText(ms, 'en')).toBe(text);
  });
});

test('the exact time names its zone', () => {
  expect(exactTime(now)).toMatch(/^2026-11-29 21:04:07\.120 UTC[+-]\d+(?::\d\d)?$/);
});

test('a date of this year needs none', () => {
  expect(dateText(now, now, 'zh')).toBe('11-29');
});

test('a place in a film', () => {
  expect(filmTime(2.6)).toEqual({ clock: '00:02', frame: ':14' });
});
