import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadPriceBook } from './load-price-book.ts';
import { PriceBookError } from '../pricing/book.ts';

const folder = mkdtempSync(join(tmpdir(), 'price-book-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = (text: string): string => {
  const path = join(folder, 'prices.json');
  writeFileSync(path, text);
  return path;
};

test('without a path it is the book that comes with Filmgate', () => {
  expect([...loadPriceBook().prices.keys()]).toContain('platform/seedance-2.0');
});

test("an operator's book replaces it", () => {
  const prices = { p: { per: 'task', rates: { '720p': '1 credit' } } };
  const book = loadPriceBook(file(JSON.stringify({ version: 'ours', prices })));
  expect([...book.prices.keys()]).toEqual(['p']);
  expect(book.version).toBe('ours');
});

test.each([
  ['a missing file', () => join(folder, 'none.json'), /none\.json cannot be used[^]*ENOENT/],
  [
    'no JSON',
    () => file('{"version": }'),
    /prices\.json cannot be used[^]*JSON[^]*FILMGATE_PRICE_BOOK/,
  ],
  ['a wrong book', () => file('{"version": "1"}'), /prices\.json cannot be used:\n- prices: /],
])('%s is told with its path', (_, path, message) => {
  const attempt = () => loadPriceBook(path());
  expect(attempt).toThrow(PriceBookError);
  expect(attempt).toThrow(message);
});
