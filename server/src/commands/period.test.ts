import { expect, test } from 'vitest';
import { toTime, toZone } from './period.ts';

const nowMs = Date.UTC(2026, 10, 21, 8, 30);

test.each([
  ['12h', 'UTC', '2026-11-20T20:30:00.000Z'],
  ['30d', 'Asia/Shanghai', '2026-10-22T08:30:00.000Z'],
  ['2026-11-01', 'UTC', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01', 'Asia/Shanghai', '2026-10-31T16:00:00.000Z'],
  ['2026-11-01', '+05:30', '2026-10-31T18:30:00.000Z'],
  // In the night to that day clocks go back, and in the other they go on at midnight.
  ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
  ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
  ['2026-11-01T08:00:00+08:00', 'America/New_York', '2026-11-01T00:00:00.000Z'],
])('%s in %s is a time', (text, zone, time) => {
  expect(toTime(text, nowMs)(zone).toISOString()).toBe(time);
});

test.each([
  ...['', '30', '5w', 'yesterday', '2026-13-01', '2026-11-01T08:00:00', '1/11/2026'],
  ...['2026-02-31', '2026-02-29', '2026-04-31', '2026-02-31T08:00:00Z', '2026-11-01T25:00:00Z'],
])('%j is none, whatever a zone would make of it', (text) => {
  expect(() => toTime(text, nowMs)).toThrow('30d or 12h');
});

test('a zone that nobody knows is none', () => {
  expect(toZone('Asia/Shanghai')).toBe('Asia/Shanghai');
  expect(() => toZone('Asia/Nowhere')).toThrow('such as Asia/Shanghai');
});
