import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import { resolutions } from '../generation/request.ts';
import { problemOf } from '../generation/testing.ts';
import { ownPriceBook, parsePriceBook } from './book.ts';
import { quoteFromJson, quoteToJson } from './quote-json.ts';
import { type Priceable, charge, quote } from './quote.ts';

const credits = (amount: number): bigint => BigInt(Math.round(amount * 1_000_000));

/** Every form of price that the platforms publish, some with their published numbers. */
const everyForm = parsePriceBook(
  {
    version: 'test',
    creditsPerUsd: 40,
    tiers: { gold: { discountPercent: 10 }, third: { discountPercent: 33 } },
    prices: {
      tokenhub: {
        per: 'second',
        of: 'input+output',
        rates: { '720p': '0.20 USD', '480p': '0.12 USD' },
      },
      'jimmyai-933': { per: 'second', of: 'output', rates: { '720p': '0.0479 USD' } },
      'jimmyai-mini-video': {
        per: 'second',
        of: 'first-input+output',
        rates: { '720p': '2 credits' },
      },
      'jimmyai-md': { per: 'task', rates: { '720p': '7.5 credits' } },
      ark: {
        per: 'million_tokens',
        rates: { '480p': '7.00 USD', '720p': '7.00 USD', '1080p': '7.70 USD' },
        ratesWithVideo: { '480p': '4.30 USD', '720p': '4.30 USD', '1080p': '4.70 USD' },
      },
      extras: {
        per: 'second',
        of: 'output',
        rates: { '720p': '1 credit' },
        extras: [
          { when: 'image', factorThousandths: 1333 },
          { when: 'video', factorThousandths: 500 },
          { when: 'audio', factorThousandths: 1100 },
          { when: 'medium', factorThousandths: 1007 },
        ],
      },
    },
  },
  'a test book',
);

const textOnly = {
  resolution: '720p',
  seconds: 5,
  width: 1280,
  height: 720,
  images: 0,
  videos: [],
  audios: 0,
} as const;
const oneVideo = (seconds: number) => ({ videos: [{ seconds }] });

const thirdWithImage = (rate: string) =>
  parsePriceBook(
    {
      version: '1',
      tiers: { half: { discountPercent: 50 } },
      prices: {
        p: {
          per: 'task',
          rates: { '720p': rate },
          extras: [{ when: 'image', factorThousandths: 333 }],
        },
      },
    },
    'a test book',
  );

const halfPrice = (rate: string, images: number) => {
  const what = { ...textOnly, priceName: 'p', images };
  return quote(thirdWithImage(rate), what, 'half').totalMicros;
};

