import { describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { FamilyName } from '../../generation/families.ts';
import { parseLineFile } from './line-file.ts';
import { presets } from './presets.ts';
import { completeLineSpec, LineSpecError, type SpecifiedLine } from './line-spec.ts';

const deps = {
  dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
  resolve: () => Promise.resolve(['10.0.0.1']),
};

async function complete(text: string): Promise<SpecifiedLine[]> {
  const file = parseLineFile(text, 'lines.yaml');
  return Promise.all(
    file.specs.map((spec, index) =>
      completeLineSpec(spec, deps).catch((error: unknown) => {
        throw error instanceof LineSpecError ? file.trouble(index, error) : error;
      }),
    ),
  );
}

test('a name and a preset are enough', async () => {
  const [line] = await complete('lines: [{ name: ark, preset: volcengine, secretEnv: ARK_KEY }]');
  expect(line).toEqual({
    name: 'ark',
    dialect: 'ark',
    baseUrl: 'https://ark.cn-beijing.volces.com',
    models: presets.volcengine.models,
    priority: 0,
    weight: 1,
    callRates: { create: 10, get: 20, list: 1, cancel: 20 },
    callbacks: false,
    allowPrivateHost: false,
    enabled: true,
    resendLost: false,
    rerunFailed: false,
    cancel: null,
    unknownHours: 72,
  });
});

test('what is said takes the place of the preset’s, and the rest of the model stays', async () => {
  const [line] = await complete(`
lines:
  - name: ark
    preset: byteplus
    callRates: { create: 2.5 }
    models:
      - family: seedance-2.0
        resolutions: [720p]
        modes: [text, frames]
        seconds: { least: 4, most: 10 }
        ratios: ['16:9', adaptive]
        audioOut: false
        references: { videos: 0 }
        tasksMax: 4
        tasksMaxAt: { 1080p: 2 }
      - family: seedance-2.5
        upstreamName: ep-20260101-abcde
      - family: seedance-2.0-mini
        cost:
          per: second
          of: input+output
          rates: { 720p: 0.20 USD }
          extras: [{ when: image, factorThousandths: 1600 }]
`);
  expect(line?.callRates).toEqual({ create: 2.5, get: 20, list: 1, cancel: 20 });
  const usual = (name: FamilyName) => presets.byteplus.models.find(({ family }) => family === name);
  expect(line?.models).toEqual([
    {
      ...usual('seedance-2.0'),
      resolutions: ['720p'],
      modes: ['text', 'frames'],
      seconds: { least: 4, most: 10 },
      ratios: ['16:9', 'adaptive'],
      audioOut: false,
      references: { videos: 0 },
      tasksMax: 4,
      tasksMaxAt: { '1080p': 2 },
    },
    // An endpoint of Ark’s is one of its models.
    { ...usual('seedance-2.5'), upstreamName: 'ep-20260101-abcde' },
    {
      ...usual('seedance-2.0-mini'),
      cost: {
        per: 'second',
        of: 'input+output',
        rates: { '720p': '0.20 USD' },
        extras: [{ when: 'image', factorThousandths: 1600 }],
      },
    },
  ]);
});

test('another model of a platform is not taken for the one that the preset serves', async () => {
  const [line] = await complete(`
lines:
  - name: jimmy
    preset: jimmyai
    models:
      - { family: seedance-2.0, upstreamName: seedance2.0-sp }
      - { family: seedance-2.5, upstreamName: seedance-2.5-sp }
`);
  expect(line?.models).toEqual([
    { family: 'seedance-2.0', upstreamName: 'seedance2.0-sp', tasksMax: null, cost: null },
    presets.jimmyai.others?.find(({ upstreamName }) => upstreamName === 'seedance-2.5-sp'),
  ]);
});

test('an engine takes what engines of its kind take', async () => {
  const [line] = await complete(`
lines:
  - name: gpu
    preset: vllm-omni
    baseUrl: https://gpu.example.com
    models: [{ family: seedance-1.0-pro, upstreamName: Wan2.2, modes: [text, frames] }]
`);
  expect(line?.models).toEqual([
    {
      family: 'seedance-1.0-pro',
      upstreamName: 'Wan2.2',
      createsAs: 'form',
      modes: ['text', 'frames'],
      tasksMax: 1,
      cost: null,
    },
  ]);
});

test('an upstream without a preset is described whole', async () => {
  const [line] = await complete(`
lines:
  - name: engine
    dialect: openai
    baseUrl: http://gpu:8000/v1/
    allowPrivateHost: true
    secretEnv: null
    models: [{ family: seedance-1.0-pro, upstreamName: Wan2.2 }]
`);
  expect(line).toMatchObject({
    dialect: 'openai',
    baseUrl: 'http://gpu:8000',
    models: [{ family: 'seedance-1.0-pro', upstreamName: 'Wan2.2', tasksMax: null, cost: null }],
  });
});

describe('a mistake is named by its place:', () => {
  const start = 'lines:\n  - name: ark\n    preset: volcengine\n';
  test.each([
    ['lines: [', 'lines.yaml, line 1: is not YAML'],
    ['lines: []', 'lines.yaml: must hold "lines:"'],
    ['- name: ark', 'lines.yaml: must hold "lines:"'],
    ['lines: *nobody', 'lines.yaml'],
    [`${start}    wait: 1\n`, 'line 2: lines[0]: does not know "wait"'],
    [`${start}    weight: 0\n`, 'line 4: lines[0].weight: '],
    [`${start}    priority: high\n`, 'line 4: lines[0].priority: '],
    [`${start}    dialect: hmtm\n`, 'line 4: lines[0].dialect: the preset speaks ark'],
    [`${start}    models: [{ family: sora }]\n`, 'line 4: lines[0].models[0].family: '],
    [
      `${start}    models:\n      - family: seedance-2.0\n        cost: { per: task, rates: { 720p: 5 credits } }\n`,
      'line 6: lines[0].models[0].cost.rates.720p: must be an amount such as "0.20 USD" or "46 CNY"',
    ],
    [
      `${start}    baseUrl: http://ark.example.com\n`,
      'line 4: lines[0].baseUrl: The URL is plain http',
    ],
    [`${start}    callRates: { create: 0 }\n`, 'line 4: lines[0].callRates.create: '],
    [`${start}  - name: ark\n    preset: hmtm\n`, 'line 4: lines[1].name: names another line'],
    ['lines:\n  - name: line_x\n    preset: hmtm\n', 'line 2: lines[0].name: begins with line_'],
    ['lines:\n  - name: a\n    preset: sora\n', 'line 3: lines[0].preset: '],
    ['lines:\n  - name: a\n', 'line 2: lines[0].dialect: is missing'],
    ['lines:\n  - name: a\n    dialect: morse\n', 'line 3: lines[0].dialect: nobody speaks it'],
    ['lines:\n  - name: a\n    preset: filmgate\n', 'line 2: lines[0].baseUrl: is missing'],
    [
      'lines:\n  - name: a\n    preset: sglang\n    baseUrl: https://gpu.example.com\n',
      'line 2: lines[0].models: is missing',
    ],
    [
      'lines:\n  - name: a\n    preset: sglang\n    baseUrl: https://gpu.example.com\n    models: [{ family: seedance-2.0 }]\n',
      'line 5: lines[0].models[0].upstreamName: is missing',
    ],
    [
      'lines:\n  - name: a\n    preset: hmtm\n    callbacks: true\n',
      'line 4: lines[0].callbacks: hmtm.cn documents no callback',
    ],
  ])('%j', async (text, words) => {
    await expect(complete(text)).rejects.toThrow(words);
  });
});

describe('a secret that was put into the file is not in the error:', () => {
  test.each([
    'lines:\n  - name: a\n    preset: hmtm\n    secret: sk-5ecret\n',
    'lines:\n  - name: a\n    preset: hmtm\n    secretEnv: sk-5ecret\n',
    'lines:\n  - name: a\n    preset: hmtm\n    secretEnv: @sk-5ecret\n',
    'lines:\n  - name: a\n    preset: hmtm\n    secretEnv: *sk-5ecret\n',
    'lines:\n  - name: a\n    preset: hmtm\n    secretEnv: "sk-5ecret\n',
    'lines:\n  - name: a\n    preset: hmtm\n    secretEnv: {sk-5ecret: 1}\n',
    'lines:\n  - name: a\n    baseUrl: https://x:sk-5ecret@hmtm.cn\n    preset: hmtm\n',
  ])('%j', async (text) => {
    const error: unknown = await complete(text).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toMatch(/lines\.yaml/);
    expect(String(error)).not.toContain('5ecret');
  });
});
