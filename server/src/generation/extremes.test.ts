import { expect, test } from 'vitest';
import { withoutEndSlashes } from './end-slashes.ts';
import { greatest, least } from './extremes.ts';

test('the greatest and the least of few, of none and of very many numbers', () => {
  expect([greatest([2, 7, -1]), least([2, 7, -1])]).toEqual([7, -1]);
  expect([greatest([]), least([])]).toEqual([Math.max(), Math.min()]);
  const many = Array.from({ length: 1_000_000 }, (_, index) => index);
  expect([greatest(many), least(many)]).toEqual([999_999, 0]);
});

test.each([
  ['https://films.example//', 'https://films.example'],
  ['/a//b/', '/a//b'],
  ['//', ''],
  ['', ''],
  ['a', 'a'],
])('%s without slashes at its end is %s', (text, bare) => {
  expect(withoutEndSlashes(text)).toBe(bare);
});
