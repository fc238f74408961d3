import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import { lookTimes } from '../lines/http/http-line.ts';
import { nextLookSeconds } from '../work/looks.ts';
import { createLengths } from './lengths.ts';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

// Nothing else of a request is looked at.
const request = (over: Partial<PlannedRequest> = {}): PlannedRequest =>
  ({ family: 'seedance-2.0', resolution: '720p', seconds: 5, ...over }) as PlannedRequest;

describe('how long tasks take', () => {
  test('is known by line, family, resolution and length, in every process', async () => {
    const lengths = createLengths(database, 'line_1');
    expect(lengths.expected(request())).toBeNull();
    for (const seconds of [100, 120, 140]) lengths.measured(request(), seconds);
    lengths.measured(request({ resolution: '1080p', seconds: 'auto' }), 300);
    await lengths.flush();
    const other = createLengths(database, 'line_1');
    await other.load();
    for (const one of [lengths, other]) {
      expect(one.expected(request())).toBe(120);
      expect(one.expected(request({ resolution: '1080p', seconds: 'auto' }))).toBe(300);
      expect(one.expected(request({ seconds: 10 }))).toBeNull();
    }
    const stranger = createLengths(database, 'line_2');
    await stranger.load();
    expect(stranger.expected(request())).toBeNull();
  });

  test('is not learned of the flex tier, nor expected of it', async () => {
    const lengths = createLengths(database, 'line_4');
    lengths.measured(request(), 100);
    lengths.measured(request({ flex: true }), 40_000);
    await lengths.flush();
    expect(lengths.expected(request())).toBe(100);
    expect(lengths.expected(request({ flex: true }))).toBeNull();
  });

  test('of a length in frames is known to the whole second', async () => {
    const lengths = createLengths(database, 'line_5');
    lengths.measured(request({ frames: 61, seconds: 2.5 }), 100);
    await lengths.flush();
    expect(lengths.expected(request({ seconds: 3 }))).toBe(100);
  });

  test('follows a day that is slower, a tenth at a time', async () => {
    const lengths = createLengths(database, 'line_3');
    lengths.measured(request(), 100);
    await lengths.flush();
    lengths.measured(request(), 200);
    await lengths.flush();
    expect(lengths.expected(request())).toBeCloseTo(110);
    for (let each = 0; each < 60; each++) lengths.measured(request(), 200);
    await lengths.flush();
    expect(lengths.expected(request())).toBeGreaterThan(199);
  });
});

describe('the next look', () => {
  const after = (elapsedSeconds: number, expectedSeconds: number | null, callbacks = false) =>
    nextLookSeconds(lookTimes(callbacks), { elapsedSeconds, expectedSeconds });

  test('comes closer as the end does, and not more often than every five seconds', () => {
    expect(after(60, 120)).toBe(30);
    expect(after(100, 120)).toBe(10);
    expect(after(119, 120)).toBe(5);
  });

  test('goes away again from a task that is late', () => {
    expect(after(130, 120)).toBe(13);
    expect(after(400, 120)).toBe(40);
  });

  test('is never later than 45 seconds, or two minutes where the upstream calls back', () => {
    expect(after(0, 600)).toBe(45);
    expect(after(100_000, 120)).toBe(45);
    expect(after(0, 600, true)).toBe(120);
  });

  test('is soon where nobody knows how long it takes', () => {
    expect(after(0, null)).toBe(5);
    expect(after(100, null)).toBe(20);
  });
});
