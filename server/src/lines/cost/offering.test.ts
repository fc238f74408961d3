import { describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { catalogueOf } from '../../dialects/catalogues.ts';
import { requireModel } from '../../generation/catalogue.ts';
import type { FamilyName } from '../../generation/families.ts';
import { problemOf } from '../../generation/testing.ts';
import { ownPriceBook } from '../../pricing/book.ts';
import type { StudioSales } from '../../pricing/policies.ts';
import { platformOrigin } from '../../tasks/origin.ts';
import { quoteFor } from '../../tasks/plan.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import type { Sale } from './below-cost.ts';
import type { OpenLine } from '../book/registry.ts';
import type { Line, LineCost, LineModel } from '../book/line.ts';
import { createOffering, soldResolutions } from './offering.ts';
import { planned, references } from '../../making/testing/planned.ts';

function lineOf(dialect: string, model: Partial<LineModel>, more: Partial<Line> = {}): OpenLine {
  const models = [
    {
      family: 'seedance-2.0' as const,
      upstreamName: 'its-name',
      tasksMax: 1,
      cost: null,
      ...model,
    },
  ];
  const state = { name: 'one', enabled: true, draining: false };
  // All else of a line plays no part in what it can take.
  return { line: { id: 'l', dialect, models, ...state, ...more } as Line, secret: null };
}

function offeringOf(
  lines: readonly OpenLine[],
  studioSells: StudioSales = 'auto',
  ours = 'https://ours.example.com',
) {
  const judged: Sale[] = [];
  const offering = createOffering({
    book: {
      lines: () => lines,
      serves: (family: FamilyName) =>
        lines.some(({ line }) => line.models.some((model) => model.family === family)),
    },
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    mediaUrl: () => `${ours}/media/1.png`,
    currencies: { creditsPerUsd: 40, cnyPerUsdMicros: 7_100_000n },
    studioSells,
    judge: (sale) => judged.push(sale),
  });
  return { offering, judged };
}

/** What is said to a live key; null where it is taken. */
function refusal(
  offering: ReturnType<typeof offeringOf>['offering'],
  over: Partial<PlannedRequest> = {},
  name = 'seedance-2.0',
  tier: string | null = null,
) {
  const request = planned({ model: name, ...over });
  const model = requireModel(name, platformOrigin.catalogue, 'model');
  const book = { ...ownPriceBook(), tiers: new Map([['half', { discountPercent: 50 }]]) };
  const quoted = quoteFor(book, model, request, tier);
  return problemOf(() => {
    offering.check({ origin: platformOrigin, model, request, quoted });
  });
}

const possible = (lines: readonly OpenLine[], over: Partial<PlannedRequest>) =>
  refusal(offeringOf(lines).offering, over) === null;

const onlySmall = lineOf('ark', { resolutions: ['480p'] });

test('what one of the lines can take is possible, also while that one takes nothing', () => {
  expect(possible([onlySmall], { resolution: '480p' })).toBe(true);
  const off = lineOf('ark', {}, { enabled: false, draining: true });
  expect(possible([onlySmall, off], { resolution: '720p' })).toBe(true);
});

test('what none of them can ever take is not', () => {
  expect(possible([onlySmall], { resolution: '720p' })).toBe(false);
});

describe('what a request will cost is asked of the cheapest line that can take it', () => {
  const cost = (rate: string): LineCost => ({
    per: 'second',
    of: 'output',
    rates: { '720p': rate },
  });
  const line = (name: string, rate: string | null, more: Partial<Line> = {}, over = {}) =>
    lineOf(
      'ark',
      { cost: rate === null ? null : cost(rate), ...over },
      { id: name, name, ...more },
    );
  const judgedOf = (lines: readonly OpenLine[], tier: string | null = null) => {
    const { offering, judged } = offeringOf(lines);
    expect(refusal(offering, {}, 'seedance-2.0', tier)).toBeNull();
    return judged.map((sale) => [sale.line, sale.priceMicros, sale.costMicros]);
  };

  test('whose cost is known', () => {
    const dear = line('dear', '0.3 USD');
    const cheap = line('cheap', '0.1 USD');
    const unknown = line('unknown', null);
    expect(judgedOf([dear, cheap, unknown])).toEqual([['cheap', 40_000_000n, 20_000_000n]]);
    expect(judgedOf([unknown, dear])).toEqual([['dear', 40_000_000n, 60_000_000n]]);
    expect(judgedOf([unknown])).toEqual([]);
  });

  test('and which is open, as long as one is', () => {
    const dear = line('dear', '0.3 USD');
    const closed = [
      line('off', '0.1 USD', { enabled: false }),
      line('draining', '0.1 USD', { draining: true }),
    ];
    expect(judgedOf([...closed, dear])).toMatchObject([['dear', 40_000_000n, 60_000_000n]]);
    expect(judgedOf(closed)).toMatchObject([['off', 40_000_000n, 20_000_000n]]);
  });

  test('and not of one that cannot take it', () => {
    const narrow = line('narrow', '0.1 USD', {}, { resolutions: ['480p'] });
    expect(judgedOf([narrow, line('dear', '0.3 USD')])).toMatchObject([
      ['dear', 40_000_000n, 60_000_000n],
    ]);
  });

  test('beside the price after all discounts, of the length that is likely', () => {
    const lines = [line('up', '0.1 USD')];
    expect(judgedOf(lines, 'half')).toEqual([['up', 20_000_000n, 20_000_000n]]);
    const { offering, judged } = offeringOf(lines);
    expect(refusal(offering, { seconds: 'auto' })).toBeNull();
    expect(judged).toMatchObject([{ priceMicros: 40_000_000n, costMicros: 20_000_000n }]);
  });
});

describe('a model that no line serves', () => {
  const other = lineOf('ark', { family: 'seedance-2.5' });
  const off = lineOf('ark', { family: 'seedance-2.5' }, { enabled: false, draining: true });

  test('is made by the studio as long as there is no line at all', () => {
    expect(refusal(offeringOf([]).offering)).toBeNull();
  });

  test('is refused where there are lines, with the way out', () => {
    for (const lines of [[other], [off]]) {
      expect(refusal(offeringOf(lines).offering)).toEqual({
        code: 'model_unavailable',
        field: 'model',
        message: 'model is seedance-2.0, which is not offered here at present: use seedance-2.5.',
      });
    }
  });

  test('is made where the operator sells the films of the studio, and never where they do not', () => {
    expect(refusal(offeringOf([other], 'always').offering)).toBeNull();
    expect(refusal(offeringOf([], 'always').offering)).toBeNull();
    expect(refusal(offeringOf([], 'never').offering)?.message).toBe(
      'model is seedance-2.0, which is not offered here at present: ask the operator to connect a provider.',
    );
    expect(refusal(offeringOf([other], 'never').offering)?.code).toBe('model_unavailable');
  });

  test('is still offered at the resolutions that another engine makes', () => {
    const { sells } = offeringOf([lineOf('ark', {})]).offering;
    const fast = requireModel('seedance2.0-fast-sp', catalogueOf('jimmyai'), 'model');
    expect(soldResolutions(fast, sells)).toEqual(['1080p']);
  });
});

test('a line that takes no media from an http address says so, and whom it is up to', () => {
  const lines = [lineOf('seedance2ink', { upstreamName: 'seedance-2.0' })];
  const picture = { mode: 'reference' as const, media: references('image', 'image', 'image') };
  const { offering } = offeringOf(lines, 'auto', 'http://ours.example.com');
  expect(refusal(offering, picture)?.message).toContain('set PUBLIC_URL to an https address');
  expect(refusal(offering)).toBeNull();
  expect(refusal(offeringOf(lines).offering, picture)).toBeNull();
});

describe('what no line can be told for a single word is told by that word', () => {
  const old = { family: 'seedance-1.0-pro', seconds: 5, generateAudio: false } as const;
  test.each<[string, Partial<PlannedRequest>, string, string]>([
    ['flex', { ...old, flex: true }, 'serviceTier', 'default tier'],
    ['a still camera', { ...old, cameraFixed: true }, 'cameraFixed', 'leave it out'],
    ['frames', { ...old, frames: 29, seconds: 28 / 24 }, 'frames', 'give the length as seconds'],
    [
      'an edit',
      {
        family: 'seedance-2.5',
        referenceTask: 'edit',
        seconds: 'auto',
        ratio: 'adaptive',
        mode: 'reference',
        media: references({ video: 6 }),
      },
      'referenceTask',
      'say it in the text',
    ],
  ])('%s', (_what, asked, field, wayOut) => {
    const name = asked.family ?? '';
    const lines = [lineOf('hmtm', { family: asked.family })];
    const problem = refusal(offeringOf(lines).offering, asked, name);
    expect(problem).toMatchObject({ code: 'model_unavailable', field });
    expect(problem?.message).toContain(`${field} is `);
    expect(problem?.message).toContain(wayOut);
    const able = [lineOf('ark', { family: asked.family })];
    expect(refusal(offeringOf(able).offering, asked, name)).toBeNull();
  });

  test('and not where the rest cannot be made either', () => {
    const lines = [lineOf('hmtm', { family: 'seedance-1.0-pro', resolutions: ['480p'] })];
    const asked = { ...old, flex: true, resolution: '1080p' } as const;
    expect(refusal(offeringOf(lines).offering, asked, 'seedance-1.0-pro')?.field).toBe('model');
  });
});
