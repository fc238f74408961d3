import { describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import { createCancelTerms } from './cancel-terms.ts';
import { canStop } from './http/http-cancel.ts';
import type { Line } from './book/line.ts';

const byName = new Map(dialects.map((dialect) => [dialect.name, dialect]));

/** Of a task made in one dialect, and sent to a line that speaks another. */
function termsOf(made: string, spoken: string, cancel: Line['cancel'] = null, lineId = 'line_a') {
  // All else of a line plays no part in cancels.
  const line = { id: 'line_a', dialect: spoken, cancel } as Line;
  const book = { lines: () => [{ line, secret: null }] };
  const terms = createCancelTerms({ book, dialects: byName });
  return terms({ line: lineId, dialect: made, upstreamId: 'up-1' });
}

describe.each(dialects)('a task of $name', ({ name }) => {
  const promised = name === 'seedance2ink' ? 'absorb' : 'refuse';

  test.each(dialects)('on a line that speaks $name', (spoken) => {
    const stops = canStop(spoken) ? 'accepted' : 'none';
    const lookQueue = 'line/line_a';
    expect(termsOf(name, spoken.name)).toEqual({ stops, otherwise: promised, lookQueue });
  });

  test('goes by the word of its line, where that has one', () => {
    expect(termsOf(name, 'hmtm', 'refuse').otherwise).toBe('refuse');
    expect(termsOf(name, 'hmtm', 'absorb').otherwise).toBe('absorb');
  });

  test('is stopped by the studio, and nothing of it is ever absorbed', () => {
    expect(termsOf(name, 'ark', null, 'studio')).toMatchObject({
      stops: 'all',
      otherwise: 'refuse',
    });
  });

  test('on a line that is not there any more can be stopped by nobody', () => {
    expect(termsOf(name, 'ark', 'absorb', 'line_b')).toMatchObject({
      stops: 'none',
      otherwise: promised,
    });
  });
});

test('a task that no dialect has made promises nothing', () => {
  expect(termsOf('platform', 'hmtm').otherwise).toBe('refuse');
});
