import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { families, familyNames, type FamilyName } from '../../generation/families.ts';
import { parseAmount } from '../../generation/money.ts';
import { pixelsOf } from '../../generation/pixels.ts';
import { fixedRatios, type FixedRatio, type Resolution } from '../../generation/request.ts';
import { framesOf } from '../../generation/tokens.ts';
import { countedSeconds } from '../../pricing/book.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import { costOf, expectedCost, inCredits, lineCosts, noCosts, type Currencies } from './cost.ts';
import type { Output } from '../../making/driver.ts';
import type { LineModel } from '../book/line.ts';
import { presetNames, presets, type PresetName } from '../book/presets.ts';
import { planned, references } from '../../making/testing/planned.ts';

/** 40 credits a dollar, 5 credits a CNY. */
const currencies: Currencies = { creditsPerUsd: 40, cnyPerUsdMicros: 8_000_000n };

function amount(text: string): bigint {
  const read = parseAmount(text);
  if (read === null) throw new RangeError(`${text} is no amount`);
  return inCredits(read, currencies);
}

function madeOf(request: PlannedRequest, made: Partial<Output> = {}): Output {
  const seconds = made.seconds ?? (request.seconds === 'auto' ? 5 : request.seconds);
  const ratio: FixedRatio = request.ratio === 'adaptive' ? '16:9' : request.ratio;
  const pixels = pixelsOf(request.family, request.resolution, ratio);
  const frames = framesOf(seconds);
  return { ...pixels, seconds, frames, ratio, completionTokens: null, ...made };
}

function modelOf(preset: PresetName, family: FamilyName, upstreamName?: string): LineModel {
  const { models, others = [] } = presets[preset];
  const found = [...others, ...models].find((model) =>
    upstreamName === undefined
      ? model.family === family
      : model.family === family && model.upstreamName === upstreamName,
  );
  if (!found) throw new Error(`${preset} has no ${family}`);
  return found;
}

function model(cost: LineModel['cost']): LineModel {
  return { family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost };
}

test('money of upstreams is worth what the operator says, to the nearest micro-credit', () => {
  expect(amount('0.20 USD')).toBe(8_000_000n);
  expect(amount('46 CNY')).toBe(230_000_000n);
  const thirds = { creditsPerUsd: 40, cnyPerUsdMicros: 7_100_000n };
  expect(inCredits({ micros: 1_000_000n, unit: 'CNY' }, thirds)).toBe(5_633_803n);
});

describe('Ark: the lists of both regions, a million tokens without and with an input video', () => {
  const all: readonly Resolution[] = ['480p', '720p', '1080p'];
  const small: readonly Resolution[] = ['480p', '720p'];
  test.each<[FamilyName, readonly Resolution[], cny: [string, string], usd: [string, string]]>([
    ['seedance-2.5', small, ['70', '42'], ['10.70', '6.40']],
    ['seedance-2.5', ['1080p'], ['77', '46'], ['11.70', '7.00']],
    ['seedance-2.0', small, ['46', '28'], ['7.00', '4.30']],
    ['seedance-2.0', ['1080p'], ['51', '31'], ['7.70', '4.70']],
    ['seedance-2.0', ['4k'], ['26', '16'], ['4.00', '2.40']],
    ['seedance-2.0-fast', small, ['37', '22'], ['5.60', '3.30']],
    ['seedance-2.0-mini', small, ['23', '14'], ['3.50', '2.10']],
    ['seedance-1.0-pro', all, ['15', '15'], ['2.50', '2.50']],
    ['seedance-1.0-pro-fast', all, ['4.2', '4.2'], ['1.00', '1.00']],
  ])('%s at %s', (family, resolutions, cny, usd) => {
    for (const resolution of resolutions) {
      const text = planned({ family, resolution });
      const video = planned({
        family,
        resolution,
        mode: 'reference',
        media: references({ video: 5 }),
      });
      const million = (request: PlannedRequest) => madeOf(request, { completionTokens: 1_000_000 });
      for (const [regions, [plain, withVideo], unit] of [
        [['volcengine', 'volcengine-individual'], cny, 'CNY'],
        [['byteplus', 'byteplus-individual'], usd, 'USD'],
      ] as const) {
        for (const region of regions) {
          const one = modelOf(region, family);
          expect(costOf(one, text, million(text), currencies)).toBe(amount(`${plain} ${unit}`));
          expect(costOf(one, video, million(video), currencies)).toBe(
            amount(`${withVideo} ${unit}`),
          );
        }
      }
    }
  });

  test.each<[FamilyName, Resolution, string]>([
    ['seedance-2.5', '480p', '3.36'],
    ['seedance-2.5', '720p', '7.56'],
    ['seedance-2.5', '1080p', '18.71'],
    ['seedance-2.0', '480p', '2.31'],
    ['seedance-2.0', '720p', '4.97'],
    ['seedance-2.0', '1080p', '12.39'],
    ['seedance-2.0', '4k', '25.27'],
  ])(
    '5 s of %s at %s come to the published %s CNY, and its one frame more',
    (family, size, cny) => {
      const request = planned({ family, resolution: size });
      const cost = costOf(modelOf('volcengine', family), request, madeOf(request), currencies);
      const frameMore = (Number(amount(`${cny} CNY`)) * 121) / 120;
      expect(Number(cost) / frameMore).toBeCloseTo(1, 2);
    },
  );

  test('an input video costs at least five thirds of the output', () => {
    const media = references({ video: 2 });
    const request = planned({ mode: 'reference', media, seconds: 5 });
    // 194 400 tokens at 28 CNY.
    expect(
      costOf(modelOf('volcengine', 'seedance-2.0'), request, madeOf(request), currencies),
    ).toBe(amount('5.4432 CNY'));
  });

  test('the tokens that the upstream counted go before the formula', () => {
    const request = planned();
    const counted = madeOf(request, { completionTokens: 100_000 });
    expect(costOf(modelOf('volcengine', 'seedance-2.0'), request, counted, currencies)).toBe(
      amount('4.6 CNY'),
    );
  });
});

