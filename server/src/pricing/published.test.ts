/** Every price that is published, as a customer would be charged it. */
import { describe, expect, test } from 'vitest';
import { catalogueOf, everyModel, sellersOf } from '../dialects/catalogues.ts';
import { requireModel } from '../generation/catalogue.ts';
import type { FamilyName } from '../generation/families.ts';
import { familyOf } from '../generation/models.ts';
import { decimalToMicros } from '../generation/money.ts';
import { pixelsOf } from '../generation/pixels.ts';
import type { FixedRatio, Resolution } from '../generation/request.ts';
import { framesOf, framesPerSecond, tokensOf } from '../generation/tokens.ts';
import { ownPriceBook, parsePriceBook } from './book.ts';
import { offerOf } from './offer.ts';
import { quote } from './quote.ts';

const book = ownPriceBook();

interface Order {
  seconds: number;
  resolution?: Resolution;
  ratio?: FixedRatio;
  images?: number;
  audios?: number;
  /** Seconds of each input video. */
  videos?: readonly number[];
}

/** Micro-credits, without any discount. */
function costOf(dialect: string, name: string, order: Order): bigint {
  const model = requireModel(name, catalogueOf(dialect), 'model');
  const { resolution = '720p', ratio = '16:9', videos = [] } = order;
  const what = {
    ...pixelsOf(familyOf(model, resolution), resolution, ratio),
    priceName: model.priceName,
    resolution,
    seconds: order.seconds,
    images: order.images ?? 0,
    videos: videos.map((seconds) => ({ seconds })),
    audios: order.audios ?? 0,
  };
  return quote(book, what, null).totalMicros;
}

function credits(amount: string): bigint {
  const micros = decimalToMicros(amount);
  if (micros === null) throw new RangeError(`${amount} is no amount`);
  return micros;
}

/** 40 credits are 1 USD. */
const usd = (amount: string): bigint => credits(amount) * 40n;

describe('seedance2.ink: its pages text-to-video and image-to-video', () => {
  test.each<[Order, string]>([
    [{ seconds: 5 }, '40'],
    [{ seconds: 5, images: 1 }, '64'],
  ])('seedance-2.0 of 720p with %o costs %s credits', (order, amount) => {
    expect(costOf('seedance2ink', 'seedance-2.0', order)).toBe(credits(amount));
  });
});

describe('TokenHub: the table of rates and the example of its guide', () => {
  test.each<[string, Resolution, string]>([
    ['doubao-seedance-2.0', '720p', '0.20'],
    ['doubao-seedance-2.0', '480p', '0.12'],
    ['doubao-seedance-2.0-fast', '720p', '0.16'],
    ['doubao-seedance-2.0-fast', '480p', '0.10'],
  ])('%s at %s costs %s USD a second', (name, resolution, rate) => {
    for (const seconds of [4, 5, 10, 15]) {
      expect(costOf('tokenhub', name, { seconds, resolution })).toBe(usd(rate) * BigInt(seconds));
    }
  });

  test('5 s of input video and 10 s of output cost 3.00 USD', () => {
    const order = { seconds: 10, videos: [5] };
    expect(costOf('tokenhub', 'doubao-seedance-2.0', order)).toBe(usd('3.00'));
    const split = { seconds: 10, videos: [2, 3] };
    expect(costOf('tokenhub', 'doubao-seedance-2.0', split)).toBe(usd('3.00'));
  });

  test('so they do where the input is a film that was sold as 5 s, some frames more or less', () => {
    for (const frames of [117, 119, 120, 121, 123]) {
      const order = { seconds: 10, videos: [frames / 24] };
      expect(costOf('tokenhub', 'doubao-seedance-2.0', order)).toBe(usd('3.00'));
    }
    const films = { seconds: 10, videos: [49 / 24, 73 / 24] };
    expect(costOf('tokenhub', 'doubao-seedance-2.0', films)).toBe(usd('3.00'));
  });

  test('any other length counts as it was measured', () => {
    const cost = (seconds: number) =>
      costOf('tokenhub', 'doubao-seedance-2.0', { seconds: 10, videos: [seconds] });
    expect(cost(5.25)).toBe(usd('3.05'));
    expect(cost(124 / 24)).toBe((usd('0.20') * 15_167n) / 1000n);
    expect(cost(4.8)).toBe(usd('2.96'));
  });

  test('images are free', () => {
    const order = { seconds: 5, images: 9 };
    expect(costOf('tokenhub', 'doubao-seedance-2.0', order)).toBe(usd('1.00'));
  });
});

