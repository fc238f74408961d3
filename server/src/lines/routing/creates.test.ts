import { beforeEach, expect, test } from 'vitest';
import { createCreates, type Creates } from './creates.ts';

let atMs: number;
let creates: Creates;
beforeEach(() => {
  atMs = 1_000;
  creates = createCreates(() => atMs);
});

const begin = (count: number): (() => void)[] =>
  Array.from({ length: count }, () => creates.begin());

test('those under way hold a place of those that may be sent', () => {
  const [one] = begin(8);
  expect(creates.free(8)).toBe(0);
  one?.();
  expect([creates.free(8), creates.underWay()]).toEqual([1, 7]);
});

test('one that hangs holds none after a while', () => {
  begin(8);
  atMs += 9_999;
  expect(creates.free(8)).toBe(0);
  atMs += 1;
  expect(creates.free(8)).toBe(8);
  begin(8);
  expect(creates.free(8)).toBe(0);
});

test('of a line that accepts nothing no more than 64 hang', () => {
  for (let waited = 0; waited < 90; waited += 10) {
    begin(creates.free(8));
    atMs += 10_000;
  }
  expect(creates.underWay()).toBe(64);
  creates.accepted();
  expect(creates.free(8)).toBe(8);
});

test('where only one may be sent, to try the line, nothing else is under way, however long it takes', () => {
  begin(1);
  atMs += 60_000;
  expect([creates.free(1), creates.free(8)]).toEqual([0, 8]);
});
