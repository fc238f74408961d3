import { expect, test } from 'vitest';
import { catalogueOf } from '../dialects/catalogues.ts';
import { requireModel } from '../generation/catalogue.ts';
import { ownPriceBook, parsePriceBook } from './book.ts';
import { offerOf } from './offer.ts';

const credits = (amount: number): bigint => BigInt(Math.round(amount * 1_000_000));
const ownOffer = (name: string, dialect: string) =>
  offerOf(ownPriceBook(), requireModel(name, catalogueOf(dialect), 'model'));

test('a price by the second is shown with its factor for an image', () => {
  expect(ownOffer('seedance-2.0', 'seedance2ink')).toEqual({
    per: 'second',
    rateMicros: { '480p': credits(4), '720p': credits(8), '1080p': credits(16) },
    rateMicrosWithVideo: null,
    imageFactorThousandths: 1600,
  });
});

test('a price by the task is shown as such', () => {
  expect(ownOffer('seedance2.0-mini-sp', 'jimmyai')).toEqual({
    per: 'task',
    rateMicros: { '480p': credits(20), '720p': credits(40) },
    rateMicrosWithVideo: null,
    imageFactorThousandths: 1000,
  });
});

test('a price by tokens is shown with the class for input video', () => {
  expect(ownOffer('seedance-2.0-fast', 'ark')).toEqual({
    per: 'million_tokens',
    rateMicros: { '480p': credits(224), '720p': credits(224) },
    rateMicrosWithVideo: { '480p': credits(132), '720p': credits(132) },
    imageFactorThousandths: 1000,
  });
});

test('all factors that an image brings are one', () => {
  const price = {
    per: 'task',
    rates: { '720p': '1 credit' },
    extras: [
      { when: 'image', factorThousandths: 1333 },
      { when: 'video', factorThousandths: 500 },
      { when: 'medium', factorThousandths: 1007 },
    ],
  };
  const book = parsePriceBook({ version: '1', prices: { p: price } }, 'a test book');
  expect(offerOf(book, { priceName: 'p' })?.imageFactorThousandths).toBe(1342);
  expect(offerOf(book, { priceName: 'nothing' })).toBeNull();
});