describe('JimmyAI: the billing rules of its pages, with a coin as 1 USD', () => {
  test.each<[string, readonly Resolution[]]>([
    ['seedance2.0-mini-sp', ['480p', '720p']],
    ['seedance2.0-md', ['720p']],
    ['seedance2.0-fast-md', ['720p']],
    ['seedance2.0-fast-i2v', ['720p']],
    ['seedance2.0-std', ['720p']],
  ])('%s is sold per task: its length does not count', (name, resolutions) => {
    for (const resolution of resolutions) {
      const costs = [4, 5, 10, 15].map((seconds) =>
        costOf('jimmyai', name, { seconds, resolution, videos: [5] }),
      );
      expect(new Set(costs).size).toBe(1);
      expect(costs[0]).toBeGreaterThan(0n);
    }
  });

  test.each<[string, string]>([
    ['sd2-933-720p', '0.0479'],
    ['seedance-2.5-sp', '0.5'],
  ])('%s costs %s coins a second', (name, rate) => {
    for (const seconds of [4, 5, 15]) {
      expect(costOf('jimmyai', name, { seconds })).toBe(usd(rate) * BigInt(seconds));
    }
  });

  test.each([
    ...['sd2_mx_720p', 'sd2_mx_fast_720p', 'sd2_mx_video_720p', 'sd2_mx_video_fast_720p'],
    ...['seedance2.0-sp', 'seedance2.0-fast-sp', 'seedance2.0-of-sp', 'seedance2.0-of-fast-sp'],
    ...['seedance2.0-mini', 'seedance2.0-933', 'seedance-2.5'],
  ])('%s is sold by the second of output', (name) => {
    const five = costOf('jimmyai', name, { seconds: 5, images: 2, audios: 1, videos: [9] });
    expect(costOf('jimmyai', name, { seconds: 10 })).toBe(2n * five);
  });

  test('Mini with video references counts the first input video, to the nearest second', () => {
    const cost = (seconds: number, ...videos: number[]) =>
      costOf('jimmyai', 'seedance2.0-mini-video', { seconds, videos });
    const second = cost(4) / 4n;
    expect(cost(5, 4.4)).toBe(9n * second);
    expect(cost(5, 4.5)).toBe(10n * second);
    expect(cost(5, 3, 9)).toBe(8n * second);
    expect(cost(5, 121 / 24)).toBe(10n * second);
    expect(cost(5, 2.45)).toBe(7n * second);
    expect(cost(5)).toBe(5n * second);
  });

  test.each<[string, string]>([
    ['seedance2.0-gz', '7.00'],
    ['seedance2.0-gz-720p', '7.00'],
    ['seedance2.0-gz-fast', '5.60'],
    ['seedance2.0-gz-mini', '3.50'],
    ['seedance2.5-gz', '10.70'],
  ])('%s is sold by completion tokens', (name, perMillion) => {
    // 108 900 tokens.
    expect(costOf('jimmyai', name, { seconds: 5 })).toBe((usd(perMillion) * 1089n) / 10_000n);
  });
});

type Class = [family: FamilyName, resolution: Resolution, cny: string, usd: string];

/** Without an input video / with one: Volcengine's list in CNY, BytePlus's in USD, a million tokens. */
const listPrices: Class[] = [
  ['seedance-2.5', '480p', '70 / 42', '10.70 / 6.40'],
  ['seedance-2.5', '720p', '70 / 42', '10.70 / 6.40'],
  ['seedance-2.5', '1080p', '77 / 46', '11.70 / 7.00'],
  ['seedance-2.0', '480p', '46 / 28', '7.00 / 4.30'],
  ['seedance-2.0', '720p', '46 / 28', '7.00 / 4.30'],
  ['seedance-2.0', '1080p', '51 / 31', '7.70 / 4.70'],
  ['seedance-2.0', '4k', '26 / 16', '4.00 / 2.40'],
  ['seedance-2.0-fast', '480p', '37 / 22', '5.60 / 3.30'],
  ['seedance-2.0-fast', '720p', '37 / 22', '5.60 / 3.30'],
  ['seedance-2.0-mini', '480p', '23 / 14', '3.50 / 2.10'],
  ['seedance-2.0-mini', '720p', '23 / 14', '3.50 / 2.10'],
  ['seedance-1.0-pro', '480p', '15', '2.50'],
  ['seedance-1.0-pro', '720p', '15', '2.50'],
  ['seedance-1.0-pro', '1080p', '15', '2.50'],
  ['seedance-1.0-pro-fast', '480p', '4.2', '1.00'],
  ['seedance-1.0-pro-fast', '720p', '4.2', '1.00'],
  ['seedance-1.0-pro-fast', '1080p', '4.2', '1.00'],
];

