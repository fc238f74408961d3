import { expect, test } from 'vitest';
import { expectLike, shapeOf } from './likeness.ts';

/** What a printed answer may differ in, and what not. */

const actual = `LINE  STATE  TASKS  SINCE                     TASK             MODELS
ark   open   12     2026-11-30T17:00:00.000Z  req_0mx3jgs0la1  seedance-2.5,seedance-2.0
up    off    0      2026-11-30T17:00:00.000Z  -                seedance-2.0
In credits, of 3.5 %.`;

const isLike = (line: string, sameFigures = false): boolean => {
  try {
    expectLike(actual, [line], { sameFigures });
    return true;
  } catch {
    return false;
  }
};

test.each([
  'LINE  STATE  TASKS  SINCE  TASK  MODELS',
  'ark  open  3  2026-07-01T00:00:00.000Z  req_6gq0x1p4…  seedance-2.5,…',
  'In credits, of 29.6 %.',
])('like: %s', (line) => {
  expect(isLike(line)).toBe(true);
});

test.each([
  'LINE  STATE  TASKS  SINCE  MODELS',
  'LINE  STATE  COUNT  SINCE  TASK  MODELS',
  'ark  off  3  2026-07-01T00:00:00.000Z  req_6gq0x1p4…  seedance-2.5,…',
  'ark  open  3  2026-07-01  req_6gq0x1p4…  seedance-2.5,…',
  'ark  open  3  2026-07-01T00:00:00.000Z  video_6gq0x1p4…  seedance-2.5,…',
  'ark  open  3  2026-07-01T00:00:00.000Z  req_6gq0x1p4…  seedance-2.0,…',
  'In dollars, of 29.6 %.',
])('not like: %s', (line) => {
  expect(isLike(line)).toBe(false);
});

test('figures of our own files are the same', () => {
  expect(isLike('In credits, of 29.6 %.', true)).toBe(false);
  expect(isLike('In credits, of 3.5 %.', true)).toBe(true);
});

test('lines come in the printed order', () => {
  const lines = ['up  off  1  2026-07-01T00:00:00.000Z  -  seedance-2.0', 'LINE  …  …  …  …  …'];
  expect(() => expectLike(actual, lines, { sameFigures: false })).toThrow('no line like');
  expectLike(actual, lines.toReversed(), { sameFigures: false });
});

test('a JSON has the printed fields, in their order', () => {
  const printed = { id: 'a', queue: { position: 12, wait: 75 }, output: null };
  const like = (own: unknown): boolean =>
    JSON.stringify(shapeOf(printed, own)) === JSON.stringify(shapeOf(printed));
  expect(like({ id: 'b', queue: { position: 1, wait: null }, output: null })).toBe(true);
  expect(like({ id: 'b', output: null, queue: { position: 1, wait: 2 } })).toBe(false);
  expect(like({ id: 'b', queue: { position: 1 }, output: null })).toBe(false);
  expect(like({ id: 'b', queue: null, output: null })).toBe(false);
  expect(like({ id: 'b', queue: { position: 1, wait: 2 }, output: null, more: 1 })).toBe(false);
});
