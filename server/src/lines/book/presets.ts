import type { Preset } from './preset.ts';
/**
 * Upstreams whose addresses, names of models, limits and list prices are known, so that an operator gives
 * a key and little else. Sources: the references, model lists, limits and price lists of Volcengine Ark
 * and BytePlus ModelArk, and the documentation of the five platforms, November 2026. Where a platform
 * publishes no limit of calls, the rates are ours, and careful.
 */
import type { FamilyName } from '../../generation/families.ts';
import type { countedSeconds } from '../../pricing/book.ts';
import { ark, arkFamilies, byteplus, volcengine } from './ark-presets.ts';
import type { CallRates, LineCost, LineModel } from './line.ts';

export const presetNames = [
  'volcengine',
  'volcengine-individual',
  'byteplus',
  'byteplus-individual',
  'filmgate',
  'hmtm',
  'seedance2ink',
  'tokenhub',
  'threehei',
  'jimmyai',
  'newapi',
  'vllm-omni',
  'sglang',
] as const;
export type PresetName = (typeof presetNames)[number];

/** A platform that documents neither a limit of calls nor one of tasks. */
const carefulRates: CallRates = { create: 2, get: 10, list: 1, cancel: 2 };

function served(
  family: FamilyName,
  upstreamName: string,
  more: Partial<Omit<LineModel, 'family' | 'upstreamName'>> = {},
): LineModel {
  return { family, upstreamName, tasksMax: null, cost: null, ...more };
}

/** A second of what is made. */
function perSecond(
  rates: LineCost['rates'],
  of: (typeof countedSeconds)[number] = 'output',
): LineCost {
  return { per: 'second', of, rates };
}

/** One machine makes one video after the other, so what waits does so here, where turns are fair. */
function engine(title: string, unknown: Preset['unknown'] = {}): Preset {
  return {
    title,
    dialect: 'openai',
    baseUrl: null,
    models: [],
    unknown: { tasksMax: 1, ...unknown },
    callRates: { create: 5, get: 20, list: 2, cancel: 5 },
  };
}

/** JimmyAI's Full lines: media are handed in for an audit first. */
const fullLines = [
  ...['720p', '1080p', '2k', '4k'].flatMap((at) => [
    ['seedance-2.0', `sd2_mx_${at}`] as const,
    ['seedance-2.0', `sd2_mx_video_${at}`] as const,
  ]),
  ...['720p', '1080p'].flatMap((at) => [
    ['seedance-2.0-fast', `sd2_mx_fast_${at}`] as const,
    ['seedance-2.0-fast', `sd2_mx_video_fast_${at}`] as const,
  ]),
];

export const presets: Readonly<Record<PresetName, Preset>> = {
  volcengine: ark(volcengine, 'enterprise'),
  'volcengine-individual': ark(volcengine, 'individual'),
  byteplus: ark(byteplus, 'enterprise'),
  'byteplus-individual': ark(byteplus, 'individual'),
  filmgate: {
    title: 'Another Filmgate',
    dialect: 'ark',
    baseUrl: null,
    models: arkFamilies.map(({ family, volcengine: name }) =>
      served(family, name, { billsOnlySuccesses: true }),
    ),
    unknown: { billsOnlySuccesses: true },
    resendLost: true,
    callRates: { create: 50, get: 100, list: 10, cancel: 20 },
  },
  hmtm: {
    title: 'hmtm.cn',
    dialect: 'hmtm',
    baseUrl: 'https://hmtm.cn',
    // Credits are deducted after a task has succeeded; what a credit costs is published nowhere.
    models: [served('seedance-2.0', 'cme_doubao_seedance_2_0', { billsOnlySuccesses: true })],
    callRates: carefulRates,
  },
  seedance2ink: {
    title: 'seedance2.ink',
    dialect: 'seedance2ink',
    baseUrl: 'https://www.seedance2.ink',
    // Its prices are credits (40 for 5 s of 720p, 1.6 times that with an image) of an unpublished worth.
    models: [
      served('seedance-2.0', 'seedance-2.0'),
      served('seedance-2.0-fast', 'seedance-2.0-fast'),
      // Its engine was shut down: whoever sells the name makes it with the nearest living one.
      served('seedance-2.0-mini', 'seedance-1.5-pro'),
    ],
    callRates: carefulRates,
  },
  tokenhub: {
    title: 'TokenHub',
    dialect: 'tokenhub',
    baseUrl: 'https://tokenhub.store',
    models: [
      served('seedance-2.0', 'doubao-seedance-2.0', {
        cost: perSecond({ '480p': '0.12 USD', '720p': '0.20 USD' }, 'input+output'),
      }),
      served('seedance-2.0-fast', 'doubao-seedance-2.0-fast', {
        cost: perSecond({ '480p': '0.10 USD', '720p': '0.16 USD' }, 'input+output'),
      }),
    ],
    callRates: carefulRates,
  },
  threehei: {
    title: '3hei',
    dialect: 'threehei',
    baseUrl: 'https://api.3hei.com',
    models: [
      served('seedance-2.0', 'doubao-seedance-2-0'),
      served('seedance-2.0-fast', 'doubao-seedance-2-0-fast'),
    ],
    callRates: carefulRates,
  },
  // Of the many lines that are sold there, those of its document, and behind them the ones that take every ratio.
  jimmyai: {
    title: 'JimmyAI',
    dialect: 'jimmyai',
    baseUrl: 'https://www.jimmyai.cn',
    models: [
      served('seedance-2.5', 'seedance2.5-gz'),
      served('seedance-2.0', 'seedance2.0-sp'),
      served('seedance-2.0', 'seedance2.0-std'),
      served('seedance-2.0', 'seedance2.0-md'),
      served('seedance-2.0', 'seedance2.0-gz-720p'),
      served('seedance-2.0-fast', 'seedance2.0-fast-sp'),
      served('seedance-2.0-fast', 'seedance2.0-fast-md'),
      served('seedance-2.0-fast', 'seedance2.0-fast-i2v'),
      served('seedance-2.0-fast', 'seedance2.0-gz-fast'),
      served('seedance-2.0-mini', 'seedance2.0-mini'),
      served('seedance-2.0-mini', 'seedance2.0-mini-sp'),
      served('seedance-2.0-mini', 'seedance2.0-gz-mini'),
    ],
    // A coin is taken for a US dollar: the least that can be paid in is about one.
    others: [
      served('seedance-2.5', 'seedance-2.5-sp', { cost: perSecond({ '720p': '0.5 USD' }) }),
      served('seedance-2.0', 'sd2-933-720p', { cost: perSecond({ '720p': '0.0479 USD' }) }),
      served('seedance-2.0', 'seedance2.0-of-sp'),
      served('seedance-2.0-fast', 'seedance2.0-of-fast-sp'),
      ...fullLines.map(([family, name]) => served(family, name, { media: 'audit' })),
    ],
    callRates: carefulRates,
  },
  // What it serves, and under which names, is for whoever runs it to say.
  newapi: {
    title: 'New-API',
    dialect: 'newapi',
    baseUrl: null,
    models: [],
    callRates: carefulRates,
  },
  // Both take pictures by an address under names that the dialect does not have.
  'vllm-omni': engine('vLLM-Omni', { createsAs: 'form', modes: ['text'] }),
  sglang: engine('SGLang', { modes: ['text'] }),
};
