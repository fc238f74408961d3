import { describe, expect, test } from 'vitest';
import type { Limits } from './abilities.ts';
import { catalogueOf, everyModel, sellersOf } from '../dialects/catalogues.ts';
import { findModel, listedModels, requireModel } from './catalogue.ts';
import { dialects } from '../dialects/index.ts';
import { openAiCatalogueWith, soraStandIn } from '../dialects/models/openai.ts';
import { complete } from './complete.ts';
import { families } from './families.ts';
import { checkAsk } from './limits.ts';
import { familyOf, longestSeconds } from './models.ts';
import type { Model } from './models.ts';
import { largestPixels } from './pixels.ts';
import { ratios } from './request.ts';
import { mediaAsk, problemOf } from './testing.ts';

const dialectNames = [...dialects.map(({ name }) => name), 'platform'];

test('a model is found by its exact name in the dialects that sell it, and only there', () => {
  expect(findModel('seedance-2.0', catalogueOf('seedance2ink'))?.family).toBe('seedance-2.0');
  expect(findModel('seedance-2.0', catalogueOf('hmtm'))).toBeUndefined();
  expect(findModel('SEEDANCE-2.0', catalogueOf('seedance2ink'))).toBeUndefined();
  expect(findModel('toString', catalogueOf('seedance2ink'))).toBeUndefined();
});

test('an unknown name is refused with the names that are sold', () => {
  expect(problemOf(() => requireModel('seedance-9', catalogueOf('hmtm'), 'abilityId'))).toEqual({
    code: 'model_unavailable',
    field: 'abilityId',
    message: 'abilityId names no model that is sold here: use cme_doubao_seedance_2_0.',
  });
});

test('no two models of a dialect share a name, and every dialect sells some', () => {
  const names = everyModel.flatMap((model) =>
    sellersOf(model).flatMap((dialect) =>
      [model.name, ...model.aliases].map((each) => `${dialect} ${each}`),
    ),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(everyModel.flatMap(sellersOf))).toEqual(new Set(dialectNames));
});

describe("Ark's list", () => {
  test.each(['ark', 'openai', 'newapi'])('in %s goes by every name that is in use', (dialect) => {
    const families = (...names: string[]) =>
      new Set(names.map((name) => findModel(name, catalogueOf(dialect))?.family));
    expect(
      families(
        'doubao-seedance-2-0-260128',
        'dreamina-seedance-2-0-260128',
        'doubao-seedance-2-0',
        'dreamina-seedance-2-0',
        'doubao-seedance-2.0',
        'seedance-2.0',
        'seedance-2-0',
      ),
    ).toEqual(new Set(['seedance-2.0']));
    expect(
      families(
        'doubao-seedance-2-0-fast-260128',
        'dreamina-seedance-2-0-fast-260128',
        'seedance-2.0-fast',
      ),
    ).toEqual(new Set(['seedance-2.0-fast']));
    expect(
      families(
        'doubao-seedance-2-0-mini-260615',
        'dreamina-seedance-2-0-mini-260615',
        'seedance-2.0-mini',
      ),
    ).toEqual(new Set(['seedance-2.0-mini']));
    expect(
      families('doubao-seedance-2-5-260628', 'dreamina-seedance-2-5-260628', 'seedance-2.5'),
    ).toEqual(new Set(['seedance-2.5']));
    expect(
      families('doubao-seedance-1-0-pro-250528', 'seedance-1-0-pro-250528', 'seedance-1.0-pro'),
    ).toEqual(new Set(['seedance-1.0-pro']));
    expect(
      families(
        'doubao-seedance-1-0-pro-fast-251015',
        'seedance-1-0-pro-fast-251015',
        'seedance-1.0-pro-fast',
      ),
    ).toEqual(new Set(['seedance-1.0-pro-fast']));
  });

  test.each<[string, string, string]>([
    [
      'ark',
      'doubao-seedance-1-5-pro-251215',
      'model is doubao-seedance-1-5-pro-251215, which was shut down on 2026-11-11: use doubao-seedance-2-0-mini-260615.',
    ],
    [
      'ark',
      'seedance-1-0-lite-i2v-250428',
      'model is seedance-1-0-lite-i2v-250428, which was shut down on 2026-05-13: use doubao-seedance-1-0-pro-250528.',
    ],
    [
      'platform',
      'seedance-1.5-pro',
      'model is seedance-1.5-pro, which was shut down on 2026-11-11: use seedance-2.0-mini.',
    ],
    [
      'newapi',
      'doubao-seedance-1-0-lite-t2v',
      'model is doubao-seedance-1-0-lite-t2v, which was shut down on 2026-05-13: use doubao-seedance-1-0-pro-250528.',
    ],
  ])('in %s what was shut down is refused: %s', (dialect, name, message) => {
    const problem = problemOf(() => requireModel(name, catalogueOf(dialect), 'model'));
    expect(problem).toEqual({ code: 'model_unavailable', field: 'model', message });
  });

  test('seedance2.ink still sells the name of 1.5 pro, made by a living engine', () => {
    expect(findModel('seedance-1.5-pro', catalogueOf('seedance2ink'))?.family).toBe(
      'seedance-2.0-mini',
    );
  });
});