describe('TokenHub: the table of rates, and the example of its guide', () => {
  test.each<[FamilyName, Resolution, string]>([
    ['seedance-2.0', '480p', '0.12 USD'],
    ['seedance-2.0', '720p', '0.20 USD'],
    ['seedance-2.0-fast', '480p', '0.10 USD'],
    ['seedance-2.0-fast', '720p', '0.16 USD'],
  ])('%s at %s costs %s a second, and pictures are free', (family, resolution, rate) => {
    const one = modelOf('tokenhub', family);
    const text = planned({ family, resolution, seconds: 10 });
    const picture = { ...text, mode: 'reference', media: references('image') } as const;
    for (const request of [text, picture]) {
      expect(costOf(one, request, madeOf(request), currencies)).toBe(amount(rate) * 10n);
    }
  });

  test('5 s of input video and 10 s of output cost 3.00 USD', () => {
    const request = planned({ mode: 'reference', media: references({ video: 5 }), seconds: 10 });
    const cost = costOf(modelOf('tokenhub', 'seedance-2.0'), request, madeOf(request), currencies);
    expect(cost).toBe(amount('3 USD'));
  });
});

describe('JimmyAI: the two prices that are published', () => {
  test.each<[FamilyName, string, string]>([
    ['seedance-2.0', 'sd2-933-720p', '0.0479 USD'],
    ['seedance-2.5', 'seedance-2.5-sp', '0.5 USD'],
  ])('%s as %s costs %s a second', (family, name, rate) => {
    const request = planned({ family, seconds: 12 });
    const cost = costOf(modelOf('jimmyai', family, name), request, madeOf(request), currencies);
    expect(cost).toBe(amount(rate) * 12n);
  });
});

test('every form of a price book prices lines as well', () => {
  const media = references({ video: 2.6 }, 'image', { video: 5 });
  const request = planned({ mode: 'reference', media, seconds: 4 });
  const cost = (form: LineModel['cost']) =>
    costOf(model(form), request, madeOf(request), currencies);
  const rates = { '720p': '1 USD' };
  expect(cost({ per: 'task', rates })).toBe(amount('1 USD'));
  expect(cost({ per: 'second', of: 'output', rates })).toBe(amount('4 USD'));
  expect(cost({ per: 'second', of: 'input+output', rates })).toBe(amount('11.6 USD'));
  expect(cost({ per: 'second', of: 'first-input+output', rates })).toBe(amount('7 USD'));
  const extras = [{ when: 'image', factorThousandths: 1600 }] as const;
  expect(cost({ per: 'task', rates, extras: [...extras] })).toBe(amount('1.6 USD'));
  const ratesWithVideo = { '720p': '0.5 USD' };
  expect(cost({ per: 'task', rates, ratesWithVideo })).toBe(amount('0.5 USD'));
});

describe('a cost that nobody knows is not made up:', () => {
  const request = planned({ resolution: '1080p' });
  test.each<[string, LineModel['cost']]>([
    ['no price', null],
    ['no rate at the resolution', { per: 'task', rates: { '720p': '1 USD' } }],
  ])('%s', (_, cost) => {
    expect(costOf(model(cost), request, madeOf(request), currencies)).toBeNull();
    expect(expectedCost(model(cost), request, currencies)).toBeNull();
  });

  test('what fails, where the documents do not say that it is free, or the upstream bills it', () => {
    const failures = (name: PresetName, billed = false) =>
      lineCosts({ ...presets[name], name }, currencies).failed(planned(), billed);
    expect(presetNames.filter((name) => failures(name) === 0n)).toEqual([
      'volcengine',
      'volcengine-individual',
      'byteplus',
      'byteplus-individual',
      'filmgate',
      'hmtm',
    ]);
    expect(failures('tokenhub')).toBeNull();
    expect(failures('volcengine', true)).toBeNull();
  });
});

