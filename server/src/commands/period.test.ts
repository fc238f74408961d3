import { expect, test } from 'vitest';
import { toTime } from './period.ts';

const nowMs = Date.UTC(2026, 10, 21, 8, 30);

test.each([
  ['12h', '2026-11-20T20:30:00.000Z'],
  ['30d', '2026-10-22T08:30:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T08:00:00+08:00', '2026-11-01T00:00:00.000Z'],
])('%s is a time', (text, time) => {
  expect(toTime(text, nowMs).toISOString()).toBe(time);
});

test.each(['', '30', '5w', 'yesterday', '2026-13-01', '2026-11-01T08:00:00', '1/11/2026'])(
  '%j is none, whatever a zone would make of it',
  (text) => {
    expect(() => toTime(text, nowMs)).toThrow('30d or 12h');
  },
);