describe("OpenAI's own names", () => {
  const openai = openAiCatalogueWith('seedance-2.5');
  const given = new Map([['ep-1', 'seedance-2.0-fast']]);

  test('other names stand for what they were given to, where that is sold', () => {
    expect(findModel('ep-1', catalogueOf('ark'), given)?.family).toBe('seedance-2.0-fast');
    expect(findModel('ep-1', openai, given)?.family).toBe('seedance-2.0-fast');
    expect(findModel('ep-1', catalogueOf('hmtm'), given)).toBeUndefined();
    expect(findModel('ep-1', catalogueOf('ark'))).toBeUndefined();
  });

  test.each(['sora-2', 'sora-2-pro', 'sora-2-2025-10-06'])(
    '%s means the stand-in, in OpenAI alone',
    (name) => {
      expect(findModel(name, catalogueOf('openai'))).toBe(
        findModel(soraStandIn, catalogueOf('openai')),
      );
      expect(findModel(name, openai)?.family).toBe('seedance-2.5');
      expect(findModel(name, catalogueOf('ark'))).toBeUndefined();
    },
  );

  test('a stand-in changes nothing for models that are sold', () => {
    expect(findModel('seedance-2.0', openai)?.family).toBe('seedance-2.0');
  });
});

/** `480p,720p; 4-15 s; 9+3+3 media, 15 in all; url,data; 7 ratios; defaults 720p, 5 s, 16:9`. */
function inShort({ limits, defaults }: Model): string {
  const { images, videos, audios, total } = limits.references;
  const shapes = limits.ratios.length === ratios.length ? 'any ratio' : limits.ratios.join(',');
  const { withoutMedia, withMedia } = defaults.ratio;
  return [
    limits.resolutions.join(','),
    `${String(limits.seconds[0])}-${String(limits.seconds.at(-1))} s${limits.automaticSeconds ? ' or auto' : ''}`,
    `${[images, videos, audios].join('+')} media, ${String(total)} in all`,
    limits.mediaForms.join(','),
    shapes,
    `by default ${defaults.resolution}, ${String(defaults.seconds)} s, ${[...new Set([withoutMedia, withMedia])].join('/')}`,
  ].join('; ');
}

const every = 'url,data,asset';
const three = '16:9,9:16,1:1';
const fixed = '16:9,4:3,1:1,3:4,9:16,21:9';
const usual = 'by default 720p, 5 s, 16:9';

describe('a list of models', () => {
  test('has OpenAI’s own names before ours in its dialect, by the model that makes their videos', () => {
    const openai = openAiCatalogueWith('seedance-2.5');
    const listed = listedModels(openai);
    expect(listed.slice(0, 2).map(({ name }) => name)).toEqual(['sora-2', 'sora-2-pro']);
    for (const { name, model } of listed) {
      expect(findModel(name, openai)).toBe(model);
    }
  });

  test('has in every other dialect the names of its models', () => {
    for (const dialect of ['ark', 'tokenhub', 'newapi']) {
      expect(listedModels(catalogueOf(dialect)).map(({ name }) => name)).toEqual(
        catalogueOf(dialect).models.map(({ name }) => name),
      );
    }
  });
});

