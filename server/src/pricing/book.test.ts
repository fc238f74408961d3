import { describe, expect, test } from 'vitest';
import { parsePriceBook, PriceBookError } from './book.ts';
import { decimalToMicros, microsToDecimal } from '../generation/money.ts';

const bookOf = (price: unknown, rest: object = {}) => ({
  version: '1',
  prices: { p: price },
  ...rest,
});
const good = { per: 'task', rates: { '720p': '1 credit' } };

const inCny = { per: 'task', rates: { '720p': '46 CNY' } };

const rateOf = (creditsPerUsd: number) =>
  parsePriceBook(
    bookOf({ per: 'task', rates: { '720p': '0.0479 USD' } }, { creditsPerUsd }),
    'x',
  ).prices.get('p')?.rateMicros['720p'];

describe('a book with a mistake is refused with the place, the trouble and the way out', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'a bare number',
      bookOf({ ...good, rates: { '720p': 8 } }),
      /prices > p > rates > 720p: must be a text such as "8 credits"/,
    ],
    [
      'no unit',
      bookOf({ ...good, rates: { '720p': '8' } }),
      /rates > 720p: "8" is no amount; write it like "8 credits" or "0.20 USD"/,
    ],
    [
      'a comma',
      bookOf({ ...good, rates: { '720p': '8,5 credits' } }),
      /"8,5 credits" is no amount/,
    ],
    [
      'below zero',
      bookOf({ ...good, rates: { '720p': '-1 credits' } }),
      /"-1 credits" is no amount/,
    ],
    ['an exponent', bookOf({ ...good, rates: { '720p': '1e3 credits' } }), /is no amount/],
    [
      'seven decimals',
      bookOf({ ...good, rates: { '720p': '0.0000001 credits' } }),
      /at most six decimals/,
    ],
    [
      'an unknown resolution',
      bookOf({ ...good, rates: { '721p': '1 credit' } }),
      /prices > p > rates: does not know "721p"/,
    ],
    ['no rate', bookOf({ ...good, rates: {} }), /prices > p > rates: no resolution has a rate/],
    [
      'an unknown form',
      bookOf({ ...good, per: 'minute' }),
      /prices > p > per: must be second, task or million_tokens/,
    ],
    [
      'a field of another form',
      bookOf({ ...good, of: 'output' }),
      /prices > p: does not know "of"/,
    ],
    [
      'a discount above all',
      bookOf(good, { tiers: { gold: { discountPercent: 101 } } }),
      /tiers > gold > discountPercent: .*100/,
    ],
    ['a CNY of unknown worth', bookOf(inCny), /creditsPerCny: is missing, but amounts are in CNY/],
    ['no version', { prices: {} }, /version: /],
    ['no book', null, /the file: /],
  ])('%s', (_, json, message) => {
    const attempt = () => parsePriceBook(json, 'prices.json');
    expect(attempt).toThrow(PriceBookError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(/price book prices\.json cannot be used/);
  });

  test('all mistakes are told at once', () => {
    const json = bookOf({ per: 'task', rates: { '480p': 1, '720p': '2' } });
    expect(() => parsePriceBook(json, 'x')).toThrow(/480p: [^]*720p: /);
  });
});

describe('amounts are exact', () => {
  test.each([
    ['0', 0n],
    ['8', 8_000_000n],
    ['12.8', 12_800_000n],
    ['0.0479', 47_900n],
    ['999999999999.999999', 999_999_999_999_999_999n],
  ])('%s', (text, micros) => {
    expect(decimalToMicros(text)).toBe(micros);
    expect(microsToDecimal(micros)).toBe(text);
  });

  test.each(['', '.5', '5.', '08', '1_000', '0x10', '1.2345678', '１'])('%j is none', (text) => {
    expect(decimalToMicros(text)).toBeNull();
  });

  test('a CNY is what the book says', () => {
    const { prices } = parsePriceBook(bookOf(inCny, { creditsPerCny: 6 }), 'x');
    expect(prices.get('p')?.rateMicros['720p']).toBe(276_000_000n);
  });

  test('a dollar is what the book says', () => {
    expect(rateOf(40)).toBe(1_916_000n);
    expect(rateOf(1)).toBe(47_900n);
  });
});