describe("Ark: the list prices of its and BytePlus's price pages", () => {
  test.each(listPrices)('%s at %s: %s CNY, %s USD', (family, resolution, inCny, inUsd) => {
    const [without = '', withVideo] = inUsd.split(' / ');
    for (const dialect of ['ark', 'openai', 'newapi']) {
      const offer = offerOf(book, requireModel(family, catalogueOf(dialect), 'model'));
      expect(offer?.per).toBe('million_tokens');
      expect(offer?.rateMicros[resolution]).toBe(usd(without));
      const rate = offer?.rateMicrosWithVideo?.[resolution];
      expect(rate).toBe(withVideo === undefined ? undefined : usd(withVideo));
    }
    const chinese = bookInCny(resolution, inCny).get('p');
    const cny = inCny.split(' / ').map((amount) => credits(amount) * 10n);
    expect(chinese?.rateMicros[resolution]).toBe(cny[0]);
    expect(chinese?.rateMicrosWithVideo?.[resolution]).toBe(cny[1]);
  });

  function bookInCny(resolution: Resolution, inCny: string) {
    const [without = '', withVideo] = inCny.split(' / ').map((amount) => `${amount} CNY`);
    const price = {
      per: 'million_tokens',
      rates: { [resolution]: without },
      ...(withVideo === undefined ? {} : { ratesWithVideo: { [resolution]: withVideo } }),
    };
    const json = { version: '1', creditsPerCny: 10, prices: { p: price } };
    return parsePriceBook(json, 'a test book').prices;
  }

  test('nothing that Ark sells is without a list price', () => {
    const listed = listPrices.map(([family, resolution]) => `${family} ${resolution}`);
    const sold = catalogueOf('ark').models.flatMap(({ family, limits }) =>
      limits.resolutions.map((each) => `${family} ${each}`),
    );
    expect(new Set(sold)).toEqual(new Set(listed));
  });

  test('5 s of 720p are 108 900 tokens: 0.7623 USD on 2.0', () => {
    expect(costOf('ark', 'seedance-2.0', { seconds: 5 })).toBe(usd('0.7623'));
  });

  test('a short input video costs the minimum of 194 400 tokens, in the class with video', () => {
    // 0.1944 x 4.30 USD.
    expect(costOf('ark', 'seedance-2.0', { seconds: 5, videos: [2] })).toBe(usd('0.83592'));
    expect(costOf('ark', 'seedance-2.0', { seconds: 5, videos: [3.9] })).toBe(usd('0.83592'));
    const more = costOf('ark', 'seedance-2.0', { seconds: 5, videos: [4] });
    expect(more).toBeGreaterThan(usd('0.83592'));
  });

  test('where tokens are sold, every frame of an input video counts', () => {
    const cost = (frames: number) =>
      costOf('ark', 'seedance-2.0', { seconds: 5, videos: [frames / 24] });
    const tokens = (frames: number) => BigInt((1280 * 720 * frames) / 1024);
    for (const frames of [120, 121, 123]) {
      expect(cost(frames)).toBe((usd('4.30') * tokens(121 + frames)) / 1_000_000n);
    }
  });

  test('30 s from 30 s of input video are 1 296 900 tokens on 2.5', () => {
    // 1.2969 x 6.40 USD.
    const order = { seconds: 30, videos: [15, 15] };
    expect(costOf('ark', 'seedance-2.5', order)).toBe(usd('8.30016'));
  });

  test.each<[FamilyName, Resolution, bigint, string]>([
    ['seedance-2.5', '480p', 70n, '3.36'],
    ['seedance-2.5', '720p', 70n, '7.56'],
    ['seedance-2.5', '1080p', 77n, '18.71'],
    ['seedance-2.0', '480p', 46n, '2.31'],
    ['seedance-2.0', '720p', 46n, '4.97'],
    ['seedance-2.0', '1080p', 51n, '12.39'],
    ['seedance-2.0', '4k', 26n, '25.27'],
  ])(
    '5 s of %s at %s: the published estimate, one frame below the bill',
    (family, size, rate, cny) => {
      const pixels = pixelsOf(family, size, '16:9');
      const billed = tokensOf({ ...pixels, seconds: 5 }, { hasVideo: false, seconds: 0 });
      const estimate = (pixels.width * pixels.height * 5 * framesPerSecond) / 1024;
      expect(((estimate * Number(rate)) / 1_000_000).toFixed(2)).toBe(cny);
      expect(billed).toBe(Math.floor((estimate * framesOf(5)) / (framesOf(5) - 1)));
    },
  );
});

test('every model has a price at every resolution that it sells, and every price is of a model', () => {
  for (const model of everyModel) {
    const price = book.prices.get(model.priceName);
    const sold = new Set(model.limits.resolutions);
    for (const resolution of sold) {
      expect(price?.rateMicros[resolution], `${model.priceName} at ${resolution}`).toBeDefined();
    }
    const withVideo = price?.rateMicrosWithVideo ?? null;
    if (withVideo === null || model.limits.references.videos === 0) continue;
    for (const resolution of sold) expect(withVideo[resolution]).toBeDefined();
  }
  const used = new Map(everyModel.map(({ priceName }) => [priceName, new Set<Resolution>()]));
  for (const { priceName, limits } of everyModel) {
    for (const resolution of limits.resolutions) used.get(priceName)?.add(resolution);
  }
  expect(new Set(book.prices.keys())).toEqual(new Set(used.keys()));
  for (const [name, { rateMicros }] of book.prices) {
    expect(new Set(Object.keys(rateMicros)), name).toEqual(used.get(name));
  }
});

test('what more pixels or a longer video cost is never less', () => {
  for (const model of everyModel) {
    const [dialect = ''] = sellersOf(model);
    const costs = model.limits.resolutions.map((resolution) =>
      costOf(dialect, model.name, { seconds: 5, resolution }),
    );
    expect(costs, model.name).toEqual([...costs].sort((a, b) => (a < b ? -1 : 1)));
  }
});
