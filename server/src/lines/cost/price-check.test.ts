import { describe, expect, test } from 'vitest';
import { catalogueOf, everyModel } from '../../dialects/catalogues.ts';
import { requireModel } from '../../generation/catalogue.ts';
import { tokensOf } from '../../generation/tokens.ts';
import { ownPriceBook } from '../../pricing/book.ts';
import { pricedOf, quoteFor } from '../../tasks/plan.ts';
import { combinationKinds, extremesOf } from './combinations.ts';
import { likelyMade } from './cost.ts';
import { checkPrices, type Combination } from './price-check.ts';
import { presets } from '../book/presets.ts';

const currencies = { creditsPerUsd: 40, cnyPerUsdMicros: 7_100_000n };
const book = ownPriceBook();

function check(lines: Parameters<typeof checkPrices>[0]['lines'] = [], tier: string | null = null) {
  const withTier = { ...book, tiers: new Map([['half', { discountPercent: 50 }]]) };
  return checkPrices({ book: withTier, tier, lines, currencies });
}

const nameOf = ({ dialects, model }: Combination) => `${dialects.join()} ${model}`;
const find = (all: readonly Combination[], model: string, resolution: string, kind: string) =>
  all.find((one) => one.model === model && one.resolution === resolution && one.with === kind);

/** Sold by JimmyAI in 2k, which no maker of the engine lists. */
const of2k = ['sd2_mx_2k', 'sd2_mx_video_2k'];

describe('against the list of the engine', () => {
  const all = check();

  test('every model is there, with each kind of request that it takes', () => {
    expect(new Set(all.map(nameOf)).size).toBe(everyModel.length);
    const kinds = all.filter((one) => one.model === 'seedance2.0-933').map((one) => one.with);
    expect(new Set(kinds)).toEqual(new Set(['text', 'image', 'input video']));
    expect(find(all, 'sd2_mx_720p', '720p', 'input video')).toBeUndefined();
  });

  test('what has no list cost is not called below it', () => {
    const unlisted = all.filter((one) => one.listCostMicros === null);
    expect(new Set(unlisted.map(({ model }) => model))).toEqual(new Set(of2k));
    expect(unlisted.some((one) => one.belowListCost)).toBe(false);
  });

  test('27 models sell below it in some combination; with 2k at the rate of 1080p it would be 29', () => {
    const below = new Set(all.flatMap((one) => (one.belowListCost ? nameOf(one) : [])));
    expect(below.size).toBe(27);
    for (const name of of2k) {
      const model = requireModel(name, catalogueOf('jimmyai'), 'model');
      const losses = combinationKinds.flatMap((kind) =>
        extremesOf(model, '2k', kind).filter((request) => {
          const price = quoteFor(book, model, request, null).totalMicros;
          // 7.70 USD a million tokens, or 4.70 with video.
          const rate = kind === 'input video' ? 4_700_000n : 7_700_000n;
          const { videos } = pricedOf(request);
          const seconds = videos.reduce((sum, video) => sum + video.seconds, 0);
          const input = { hasVideo: videos.length > 0, seconds };
          const tokens = BigInt(tokensOf(likelyMade(request), input));
          return price < (tokens * rate * 40n) / 1_000_000n;
        }),
      );
      expect(losses.length, name).toBeGreaterThan(0);
    }
  });

  test('the worst is told in the request that pays least', () => {
    expect(find(all, 'seedance2.0-933', '1080p', 'input video')).toEqual({
      model: 'seedance2.0-933',
      dialects: ['jimmyai'],
      family: 'seedance-2.0',
      resolution: '1080p',
      with: 'input video',
      seconds: 4,
      inputSeconds: 15.125,
      priceMicros: 15_328_000n,
      listCostMicros: 175_122_000n,
      line: null,
      belowListCost: true,
      belowLineCost: false,
    });
    // Sold by the task, so the longest pays least.
    expect(find(all, 'seedance2.0-md', '720p', 'text')).toMatchObject({
      seconds: 15,
      priceMicros: 80_000_000n,
      listCostMicros: 90_972_000n,
    });
  });

  test('what is sold at the list price is not below it, and is with a discount', () => {
    expect(find(all, 'doubao-seedance-2-0-260128', '720p', 'text')?.belowListCost).toBe(false);
    const cheaper = check([], 'half');
    expect(find(cheaper, 'doubao-seedance-2-0-260128', '720p', 'text')?.belowListCost).toBe(true);
  });
});

test('against lines it is the cheapest that takes the request and whose cost is known', () => {
  const { models, dialect } = presets.volcengine;
  const byteplus = { name: 'dear', dialect, models: presets.byteplus.models };
  const volcengine = { name: 'cheap', dialect, models };
  const unknown = {
    name: 'unknown',
    dialect,
    models: models.map((model) => ({ ...model, cost: null })),
  };
  const of = (lines: Parameters<typeof check>[0]) =>
    find(check(lines), 'seedance2.0-933', '720p', 'text');
  expect(of([unknown])).toMatchObject({ line: null, belowLineCost: false });
  // 97 frames of 720p: 87 300 tokens at 7.00 USD, or at 46 CNY.
  expect(of([unknown, byteplus])).toMatchObject({
    line: { name: 'dear', costMicros: 24_444_000n },
    belowLineCost: true,
  });
  expect(of([byteplus, volcengine])?.line?.name).toBe('cheap');
});
