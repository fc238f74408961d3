import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import { catalogueOf } from '../dialects/catalogues.ts';
import { ownPriceBook, parsePriceBook } from '../pricing/book.ts';
import type { Affordable } from './affordable.ts';
import { leastOfAsk, leastOfCatalogues } from './least-price.ts';
import { draft, plan, quoteFor } from './plan.ts';
import {
  addCustomer,
  dialectNamed,
  openTaskFixture,
  order,
  type TaskFixture,
} from './testing/fixture.ts';

const book = ownPriceBook();

describe('the least price', () => {
  const samples = dialects.flatMap(({ name }) =>
    catalogueOf(name).models.flatMap((model) =>
      model.limits.resolutions.flatMap((resolution) =>
        [...model.limits.ratios].flatMap((ratio) =>
          [model.limits.seconds[0], model.limits.seconds.at(-1)].map((seconds) => ({
            name,
            model,
            resolution,
            ratio,
            seconds,
          })),
        ),
      ),
    ),
  );

  test('is no more than the quote of any request', () => {
    let compared = 0;
    for (const { name, model, resolution, ratio, seconds } of samples) {
      const origin = dialectNamed(name);
      const ask = { model: model.name, prompt: 'a', media: [], resolution, ratio, seconds };
      let drafted;
      try {
        drafted = draft(origin, ask, 1);
      } catch {
        continue;
      }
      let quoted: bigint;
      try {
        quoted = quoteFor(book, model, plan(drafted, []), null).totalMicros;
      } catch {
        continue;
      }
      expect(leastOfCatalogues(book, [catalogueOf(name)], null)).toBeLessThanOrEqual(quoted);
      expect(leastOfAsk(book, drafted, null)).toBe(quoted);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(100);
  });

  test('is of the cheapest combination, with the discount of a tier', () => {
    const cheap = parsePriceBook(
      {
        version: '1',
        tiers: { half: { discountPercent: 50 } },
        prices: Object.fromEntries(
          [...book.prices.keys()].map((name) => [
            name,
            {
              per: 'task',
              rates: { '480p': '4 credits', '720p': '10 credits' },
              extras: [{ when: 'image', factorThousandths: 500 }],
            },
          ]),
        ),
      },
      'test',
    );
    expect(leastOfCatalogues(cheap, [catalogueOf('hmtm')], null)).toBe(2_000_000n);
    expect(leastOfCatalogues(cheap, [catalogueOf('hmtm'), catalogueOf('openai')], 'half')).toBe(
      1_000_000n,
    );
    expect(leastOfCatalogues(cheap, [catalogueOf('nobody')], null)).toBe(0n);
  });

  test('of a request counts the media whose kind it names', () => {
    const url = 'https://media.example/a';
    const medium = (kind: 'image' | 'video' | null) => ({ url, kind, role: null, field: 'a' });
    const withMedia = (kind: 'image' | 'video' | null) =>
      leastOfAsk(
        book,
        draft(
          dialectNamed('seedance2ink'),
          { model: 'seedance-2.0', prompt: 'a', media: [medium(kind)], seconds: 5 },
          1,
        ),
        null,
      );
    expect(withMedia(null)).toBeLessThanOrEqual(withMedia('image'));
    expect(withMedia(null)).toBeLessThanOrEqual(withMedia('video'));
    expect(withMedia('image')).toBeGreaterThan(0n);
  });
});

describe('before its media are looked at', () => {
  let fixture: TaskFixture;
  let affordable: Affordable;
  beforeAll(async () => {
    fixture = await openTaskFixture();
    ({ affordable } = fixture);
  });
  afterAll(() => fixture.close());

  const hmtm = [dialectNamed('hmtm')];

  test('a large create of an account without credits is refused', async () => {
    const poor = await addCustomer(fixture, 0);
    await expect(affordable.beforeBody(poor, hmtm)).rejects.toMatchObject({
      problem: { code: 'insufficient_credits' },
    });
  });

  test('that of an account with some, of a test key, and of no account, is not', async () => {
    const rich = await addCustomer(fixture, 1_000);
    const tester = await addCustomer(fixture, 0, 'test');
    await affordable.beforeBody(rich, hmtm);
    await affordable.beforeBody(tester, hmtm);
    const held = await addCustomer(fixture, 40);
    await fixture.submit(held, order());
    await expect(affordable.beforeBody(held, hmtm)).rejects.toThrow();
  });

  test('of a request with media the least that it can cost is what counts', async () => {
    const customer = await addCustomer(fixture, 39);
    const media = [
      { url: 'https://m.example/a.png', kind: 'image', role: null, field: 'a' },
    ] as const;
    const withMedia = (key?: string) => {
      const { ask } = order().decode();
      return { ...order({ key }), decode: () => ({ ask: { ...ask, media } }) };
    };
    // Nothing is fetched: the spine has no media, and fails where they are touched.
    await expect(fixture.submit(customer, withMedia())).rejects.toMatchObject({
      problem: {
        code: 'insufficient_credits',
        message:
          'The account has too few credits for this request: at least 64 credits are required, 39 are available, 25 are short. Add credits, or ask for less.',
      },
    });
    await expect(fixture.submit(customer, withMedia('k'))).rejects.toMatchObject({
      problem: { code: 'insufficient_credits' },
    });
    const rich = await addCustomer(fixture, 1_000);
    await expect(fixture.submit(rich, withMedia())).rejects.toThrow('this test has no media');
    const tester = await addCustomer(fixture, 0, 'test');
    await expect(fixture.submit(tester, withMedia())).rejects.toThrow('this test has no media');
  });
});
