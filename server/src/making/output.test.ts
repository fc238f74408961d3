import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import type { TaskReport } from '../dialects/mechanism.ts';
import { operationOf } from '../dialects/testing/operations.ts';
import { everyModel } from '../dialects/catalogues.ts';
import { families } from '../generation/families.ts';
import { familyOf, longestSeconds } from '../generation/models.ts';
import { mostPixels } from '../generation/pixels.ts';
import { ratios, resolutions } from '../generation/request.ts';
import { taskOutput, taskView } from '../generation/testing.ts';
import { inputVideoOf, tokensOf } from '../generation/tokens.ts';
import { ownPriceBook } from '../pricing/book.ts';
import { charge, priceBy } from '../pricing/quote.ts';
import { quoteFor } from '../tasks/plan.ts';
import type { Output } from './driver.ts';
import { outputReported, outputOf } from './output.ts';
import { planned, references } from './testing/planned.ts';
import { lineThatSpeaks, scriptedUpstream, type Upstream } from '../lines/testing/speaking-line.ts';

/** What an upstream says that it made: believed within what can be, and told as it is charged. */

const book = ownPriceBook();

/** A model, and what can be asked of it. */
const orders = fc.constantFrom(...everyModel).chain((model) => {
  const { limits } = model;
  const lengths = [...limits.seconds, ...(limits.automaticSeconds ? (['auto'] as const) : [])];
  const clips = limits.references.videos === 0 ? 0 : 2;
  return fc
    .record({
      resolution: fc.constantFrom(...limits.resolutions),
      ratio: fc.constantFrom(...limits.ratios),
      seconds: fc.constantFrom(...lengths),
      videos: fc.array(fc.double({ min: 2, max: 15, noNaN: true }), { maxLength: clips }),
    })
    .map(({ videos, resolution, ...asked }) => ({
      model,
      request: planned({
        ...asked,
        resolution,
        family: familyOf(model, resolution),
        mode: videos.length > 0 ? 'reference' : 'text',
        media: references(...videos.map((video) => ({ video }))),
      }),
    }));
});

const odd = [0, -0, -1, -5, 0.2, 1.5, 4.97, 1_000, 1e12, 1e300, 2 ** 53 - 1, 2 ** 53 + 2];

const reports: fc.Arbitrary<TaskReport> = fc.record(
  {
    id: fc.constant('up-1'),
    state: fc.constant('succeeded' as const),
    seconds: fc.oneof(
      fc.constantFrom(...odd, 'auto' as const),
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 60, noNaN: true }),
    ),
    resolution: fc.constantFrom(...resolutions),
    ratio: fc.constantFrom(...ratios),
    completionTokens: fc.oneof(fc.constantFrom(...odd), fc.integer({ max: 2_000_000 })),
  },
  { requiredKeys: ['id', 'state'] },
);

type Order = typeof orders extends fc.Arbitrary<infer One> ? One : never;

const holds = (claim: (order: Order, made: Output) => void): void => {
  fc.assert(
    fc.property(orders, reports, (order, report) => {
      const made = outputReported(report, order.request);
      // Only a length that was left open may be left to the file.
      if (made.seconds === null) expect(order.request.seconds).toBe('auto');
      else claim(order, made);
    }),
    { numRuns: 2_000 },
  );
};

describe('whatever is reported', () => {
  test('no more is sold than was ordered, in whole seconds', () => {
    holds(({ model, request }, { seconds }) => {
      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(
        request.seconds === 'auto' ? longestSeconds(model) : request.seconds,
      );
    });
  });

  test('tokens of the upstream are whole, and within what the formula can give', () => {
    holds(({ request }, { completionTokens }) => {
      if (completionTokens === null) return;
      expect(Number.isSafeInteger(completionTokens)).toBe(true);
      expect(completionTokens).toBeGreaterThan(0);
      const seconds = request.seconds === 'auto' ? 30 : request.seconds;
      const most = tokensOf({ ...mostPixels(request), seconds }, inputVideoOf(request));
      expect(completionTokens).toBeLessThanOrEqual(4 * most);
    });
  });

  test('what is told as usage comes to the charge, by the price of the quote', () => {
    holds(({ model, request }, made) => {
      const quote = quoteFor(book, model, request, null);
      const output = outputOf(made, request, null);
      expect(output.completionTokens).toBeGreaterThan(0);
      expect(priceBy(quote.rate, output, output.completionTokens)).toBe(charge(quote, made));
    });
  });
});

