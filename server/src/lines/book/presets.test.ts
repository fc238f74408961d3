import { describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import { catalogueOf } from '../../dialects/catalogues.ts';
import { findModel } from '../../generation/catalogue.ts';
import { presetNames, presets } from './presets.ts';
import { completeLineSpec, parseLineSpec } from './line-spec.ts';

describe.each(presetNames)('%s', (name) => {
  const preset = presets[name];

  test('speaks a dialect that is known, at an address that its paths can follow', () => {
    expect(dialects.map((dialect) => dialect.name)).toContain(preset.dialect);
    if (preset.baseUrl === null) return;
    expect(new URL(preset.baseUrl).origin).toBe(preset.baseUrl);
    expect(preset.baseUrl).toMatch(/^https:/);
  });

  test('names each model as its platform sells it, for the family behind it', () => {
    const { models, others = [] } = preset;
    for (const { family, upstreamName, resolutions = [] } of [...models, ...others]) {
      const sold = findModel(upstreamName, catalogueOf(preset.dialect));
      expect(sold?.family, upstreamName).toBe(family);
      expect(sold?.limits.resolutions, upstreamName).toEqual(
        expect.arrayContaining([...resolutions]),
      );
    }
  });

  test('keeps to the form in which an operator would write it', () => {
    const { models, others = [] } = preset;
    for (const model of [...models, ...others]) {
      expect(() => parseLineSpec({ name: 'x', models: [model] })).not.toThrow();
    }
  });
});

test('a New-API serves what its operator says, at an address that only they know', async () => {
  const deps = {
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    resolve: () => Promise.reject(new Error('nobody is asked')),
  };
  const baseUrl = 'https://newapi.example/v1';
  const spec = { name: 'relay', preset: 'newapi', baseUrl };
  await expect(completeLineSpec(parseLineSpec(spec), deps)).rejects.toThrow('models: is missing');
  const models = [{ family: 'seedance-2.0', upstreamName: 'doubao-seedance-2-0-260128' }];
  expect(await completeLineSpec(parseLineSpec({ ...spec, models }), deps)).toMatchObject({
    dialect: 'newapi',
    baseUrl: 'https://newapi.example',
    models: [{ ...models[0], tasksMax: null, cost: null }],
    // It has no list to find a lost answer in, and knows no idempotency key.
    resendLost: false,
    callbacks: false,
  });
});

test('Ark’s presets run what the account may', () => {
  expect(presets['byteplus-individual']).toMatchObject({
    callRates: { create: 3, get: 20, list: 1, cancel: 20 },
  });
  for (const { family, tasksMax, tasksMaxAt } of presets['byteplus-individual'].models) {
    expect(tasksMax, family).toBe(3);
    expect(tasksMaxAt, family).toEqual(family === 'seedance-2.0' ? { '4k': 1 } : undefined);
  }
  expect(presets.volcengine.models.map(({ tasksMax }) => tasksMax)).toEqual(
    presets.byteplus.models.map(() => 10),
  );
});