describe('the price of a request', () => {
  const own = ownPriceBook();
  test.each<[string, Partial<Priceable>, number]>([
    ['seedance2ink/seedance-2.0', {}, 40],
    ['seedance2ink/seedance-2.0', { images: 1 }, 64],
    ['seedance2ink/seedance-2.0', { images: 2 }, 64],
    ['seedance2ink/seedance-2.0', { resolution: '480p' }, 20],
    ['seedance2ink/seedance-2.0', { resolution: '1080p', seconds: 15, images: 1 }, 384],
    ['seedance2ink/seedance-2.0', { audios: 1, ...oneVideo(5) }, 40],
    ['seedance2ink/seedance-2.0-fast', {}, 32],
    ['seedance2ink/seedance-2.0-fast', { resolution: '480p', seconds: 4 }, 12.8],
    ['seedance2ink/seedance-1.5-pro', { seconds: 10, images: 1 }, 102.4],
    ['hmtm/cme_doubao_seedance_2_0', { images: 9 }, 40],
    ['hmtm/cme_doubao_seedance_2_0', { resolution: '480p' }, 20],
  ])('our book: %s with %o costs %d credits', (priceName, more, expected) => {
    const { totalMicros } = quote(own, { ...textOnly, priceName, ...more }, null);
    expect(totalMicros).toBe(credits(expected));
  });

  test.each<[string, Partial<Priceable>, number]>([
    // Published: (5 + 10) x 0.20 USD = 3.00 USD.
    ['tokenhub', { seconds: 10, ...oneVideo(5) }, 3 * 40],
    ['tokenhub', { seconds: 10, images: 3, audios: 1 }, 2 * 40],
    ['jimmyai-933', { seconds: 15 }, 0.0479 * 15 * 40],
    ['jimmyai-mini-video', oneVideo(4.4), 18],
    ['jimmyai-mini-video', { videos: [{ seconds: 4.5 }, { seconds: 4.5 }] }, 20],
    ['jimmyai-md', { seconds: 15 }, 7.5],
    ['jimmyai-md', { seconds: 4 }, 7.5],
    // 108 900 tokens, and 194 400 (the minimum) with 2 s of input video.
    ['ark', {}, 0.1089 * 7 * 40],
    ['ark', oneVideo(2), 0.1944 * 4.3 * 40],
    ['ark', { resolution: '1080p', width: 1920, height: 1080 }, 0.245025 * 7.7 * 40],
    ['extras', { images: 1 }, 5 * 1.333 * 1.007],
    ['extras', { images: 1, audios: 2, ...oneVideo(3) }, 5 * 1.333 * 0.5 * 1.1 * 1.007],
  ])('every published form is data: %s with %o costs %d credits', (priceName, more, expected) => {
    const what = { ...textOnly, priceName, ...more };
    expect(quote(everyForm, what, null).totalMicros).toBe(credits(expected));
  });

  test('a line says what it is for, and what an extra and a discount change', () => {
    const what = { ...textOnly, priceName: 'extras', audios: 1 };
    const { lines } = quote(everyForm, what, 'gold');
    expect(lines).toEqual([
      { kind: 'base', text: '720p: 1 credits a second for 5 s', amountMicros: credits(5) },
      { kind: 'extra', text: 'with input audio: x 1.1', amountMicros: credits(0.5) },
      { kind: 'extra', text: 'with input media: x 1.007', amountMicros: credits(0.0385) },
      { kind: 'discount', text: 'tier gold: -10 %', amountMicros: credits(-0.55385) },
    ]);
  });

  test('what does not come out even is rounded once, half up', () => {
    expect(halfPrice('0.000001 credits', 0)).toBe(1n);
    expect(halfPrice('0.000003 credits', 0)).toBe(2n);
    // 2 x 0.333 x 0.5 = 0.333: rounded after the factor and again after the discount it would be 1.
    expect(halfPrice('0.000002 credits', 1)).toBe(0n);
    expect(halfPrice('0.000004 credits', 1)).toBe(1n);
  });
});

describe('a request without a price is refused before anything is spent', () => {
  test.each<[string, Partial<Priceable>, string | null, RegExp]>([
    ['no entry', { priceName: 'nothing' }, null, /"nothing" is not in the price book/],
    ['a name of every object', { priceName: 'constructor' }, null, /not in the price book/],
    [
      'no rate for the resolution',
      { resolution: '4k' },
      null,
      /no price at 4k, only at 480p, 720p/,
    ],
  ])('%s', (_, more, tier, message) => {
    const what = { ...textOnly, priceName: 'tokenhub', ...more };
    const attempt = () => quote(everyForm, what, tier);
    expect(attempt).toThrow(ProblemError);
    expect(attempt).toThrow(message);
  });
});

const requests: fc.Arbitrary<Priceable> = fc
  .record({
    priceName: fc.constantFrom(...everyForm.prices.keys()),
    resolution: fc.constant('720p' as const),
    seconds: fc.integer({ min: 1, max: 30 }),
    width: fc.integer({ min: 400, max: 4400 }),
    height: fc.integer({ min: 400, max: 4400 }),
    images: fc.integer({ min: 0, max: 9 }),
    audios: fc.integer({ min: 0, max: 3 }),
    lengths: fc.array(fc.double({ min: 2, max: 15, noNaN: true }), { maxLength: 3 }),
  })
  .map(({ lengths, ...rest }) => ({ ...rest, videos: lengths.map((seconds) => ({ seconds })) }));
const tiers = fc.constantFrom(null, 'gold', 'third');
/** Shares of the request that were really made: of its length, width and height. */
const shares = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true })));