describe('what a platform documents of its models', () => {
  test.each<[string, string, string]>([
    [
      'hmtm',
      'cme_doubao_seedance_2_0',
      `480p,720p; 4-15 s or auto; 9+3+3 media, 15 in all; ${every}; any ratio; by default 720p, 5 s, adaptive`,
    ],
    [
      'seedance2ink',
      'seedance-2.0',
      `480p,720p,1080p; 4-15 s; 5+3+3 media, 5 in all; url; ${three}; ${usual}`,
    ],
    [
      'seedance2ink',
      'seedance-2.0-fast',
      `480p,720p,1080p; 4-15 s; 5+3+3 media, 5 in all; url; ${three}; ${usual}`,
    ],
    [
      'seedance2ink',
      'seedance-1.5-pro',
      `480p,720p,1080p; 5-10 s; 5+0+0 media, 5 in all; url; ${three}; ${usual}`,
    ],
    [
      'tokenhub',
      'doubao-seedance-2.0',
      `480p,720p; 4-15 s; 9+3+3 media, 15 in all; ${every}; any ratio; by default 720p, 5 s, adaptive`,
    ],
    [
      'tokenhub',
      'doubao-seedance-2.0-fast',
      `480p,720p; 4-15 s; 9+3+3 media, 15 in all; ${every}; any ratio; by default 720p, 5 s, adaptive`,
    ],
    [
      'threehei',
      'doubao-seedance-2-0',
      `480p,720p,1080p,4k; 4-15 s or auto; 9+3+3 media, 15 in all; ${every}; any ratio; by default 720p, 5 s, adaptive`,
    ],
    [
      'threehei',
      'doubao-seedance-2-0-fast',
      `480p,720p; 4-15 s or auto; 9+3+3 media, 15 in all; ${every}; any ratio; by default 720p, 5 s, adaptive`,
    ],
    ...['720p', '1080p', '2k', '4k'].flatMap((size): [string, string, string][] => [
      [
        'jimmyai',
        `sd2_mx_${size}`,
        `${size}; 4-12 s; 9+0+3 media, 12 in all; asset; any ratio; by default ${size}, 5 s, 16:9`,
      ],
      [
        'jimmyai',
        `sd2_mx_video_${size}`,
        `${size}; 4-12 s; 9+3+3 media, 15 in all; asset; any ratio; by default ${size}, 5 s, 16:9`,
      ],
    ]),
    ...['720p', '1080p'].flatMap((size): [string, string, string][] => [
      [
        'jimmyai',
        `sd2_mx_fast_${size}`,
        `${size}; 4-12 s; 9+0+3 media, 12 in all; asset; any ratio; by default ${size}, 5 s, 16:9`,
      ],
      [
        'jimmyai',
        `sd2_mx_video_fast_${size}`,
        `${size}; 4-12 s; 9+3+3 media, 15 in all; asset; any ratio; by default ${size}, 5 s, 16:9`,
      ],
    ]),
    ...['seedance2.0-sp', 'seedance2.0-fast-sp', 'seedance2.0-of-sp', 'seedance2.0-of-fast-sp'].map(
      (name): [string, string, string] => [
        'jimmyai',
        name,
        `480p,720p,1080p; 4-15 s; 9+3+3 media, 15 in all; url,asset; ${three}; ${usual}`,
      ],
    ),
    [
      'jimmyai',
      'seedance2.0-mini',
      `480p,720p,1080p; 4-15 s; 9+0+3 media, 12 in all; url; any ratio; ${usual}`,
    ],
    [
      'jimmyai',
      'seedance2.0-mini-480p',
      `480p; 4-15 s; 9+0+3 media, 12 in all; url; any ratio; by default 480p, 5 s, 16:9`,
    ],
    [
      'jimmyai',
      'seedance2.0-mini-video',
      `480p,720p,1080p; 4-15 s; 9+3+3 media, 15 in all; url; any ratio; ${usual}`,
    ],
    [
      'jimmyai',
      'seedance2.0-mini-1080p-video',
      `1080p; 4-15 s; 9+3+3 media, 15 in all; url; any ratio; by default 1080p, 5 s, 16:9`,
    ],
    [
      'jimmyai',
      'seedance2.0-mini-sp',
      `480p,720p; 4-15 s; 9+3+3 media, 15 in all; url; ${three}; ${usual}`,
    ],
    ['jimmyai', 'seedance2.0-md', `720p; 1-15 s; 4+3+0 media, 7 in all; url; ${three}; ${usual}`],
    [
      'jimmyai',
      'seedance2.0-fast-md',
      `720p; 1-15 s; 4+3+0 media, 7 in all; url; ${three}; ${usual}`,
    ],
    [
      'jimmyai',
      'seedance2.0-fast-i2v',
      `720p; 1-15 s; 9+0+0 media, 9 in all; url; ${three}; ${usual}`,
    ],
    ['jimmyai', 'seedance2.0-std', `720p; 4-15 s; 9+3+3 media, 15 in all; url; ${fixed}; ${usual}`],
    [
      'jimmyai',
      'seedance2.0-gz-720p',
      `720p; 4-15 s; 9+3+3 media, 15 in all; url,asset; any ratio; ${usual}`,
    ],
    [
      'jimmyai',
      'seedance2.0-gz-fast',
      `480p,720p; 4-15 s; 9+3+3 media, 15 in all; url,asset; any ratio; ${usual}`,
    ],
    [
      'jimmyai',
      'seedance2.0-gz-mini',
      `480p,720p; 4-15 s; 9+3+3 media, 15 in all; url,asset; any ratio; ${usual}`,
    ],
    [
      'jimmyai',
      'seedance2.0-933',
      `480p,720p,1080p; 4-15 s; 9+3+3 media, 15 in all; url; ${fixed}; by default 480p, 4 s, 16:9`,
    ],
    [
      'jimmyai',
      'sd2-933-720p',
      `720p; 4-15 s; 9+3+3 media, 15 in all; url; 16:9,9:16,1:1,4:3,3:4; ${usual}`,
    ],
    [
      'jimmyai',
      'seedance-2.5',
      `480p,720p; 4-30 s; 30+10+10 media, 50 in all; url; ${three}; by default 480p, 4 s, 9:16`,
    ],
    [
      'jimmyai',
      'seedance-2.5-sp',
      `720p; 4-30 s; 30+10+10 media, 50 in all; url; ${three}; by default 720p, 5 s, 9:16`,
    ],
    [
      'jimmyai',
      'seedance2.5-gz',
      `480p,720p; 4-30 s or auto; 30+10+10 media, 50 in all; url; any ratio; by default 720p, 5 s, 9:16`,
    ],
    [
      'ark',
      'seedance-2.5',
      `480p,720p,1080p; 4-30 s or auto; 30+10+10 media, 50 in all; ${every}; any ratio; by default 720p, auto s, adaptive`,
    ],
    [
      'ark',
      'seedance-2.0',
      `480p,720p,1080p,4k; 4-15 s or auto; 9+3+3 media, 15 in all; ${every}; any ratio; by default 720p, 5 s, adaptive`,
    ],
    [
      'ark',
      'seedance-2.0-mini',
      `480p,720p; 4-15 s or auto; 9+3+3 media, 15 in all; ${every}; any ratio; by default 720p, 5 s, adaptive`,
    ],
    [
      'ark',
      'seedance-1.0-pro',
      `480p,720p,1080p; 2-12 s; 0+0+0 media, 0 in all; ${every}; any ratio; by default 1080p, 5 s, 16:9/adaptive`,
    ],
  ])('%s: %s', (dialect, name, documented) => {
    expect(inShort(requireModel(name, catalogueOf(dialect), 'model'))).toBe(documented);
  });

  test('the first frame may stand alone but on MD, and audio go with frames on three lines', () => {
    const namesWhere = (holds: (limits: Limits) => boolean) =>
      everyModel.filter(({ limits }) => holds(limits)).map(({ name }) => name);
    expect(namesWhere(({ lastFrame }) => lastFrame === 'needed')).toEqual([
      'seedance2.0-md',
      'seedance2.0-fast-md',
    ]);
    expect(namesWhere(({ audioWithFrames }) => audioWithFrames)).toEqual([
      'seedance2.0-sp',
      'seedance2.0-fast-sp',
      'seedance2.0-mini-sp',
    ]);
    expect(namesWhere(({ promptCharacters }) => promptCharacters === 5000)).toEqual([
      'seedance2.0-md',
      'seedance2.0-fast-md',
      'seedance2.0-fast-i2v',
    ]);
  });

  test('our own door sells every living family under its name', () => {
    expect(catalogueOf('platform').models.map(({ name }) => name)).toEqual([
      'seedance-2.0',
      'seedance-2.0-fast',
      'seedance-2.0-mini',
      'seedance-2.5',
      'seedance-1.0-pro',
      'seedance-1.0-pro-fast',
    ]);
  });
});

