import { describe, expect, test } from 'vitest';
import { catalogue, findModel, modelsOf, requireModel } from './catalogue.ts';
import { complete } from './complete.ts';
import { families } from './families.ts';
import { checkAsk } from './limits.ts';
import { familyOf, longestSeconds } from './models.ts';
import { largestPixels } from './pixels.ts';
import { problemOf } from './testing.ts';

test('a model is found by its exact name in the dialects that sell it, and only there', () => {
  expect(findModel('seedance-2.0', 'seedance2ink')?.family).toBe('seedance-2.0');
  expect(findModel('seedance-2.0', 'hmtm')).toBeUndefined();
  expect(findModel('SEEDANCE-2.0', 'seedance2ink')).toBeUndefined();
  expect(findModel('toString', 'seedance2ink')).toBeUndefined();
});

test('an unknown name is refused with the names that are sold', () => {
  expect(problemOf(() => requireModel('seedance-9', 'hmtm', 'abilityId'))).toEqual({
    code: 'model_unavailable',
    field: 'abilityId',
    message: 'abilityId names no model that is sold here: use cme_doubao_seedance_2_0.',
  });
});

test('no two models of a dialect share a name', () => {
  const names = catalogue.flatMap(({ name, aliases, dialects }) =>
    dialects.flatMap((dialect) => [name, ...aliases].map((each) => `${dialect} ${each}`)),
  );
  expect(new Set(names).size).toBe(names.length);
});

test('models keep the order of the catalogue', () => {
  expect(modelsOf('seedance2ink').map(({ name }) => name)).toEqual([
    'seedance-2.0',
    'seedance-2.0-fast',
    'seedance-1.5-pro',
  ]);
});

describe.each(catalogue.map((model) => [model.name, model] as const))('%s', (_name, model) => {
  test('is served by a family that can make all that the model sells', () => {
    for (const resolution of model.limits.resolutions) {
      const { limits } = families[familyOf(model, resolution)];
      expect(limits.resolutions).toContain(resolution);
      expect(limits.ratios).toEqual(expect.arrayContaining([...model.limits.ratios]));
      expect(limits.modes).toEqual(expect.arrayContaining([...model.limits.modes]));
      expect(limits.seconds).toEqual(expect.arrayContaining([...model.limits.seconds]));
      expect(limits.automaticSeconds || !model.limits.automaticSeconds).toBe(true);
      for (const count of ['images', 'videos', 'audios', 'total'] as const) {
        expect(model.limits.references[count]).toBeLessThanOrEqual(limits.references[count]);
      }
      expect(() => largestPixels(familyOf(model, resolution), resolution)).not.toThrow();
    }
  });

  test('takes its own defaults', () => {
    const ask = complete({ model: model.name, prompt: 'a kite', media: [] }, model, 1);
    expect(problemOf(() => checkAsk(ask, model, {}))).toBeNull();
  });

  test('knows its longest output', () => {
    expect(longestSeconds(model)).toBe(model.limits.seconds.at(-1));
  });
});

test('the fast and retired models of seedance2.ink make 1080p by the full engine', () => {
  for (const name of ['seedance-2.0-fast', 'seedance-1.5-pro']) {
    const model = requireModel(name, 'seedance2ink', 'model');
    expect(familyOf(model, '1080p')).toBe('seedance-2.0');
    expect(familyOf(model, '720p')).not.toBe('seedance-2.0');
  }
});
