import { expect, test } from 'vitest';
import { daysAsked, daysBetween } from './search.ts';

test('a range ends today and has so many days', () => {
  const now = new Date(2026, 2, 3, 12).getTime();
  expect(daysAsked('7d', now).from).toBe('2026-02-25');
});

test('days without films are days as well', () => {
  expect(daysBetween('2026-02-27', '2026-03-02')).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
  ]);
});