/** What is sold beyond what the engine is documented to make: only a line that sells it can make it. */
const beyondTheEngine = [
  'sd2_mx_2k: 2k',
  'sd2_mx_video_2k: 2k',
  'seedance2.0-sp: audio with frames',
  'seedance2.0-fast-sp: audio with frames',
  'seedance2.0-mini-sp: audio with frames',
  'seedance2.0-md: 1,2,3 s',
  'seedance2.0-fast-md: 1,2,3 s',
  'seedance2.0-fast-i2v: 1,2,3 s',
];

test('what goes beyond the engine is known', () => {
  const beyond = everyModel.flatMap(({ name, family, limits, familyAt }) => {
    const native = families[family].limits;
    const sizes = limits.resolutions.filter(
      (size) => !families[familyAt[size] ?? family].limits.resolutions.includes(size),
    );
    const seconds = limits.seconds.filter((length) => !native.seconds.includes(length));
    const audio = limits.audioWithFrames && !native.audioWithFrames;
    return [
      ...sizes.map((size) => `${name}: ${size}`),
      ...(seconds.length > 0 ? [`${name}: ${seconds.join(',')} s`] : []),
      ...(audio ? [`${name}: audio with frames`] : []),
    ];
  });
  expect(new Set(beyond)).toEqual(new Set(beyondTheEngine));
});

