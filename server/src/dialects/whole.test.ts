import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogueOf } from './catalogues.ts';
import { dialects } from './index.ts';
import type { Dialect } from './mechanism.ts';
import { missingOf } from './testing/missing.ts';
import { ninth } from './testing/ninth.ts';
import { spoken } from './testing/spoken.ts';

test.each(spoken)('$name lacks nothing', (dialect) => {
  expect(missingOf(dialect)).toEqual([]);
});

test.each(dialects)('what $name sells is found by its name', ({ name, catalogue }) => {
  expect(catalogueOf(name)).toBe(catalogue);
});

test('no two have one name', () => {
  expect(new Set(spoken.map(({ name }) => name)).size).toBe(spoken.length);
});

describe('a dialect that is not whole is told what it lacks', () => {
  const [model] = ninth.catalogue.models;
  const without = (does: string): Dialect => ({
    ...ninth,
    operations: ninth.operations.filter((op) => op.does !== does),
  });

  test.each<[string, Dialect]>([
    ['it sells no model: give its catalogue some', { ...ninth, catalogue: { models: [] } }],
    [
      'film-one has no price: pricing/price-book.json has no ninth/film-one',
      {
        ...ninth,
        catalogue: { models: model ? [{ ...model, priceName: 'ninth/film-one' }] : [] },
      },
    ],
    ['it has no operation to create a task', without('create')],
    ['it has no operation to get a task', without('get')],
    ['nobody can show a key: name its keyHeaders', { ...ninth, keyHeaders: [] }],
    ['its choices are fewer than three sentences', { ...ninth, choices: [] }],
    [
      'its fields have no name for prompt',
      { ...ninth, fields: { model: 'model', media: 'image' } },
    ],
    [
      'lines make assets there by assetCreate, and it has no such operation',
      {
        ...ninth,
        assetWays: { asset: { gives: 'assetCreate', looks: 'assetGet', named: true } },
      },
    ],
    ['dialects/testing/known.ts has no entry of it', { ...ninth, name: 'tenth' }],
  ])('%s', (sentence, dialect) => {
    expect(missingOf(dialect)).toContain(`${dialect.name}: ${sentence}`);
  });
});

test('a dialect is one file of few lines, which uses nothing but its own room and the vocabulary', () => {
  const text = readFileSync(new URL('testing/ninth.ts', import.meta.url), 'utf8');
  expect(text.split('\n').length).toBeLessThan(700);
  const from = [...text.matchAll(/ from '(.+)';/gu)].map(([, specifier = '']) => specifier);
  expect(from.length).toBeGreaterThan(10);
  expect(
    from.filter((one) => !/^(?:zod$|\.\/|\.\.\/[\w-]+\.ts$|\.\.\/\.\.\/generation\/)/u.test(one)),
  ).toEqual([]);
});
