import { expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { httpWarnings, takesOnlyHttps } from './https-media.ts';

const byName = new Map(dialects.map((dialect) => [dialect.name, dialect]));
const lines = [
  { name: 'ink', dialect: 'seedance2ink' },
  { name: 'ark', dialect: 'ark' },
];

test('seedance2.ink alone takes no media at http addresses', () => {
  expect(dialects.filter(takesOnlyHttps).map(({ name }) => name)).toEqual(['seedance2ink']);
});

test.each([null, 'http://video.example.com'])('an operator at %s is told', (publicUrl) => {
  expect(httpWarnings(lines, byName, publicUrl)).toEqual([
    expect.stringMatching(/^ink takes media by https addresses alone/),
  ]);
});

test('at an https address there is nothing to tell', () => {
  expect(httpWarnings(lines, byName, 'https://video.example.com')).toEqual([]);
});