const named = everyModel.map((model) => [sellersOf(model)[0], model.name, model] as const);

describe.each(named)('%s: %s', (_dialect, _name, model) => {
  test('is served by families that make its shapes, modes and numbers of media', () => {
    for (const resolution of model.limits.resolutions) {
      const { limits } = families[familyOf(model, resolution)];
      expect(limits.ratios).toEqual(expect.arrayContaining([...model.limits.ratios]));
      expect(limits.modes).toEqual(expect.arrayContaining([...model.limits.modes]));
      expect(limits.automaticSeconds || !model.limits.automaticSeconds).toBe(true);
      for (const count of ['images', 'videos', 'audios', 'total'] as const) {
        expect(model.limits.references[count]).toBeLessThanOrEqual(limits.references[count]);
      }
      expect(() => largestPixels(familyOf(model, resolution), resolution)).not.toThrow();
    }
  });

  test('takes its own defaults, of text and of a first and last frame', () => {
    const [form] = model.limits.mediaForms;
    const url = form === 'asset' ? 'asset://a1' : 'https://media.example/a.png';
    const first = mediaAsk({ url, role: 'first_frame' });
    const last = mediaAsk({ url, role: 'last_frame' }, 1);
    const frames = model.limits.lastFrame === 'none' ? [first] : [first, last];
    for (const media of [[], frames]) {
      const ask = complete({ model: model.name, prompt: 'a kite', media }, model, 1);
      expect(problemOf(() => checkAsk(ask, model, {}))).toBeNull();
    }
  });

  test('knows its longest output', () => {
    expect(longestSeconds(model)).toBe(model.limits.seconds.at(-1));
  });
});

test('where an engine stops at 720p, the full one makes the 1080p that is sold', () => {
  const sellers = everyModel.filter(
    ({ family, limits }) =>
      limits.resolutions.includes('1080p') &&
      !families[family].limits.resolutions.includes('1080p'),
  );
  expect(sellers.length).toBeGreaterThan(5);
  for (const model of sellers) expect(familyOf(model, '1080p')).toBe('seedance-2.0');
});
