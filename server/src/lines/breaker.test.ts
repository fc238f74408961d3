import { beforeEach, expect, test } from 'vitest';
import { createBreakers, type Breakers } from './breaker.ts';

let atMs: number;
let breakers: Breakers;
beforeEach(() => {
  atMs = 1_000;
  breakers = createBreakers(() => atMs);
});

const family = 'seedance-2.0';
const end = (...ends: ('good' | 'bad')[]) => {
  for (const one of ends) breakers.ended('a', family, one);
};
const isClosed = () => breakers.isClosed('a', family);

test('it opens after five bad ends in a row, for that line and model alone', () => {
  end('bad', 'bad', 'bad', 'bad', 'good', 'bad', 'bad', 'bad', 'bad');
  expect(isClosed()).toBe(true);
  end('bad');
  expect(isClosed()).toBe(false);
  expect(breakers.isClosed('a', 'seedance-2.5')).toBe(true);
  expect(breakers.isClosed('b', family)).toBe(true);
});

test('after a rest one task is let through, and its end decides', () => {
  end('bad', 'bad', 'bad', 'bad', 'bad');
  atMs += 15_000;
  expect(isClosed()).toBe(true);
  breakers.sent('a', family);
  expect(isClosed()).toBe(false);
  end('bad');
  atMs += 15_000;
  expect(isClosed()).toBe(false);
  atMs += 15_000;
  expect(isClosed()).toBe(true);
  end('good');
  expect(isClosed()).toBe(true);
  end('bad');
  expect(isClosed()).toBe(true);
});

test('health follows the latest ends', () => {
  expect(breakers.health('a', family)).toBe(1);
  end('bad', 'bad', 'bad');
  const low = breakers.health('a', family);
  expect(low).toBeLessThan(0.8);
  end('good');
  expect(breakers.health('a', family)).toBeGreaterThan(low);
});
