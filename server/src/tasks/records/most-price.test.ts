import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../../generation/problems.ts';
import { probedFile } from '../../generation/testing.ts';
import { ownPriceBook } from '../../pricing/book.ts';
import { dialects } from '../../dialects/index.ts';
import { draft, plan, quoteFor } from '../plan.ts';
import { platformOrigin, type Origin } from '../origin.ts';
import { mostOfAsk } from './most-price.ts';

const book = ownPriceBook();
const origins: Origin[] = [platformOrigin, ...dialects];
const sold = origins.flatMap((origin) =>
  origin.catalogue.models.map((model) => ({ origin, model })),
);

const medium = fc.record({
  kind: fc.constantFrom('image' as const, 'video' as const, 'audio' as const),
  seconds: fc.double({ min: 2, max: 15.2, noNaN: true }),
  isSaid: fc.boolean(),
});

test('no quote of a request is higher than what is told before its media were looked at', () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31);
  let compared = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...sold),
      fc.array(medium, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      ({ origin, model }, media, pick) => {
        const { resolutions, seconds } = model.limits;
        const asked = {
          model: model.name,
          prompt: 'a river',
          resolution: resolutions[pick % resolutions.length],
          seconds: seconds[pick % seconds.length],
          media: media.map(({ kind, isSaid }, index) => ({
            url: `https://x.example/${String(index)}`,
            kind: isSaid ? kind : null,
            role: null,
            field: 'media',
          })),
        };
        const files = media.map(({ kind, seconds: length }) =>
          probedFile({ kind, seconds: kind === 'image' ? 0 : length }),
        );
        try {
          const drafted = draft(origin, asked, 1);
          const { totalMicros } = quoteFor(book, model, plan(drafted, files), null);
          compared += 1;
          expect(mostOfAsk(book, drafted, null).totalMicros).toBeGreaterThanOrEqual(totalMicros);
        } catch (error) {
          // Not every mix is one that the model takes.
          if (!(error instanceof ProblemError)) throw error;
        }
      },
    ),
    { seed, numRuns: 3_000 },
  );
  expect(compared, `TEST_SEED=${String(seed)}`).toBeGreaterThan(100);
});