// fast-check prints the seed and the path of a failure.
describe('for any request', () => {
  test('quote >= charge >= 0 for all that can be made of it, and the whole of it costs the quote', () => {
    fc.assert(
      fc.property(requests, tiers, shares, (what, tier, [time = 1, wide = 1, high = 1]) => {
        const said = quote(everyForm, what, tier);
        const made = {
          seconds: what.seconds * time,
          width: Math.ceil(what.width * wide),
          height: Math.ceil(what.height * high),
        };
        const taken = charge(said, made);
        expect(taken).toBeGreaterThanOrEqual(0n);
        expect(taken).toBeLessThanOrEqual(said.totalMicros);
        expect(charge(said, what)).toBe(said.totalMicros);
        const more = { ...what, seconds: what.seconds + 60, width: 9999, height: 9999 };
        expect(charge(said, more)).toBe(said.totalMicros);
      }),
    );
  });

  test('the lines sum to the total', () => {
    fc.assert(
      fc.property(requests, tiers, (what, tier) => {
        const { lines, totalMicros } = quote(everyForm, what, tier);
        expect(lines.reduce((total, line) => total + line.amountMicros, 0n)).toBe(totalMicros);
      }),
    );
  });

  test('a larger discount never costs more, and none is the list price', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(requests, percent, percent, (what, one, other) => {
        const total = (discountPercent: number) =>
          quote({ ...everyForm, tiers: new Map([['t', { discountPercent }]]) }, what, 't')
            .totalMicros;
        expect(total(Math.max(one, other))).toBeLessThanOrEqual(total(Math.min(one, other)));
        expect(total(0)).toBe(quote(everyForm, what, null).totalMicros);
        expect(total(100)).toBe(0n);
      }),
    );
  });

  test('it is the same after storage as JSON, which holds no fraction anywhere', () => {
    fc.assert(
      fc.property(requests, tiers, (what, tier) => {
        const said = quote(everyForm, what, tier);
        const stored = JSON.stringify(quoteToJson(said), (_, value: unknown) => {
          if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true);
          return value;
        });
        expect(quoteFromJson(JSON.parse(stored))).toEqual(said);
      }),
    );
  });
});

test('a tier that the book lacks pays the list price', () => {
  const what = { ...textOnly, priceName: 'tokenhub' };
  expect(quote(everyForm, what, 'platinum')).toEqual(quote(everyForm, what, null));
});

test('a task is charged by the rate of its quote, whatever the book says later', () => {
  const what = { ...textOnly, priceName: 'seedance2ink/seedance-2.0', images: 1 };
  const stored = JSON.stringify(quoteToJson(quote(ownPriceBook(), what, null)));
  const made = { seconds: 4, width: 1280, height: 720 };
  expect(charge(quoteFromJson(JSON.parse(stored)), made)).toBe(credits(51.2));
});

test('a resolution of the vocabulary can be priced', () => {
  const rates = Object.fromEntries(resolutions.map((resolution) => [resolution, '1 credit']));
  const prices = { p: { per: 'task', rates } };
  expect(
    parsePriceBook({ version: '1', prices }, 'a test book').prices.get('p')?.rateMicros,
  ).toEqual(Object.fromEntries(resolutions.map((resolution) => [resolution, credits(1)])));
});

describe('the flex tier', () => {
  const book = parsePriceBook(
    {
      version: 'test',
      prices: {
        both: {
          per: 'million_tokens',
          rates: { '720p': '15 credits' },
          extras: [{ when: 'flex', factorThousandths: 500 }],
        },
        one: { per: 'second', of: 'output', rates: { '720p': '1 credit' } },
      },
    },
    'a test book',
  );
  const flex = { ...textOnly, flex: true };

  test('is held and charged by its own rule', () => {
    const usual = quote(book, { ...textOnly, priceName: 'both' }, null);
    const half = quote(book, { ...flex, priceName: 'both' }, null);
    expect(half.totalMicros * 2n).toBe(usual.totalMicros);
    expect(half.lines.map(({ text }) => text)).toContain('with the flex tier: x 0.5');
    const made = { seconds: 4, width: 1280, height: 720 };
    expect(charge(half, made) * 2n).toBe(charge(usual, made));
    expect(quoteFromJson(JSON.parse(JSON.stringify(quoteToJson(half))))).toEqual(half);
  });

  test('has no price where the book has no rule for it', () => {
    expect(problemOf(() => quote(book, { ...flex, priceName: 'one' }, null))).toMatchObject({
      code: 'unpriced',
      field: 'service_tier',
    });
  });

  test('costs half in our own book, as its maker lists it', () => {
    for (const [name, { extras }] of ownPriceBook().prices) {
      const rules = extras.filter(({ when }) => when === 'flex');
      const isOld = /seedance-1\.0/u.test(name);
      expect([name, rules]).toEqual([
        name,
        isOld ? [{ when: 'flex', factorThousandths: 500 }] : [],
      ]);
    }
  });
});