test('where a length is left open, it is bounded by the family: no such model is shorter or longer', () => {
  const open = everyModel.filter(({ limits }) => limits.automaticSeconds);
  expect(open).not.toEqual([]);
  for (const model of open) {
    for (const resolution of model.limits.resolutions) {
      const { limits } = families[familyOf(model, resolution)];
      expect([model.name, Math.max(...limits.seconds)]).toEqual([
        model.name,
        longestSeconds(model),
      ]);
    }
  }
});

const request = planned();
const made = (report: Partial<TaskReport>): Output => {
  const what = outputReported({ id: 'up-1', state: 'succeeded', ...report }, request);
  if (what.seconds === null) throw new Error('the length was ordered');
  return what;
};

test.each<[string, TaskReport['seconds'], number]>([
  ['a length that is less than what was ordered', 4, 4],
  ['a fraction of a second less', 4.97, 5],
  ['a fraction of a second more', 5.04, 5],
  ['more than what was ordered', 6, 5],
  ['none', undefined, 5],
  ['zero', 0, 5],
  ['less than none', -5, 5],
  ['the largest of numbers', 2 ** 53 - 1, 5],
])('%s', (_what, seconds, sold) => {
  expect(made({ seconds }).seconds).toBe(sold);
});

test('what was told is sold as what it is, where it is less', () => {
  expect(made({ resolution: '480p', ratio: '9:16' })).toMatchObject({ width: 496, height: 864 });
  expect(outputOf(made({ resolution: '480p' }), request, null).completionTokens).toBe(50_638);
});

test('a resolution that the family does not make is not believed', () => {
  const of2_5 = planned({ family: 'seedance-2.5' });
  const report = { id: 'up-1', state: 'succeeded', resolution: '4k' } as const;
  expect(outputReported(report, of2_5)).toMatchObject({ width: 1280, height: 720 });
});

describe.each(dialects.map((one) => [one.name, one] as const))('%s', (_name, dialect) => {
  let upstream: Upstream;
  beforeEach(() => {
    upstream = scriptedUpstream();
  });
  const tokens = 123_457;
  const seconds = 11;
  const whole = taskView({
    id: 'up-1',
    state: 'succeeded',
    progress: 100,
    finishedAtMs: Date.UTC(2026, 10, 21, 9),
    output: taskOutput({ seconds }),
    seconds,
    chargedMicros: 40_000_000n,
    completionTokens: tokens,
  });
  const open = planned({ seconds: 'auto', ratio: 'adaptive' });

  test.each([0, -1, -5, 0.2, 1e12, 1e300, 2 ** 53 - 1, 2 ** 53 + 2, 'many', '-5', null])(
    'usage of %s is told as it is charged',
    async (number) => {
      const line = lineThatSpeaks(dialect, upstream);
      const body: unknown = JSON.parse(
        JSON.stringify(operationOf(dialect, 'get').answers.encode(whole)),
        (_key, value: unknown) =>
          value === tokens || value === seconds || value === String(seconds) ? number : value,
      );
      upstream.answer = () => ({ status: 200, body });
      const attempt = { upstreamId: 'up-1', attemptId: 't-1', request: open };
      const seen = (await line.look([attempt])).get('up-1');
      if (seen?.state !== 'succeeded') throw new Error('it has succeeded');
      // Neither told nor to be reckoned: the file decides.
      expect(seen.made).toEqual({ seconds: null, completionTokens: null });
    },
  );
});