describe('what a line costs', () => {
  const up = (...models: LineModel[]) =>
    lineCosts({ name: 'up', dialect: 'ark', models }, currencies);
  const perTask = (amounts: string): LineModel['cost'] => ({
    per: 'task',
    rates: { '720p': amounts },
  });

  test('is what the model costs that takes the task', () => {
    const small = { ...model(perTask('1 USD')), resolutions: ['480p' as const] };
    const large = model(perTask('2 USD'));
    const request = planned();
    const costs = up(small, large);
    expect(costs.expected(request)).toBe(amount('2 USD'));
    expect(costs.succeeded(request, madeOf(request))).toBe(amount('2 USD'));
  });

  test('is still known after its only model was narrowed', () => {
    const request = planned();
    const narrowed = { ...model(perTask('1 USD')), seconds: { least: 8, most: 9 } };
    expect(up(narrowed).succeeded(request, madeOf(request))).toBe(amount('1 USD'));
    expect(up(narrowed, narrowed).succeeded(request, madeOf(request))).toBeNull();
    expect(up().expected(request)).toBeNull();
  });

  test('of the studio is nothing', () => {
    const request = planned();
    const { expected, succeeded, failed } = noCosts;
    expect([
      expected(request),
      succeeded(request, madeOf(request)),
      failed(request, false),
    ]).toEqual([0n, 0n, 0n]);
  });
});

test('what a length costs that only the file can tell is known before only where it does not matter', () => {
  const rates = { '720p': '2 USD' };
  const costs = (cost: LineModel['cost'], completionTokens: number | null) =>
    costOf(
      model(cost),
      planned({ seconds: 'auto' }),
      { seconds: null, completionTokens },
      currencies,
    );
  expect(costs({ per: 'second', of: 'output', rates }, 108_901)).toBeNull();
  expect(costs({ per: 'million_tokens', rates }, null)).toBeNull();
  expect(costs({ per: 'million_tokens', rates }, 108_901)).toBe(8_712_080n);
  expect(costs({ per: 'task', rates }, null)).toBe(80_000_000n);
});

describe('what a task will cost', () => {
  test('is what it costs, where all is said', () => {
    const request = planned();
    const one = modelOf('volcengine', 'seedance-2.0');
    expect(expectedCost(one, request, currencies)).toBe(
      costOf(one, request, madeOf(request), currencies),
    );
  });

  test('is that of a usual length and the shape of the first picture, where they are open', () => {
    const media = references('image');
    const open = planned({ mode: 'reference', media, seconds: 'auto', ratio: 'adaptive' });
    const one = modelOf('byteplus', 'seedance-2.0');
    const usual = { ...open, seconds: 5, ratio: '16:9' } as const;
    expect(expectedCost(one, open, currencies)).toBe(expectedCost(one, usual, currencies));
  });
});

describe('for any price, family, size and input', () => {
  const anyAmount = fc
    .tuple(fc.nat(1_000_000), fc.constantFrom('USD', 'CNY'))
    .map(([micros, unit]) => `${(micros / 1_000_000).toFixed(6)} ${unit}`);
  const anyCase = fc
    .record({
      family: fc.constantFrom(...familyNames),
      plain: anyAmount,
      withVideo: fc.option(anyAmount, { nil: undefined }),
      per: fc.constantFrom('second', 'task', 'million_tokens'),
      of: fc.constantFrom(...countedSeconds),
      factorThousandths: fc.nat(3_000),
      ratio: fc.constantFrom(...fixedRatios),
      videos: fc.array(fc.double({ min: 2, max: 15, noNaN: true }), { maxLength: 3 }),
      images: fc.nat(2),
      pick: fc.nat(10),
      least: fc.integer({ min: 1, max: 30 }),
      more: fc.integer({ min: 0, max: 30 }),
    })
    .map(({ family, plain, withVideo, per, of, factorThousandths, pick, ...rest }) => {
      const { resolutions } = families[family].limits;
      const resolution = resolutions[pick % resolutions.length] ?? '720p';
      const form = {
        rates: { [resolution]: plain },
        ...(withVideo === undefined ? {} : { ratesWithVideo: { [resolution]: withVideo } }),
        extras: [{ when: 'image' as const, factorThousandths }],
      };
      const cost: LineModel['cost'] = per === 'second' ? { per, of, ...form } : { per, ...form };
      const media = references(
        ...rest.videos.map((video) => ({ video })),
        ...Array.from({ length: rest.images }, () => 'image' as const),
      );
      return { ...rest, cost, request: planned({ family, resolution, ratio: rest.ratio, media }) };
    });

  test('a cost is never below zero, and never falls as the video gets longer', () => {
    fc.assert(
      fc.property(anyCase, ({ cost, request, least, more }) => {
        const at = (seconds: number) =>
          costOf(model(cost), request, madeOf(request, { seconds }), currencies);
        const shorter = at(least);
        const longer = at(least + more);
        if (shorter === null || longer === null) throw new Error('a rate was given');
        expect(shorter >= 0n).toBe(true);
        expect(longer >= shorter).toBe(true);
      }),
    );
  });
});
