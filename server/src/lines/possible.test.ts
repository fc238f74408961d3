import { expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import type { OpenLine } from './book.ts';
import type { Line, LineModel } from './line.ts';
import { isPossible } from './possible.ts';
import { planned } from './testing/planned.ts';

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
  // All else of a line plays no part in what it can take.
  return { line: { id: 'l', name: 'one', dialect, models, ...more } as Line, secret: null };
}

function possible(lines: readonly OpenLine[], over: Parameters<typeof planned>[0] = {}): boolean {
  const book = {
    lines: () => lines,
    serves: (family: string) =>
      lines.some(({ line }) => line.models.some((model) => model.family === family)),
  };
  const byName = new Map(dialects.map((dialect) => [dialect.name, dialect]));
  const mediaUrl = () => 'https://ours.example.com/media/1.png';
  return isPossible({ book, dialects: byName, mediaUrl }, planned(over));
}

const onlySmall = lineOf('ark', { resolutions: ['480p'] });

test('what one of the lines can take is possible, also while that one takes nothing', () => {
  expect(possible([onlySmall], { resolution: '480p' })).toBe(true);
  const off = lineOf('ark', {}, { enabled: false, draining: true });
  expect(possible([onlySmall, off], { resolution: '720p' })).toBe(true);
});

test('what none of them can ever take is not', () => {
  expect(possible([onlySmall], { resolution: '720p' })).toBe(false);
});

test('where no line serves the family the studio takes all of it', () => {
  expect(possible([], { resolution: '720p' })).toBe(true);
  const other = lineOf('ark', { family: 'seedance-2.5' });
  expect(possible([other], { resolution: '720p' })).toBe(true);
});
