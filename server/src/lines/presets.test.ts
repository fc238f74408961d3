import { describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import { findModel } from '../generation/catalogue.ts';
import { parseAmount } from '../pricing/amount.ts';
import { presetNames, presets } from './presets.ts';

describe.each(presetNames)('%s', (name) => {
  const preset = presets[name];

  test('speaks a dialect that is known, at an address that its paths can follow', () => {
    expect(dialects.map((dialect) => dialect.name)).toContain(preset.dialect);
    if (preset.baseUrl === null) return;
    expect(new URL(preset.baseUrl).origin).toBe(preset.baseUrl);
    expect(preset.baseUrl).toMatch(/^https:/);
  });

  test('names each model as its platform sells it, for the family behind it', () => {
    for (const { family, upstreamName, resolutions = [] } of preset.models) {
      const sold = findModel(upstreamName, preset.dialect);
      expect(sold?.family, upstreamName).toBe(family);
      expect(sold?.limits.resolutions, upstreamName).toEqual(
        expect.arrayContaining([...resolutions]),
      );
    }
  });

  test('costs amounts that can be read', () => {
    const amounts = preset.models.flatMap(({ cost }) =>
      cost ? [...Object.values(cost.rates), ...Object.values(cost.ratesWithVideo ?? {})] : [],
    );
    expect(amounts.filter((amount) => parseAmount(amount) === null)).toEqual([]);
  });
});

test('Ark’s presets cost what its price lists say, and run what the account may', () => {
  const standard = presets.volcengine.models.find(({ family }) => family === 'seedance-2.0');
  expect(standard).toMatchObject({
    tasksMax: 10,
    cost: {
      per: 'million_tokens',
      rates: { '480p': '46 CNY', '1080p': '51 CNY', '4k': '26 CNY' },
      ratesWithVideo: { '720p': '28 CNY', '4k': '16 CNY' },
    },
  });
  expect(presets['byteplus-individual']).toMatchObject({
    callRates: { create: 3, get: 20, list: 1, cancel: 20 },
  });
  expect(presets['byteplus-individual'].models.map(({ tasksMax }) => tasksMax)).toEqual(
    presets.byteplus.models.map(() => 3),
  );
});
