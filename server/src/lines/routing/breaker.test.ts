import { beforeEach, expect, test } from 'vitest';
import { createBreakers, type Breakers } from './breaker.ts';
import type { LineEnd } from '../../making/parts.ts';

let atMs: number;
let breakers: Breakers;
beforeEach(() => {
  atMs = 1_000;
  breakers = createBreakers(() => atMs);
});

const family = 'seedance-2.0';
const end = (...ends: LineEnd[]) => {
  for (const one of ends) breakers.ended('a', family, one);
};
const isClosed = () => breakers.createsMax('a', family) > 0;
const times = (count: number, one: LineEnd): LineEnd[] => Array<LineEnd>(count).fill(one);

test('it opens after five refusals in a row, for that line and model alone', () => {
  end(...times(4, 'refused'), 'accepted', ...times(4, 'refused'));
  expect(isClosed()).toBe(true);
  end('refused');
  expect(isClosed()).toBe(false);
  expect(breakers.createsMax('a', 'seedance-2.5')).toBeGreaterThan(0);
  expect(breakers.createsMax('b', family)).toBeGreaterThan(0);
});

test('a line that accepts everything and makes nothing is found out, too', () => {
  for (let task = 0; task < 5; task++) end('accepted', 'failed');
  expect(isClosed()).toBe(false);
  atMs += 15_000;
  breakers.sent('a', family);
  end('accepted');
  expect(isClosed()).toBe(false);
  end('succeeded');
  expect(isClosed()).toBe(true);
});

test('after a rest one task is let through, and its end decides', () => {
  end(...times(5, 'refused'));
  atMs += 15_000;
  expect(breakers.createsMax('a', family)).toBe(1);
  breakers.sent('a', family);
  expect(isClosed()).toBe(false);
  end('refused');
  atMs += 15_000;
  expect(isClosed()).toBe(false);
  atMs += 15_000;
  expect(isClosed()).toBe(true);
  breakers.sent('a', family);
  end('accepted');
  expect(isClosed()).toBe(true);
});

test('the bad ends of what was sent before do not make the rest longer', () => {
  end(...times(40, 'refused'));
  atMs += 15_000;
  expect(isClosed()).toBe(true);
});

test('health follows the latest ends', () => {
  expect(breakers.health('a', family)).toBe(1);
  end(...times(3, 'failed'));
  const low = breakers.health('a', family);
  expect(low).toBeLessThan(0.8);
  end('succeeded');
  expect(breakers.health('a', family)).toBeGreaterThan(low);
});

test('a line is asked little at a time until it has answered well, and again after a refusal', () => {
  const createsMax = () => breakers.createsMax('a', family);
  expect(createsMax()).toBe(8);
  end(...times(9, 'accepted'));
  expect(createsMax()).toBe(64);
  end('refused');
  expect(createsMax()).toBe(8);
});
