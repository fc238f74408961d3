import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeCall } from '../dialects/codec.ts';
import { openAiCatalogueWith } from '../dialects/models/openai.ts';
import { dialects } from '../dialects/index.ts';
import { callWith, operationOf } from '../dialects/testing/operations.ts';
import { catalogueOf, everyModel, sellersOf } from '../dialects/catalogues.ts';
import { requireModel } from '../generation/catalogue.ts';
import { promptCharactersMost } from '../generation/families.ts';
import { longestSeconds } from '../generation/models.ts';
import type { Model } from '../generation/models.ts';
import { fixedRatios, type GenerationAsk } from '../generation/request.ts';
import { mediaAsk, probedFile, problemOf } from '../generation/testing.ts';
import { checkMedium, mediaLimits, type Measured } from '../media/limits.ts';
import { ownPriceBook } from '../pricing/book.ts';
import { charge } from '../pricing/quote.ts';
import { asNamed, platformOrigin } from './origin.ts';
import { draft, mediaLimitsOf, plan, quoteFor } from './plan.ts';

const book = ownPriceBook();

function planned(model: Model, asked: Partial<GenerationAsk>) {
  const origin = { ...platformOrigin, catalogue: { models: [model] } };
  const ask = { model: model.name, prompt: 'a kite', media: [], ...asked };
  const drafted = draft(origin, ask, 1);
  return plan(
    drafted,
    ask.media.map(() => probedFile({ kind: 'image' })),
  );
}

function quoted(model: Model, asked: Partial<GenerationAsk>) {
  return quoteFor(book, model, planned(model, asked), null);
}

const named = everyModel.map((model) => [sellersOf(model)[0], model.name, model] as const);

describe.each(named)('%s: %s', (_dialect, _name, model) => {
  test('an open ratio holds what the dearest shape costs, at every resolution', () => {
    for (const resolution of model.limits.resolutions) {
      const shapes = fixedRatios.filter((ratio) => model.limits.ratios.includes(ratio));
      const costs = shapes.map((ratio) => quoted(model, { resolution, ratio }).totalMicros);
      const dearest = costs.reduce((most, next) => (next > most ? next : most));
      expect(dearest).toBeGreaterThan(0n);
      const inText = model.limits.narrowerIn?.text?.ratios ?? model.limits.ratios;
      if (!inText.includes('adaptive')) continue;
      expect(quoted(model, { resolution, ratio: 'adaptive' }).totalMicros).toBe(dearest);
    }
  });

  test('an open length holds what the longest costs, and is charged for what was made', () => {
    if (!model.limits.automaticSeconds) return;
    const [ratio = '16:9'] = model.limits.ratios;
    const open = quoted(model, { seconds: 'auto', ratio });
    const longest = quoted(model, { seconds: longestSeconds(model), ratio });
    expect(open.totalMicros).toBe(longest.totalMicros);
    const made = { width: 64, height: 64, seconds: 4 };
    expect(charge(open, made)).toBeLessThan(open.totalMicros);
  });
});

describe('parameters in a prompt', () => {
  const prompt = 'a kite --dur 12 --rs 480p';
  const engines = ['seedance-1.0-pro', 'seedance-2.0', 'seedance-2.5'];

  test.each(engines)('of %s are its fields, are priced, and are told again', (name) => {
    const model = requireModel(name, catalogueOf('ark'), 'model');
    const request = planned(model, { prompt });
    expect(request).toMatchObject({ prompt: 'a kite', seconds: 12, resolution: '480p' });
    expect(request.writtenPrompt).toBe(prompt);
    const inFields = quoted(model, { seconds: 12, resolution: '480p' });
    expect(quoted(model, { prompt })).toEqual(inFields);
    expect(problemOf(() => planned(model, { prompt: 'a kite --dur 31' }))).toMatchObject({
      message: expect.stringContaining('seconds is 31;'),
    });
  });

  test('are read for every model that makes what they say', () => {
    for (const model of everyModel) {
      const [seconds = 0] = model.limits.seconds;
      const said = planned(model, { prompt: `a kite --dur ${String(seconds)}` });
      expect(said).toMatchObject({ prompt: 'a kite', seconds });
    }
  });

  test('that differ from a field are refused in every dialect', () => {
    for (const { fields, name, catalogue } of dialects) {
      const [model] = catalogue.models;
      const ask = { model: model?.name ?? '', prompt, media: [], seconds: 5 };
      const origin = { ...platformOrigin, name, catalogue, fields };
      expect(problemOf(() => draft(origin, ask, 1))).toMatchObject({
        code: 'invalid_parameter',
        field: fields.prompt,
        message: `${String(fields.prompt)} holds "--dur 12", but ${String(fields.seconds)} is 5: say it once.`,
      });
    }
  });

  test('a text without any is told as it is', () => {
    const model = requireModel('seedance-2.0', catalogueOf('ark'), 'model');
    const request = planned(model, { prompt: ' a kite --v 6 ' });
    expect(request.prompt).toBe(' a kite --v 6 ');
    expect(request.writtenPrompt).toBeUndefined();
  });
});

describe('a refusal names the field that the create used', () => {
  const told: readonly (readonly [dialect: string, body: object, field: string])[] = [
    ['openai', { seconds: 99 }, 'seconds'],
    ['openai', { duration: 99 }, 'duration'],
    ['openai', { size: '2160x3840' }, 'size'],
    ['openai', { resolution: '4k' }, 'resolution'],
    ['openai', { metadata: { content: [], resolution: '4k' } }, 'metadata.resolution'],
    ['newapi', { seconds: 99 }, 'seconds'],
    ['newapi', { duration: 99 }, 'duration'],
    ['newapi', { metadata: { duration: 99 } }, 'metadata.duration'],
    ['newapi', { resolution: '4k' }, 'resolution'],
    ['newapi', { metadata: { resolution: '4k' } }, 'metadata.resolution'],
    ['newapi', { size: '2160x3840' }, 'size'],
    ['newapi', { metadata: { camera_fixed: true } }, 'metadata.camera_fixed'],
  ];

  test.each(told)('%s: %j', (name, fields, field) => {
    const dialect = dialects.find((one) => one.name === name);
    if (!dialect) throw new Error(`no dialect ${name}`);
    const body = { model: 'seedance-2.0-fast', prompt: 'a kite', ...fields };
    const command = decodeCall(operationOf(dialect, 'create'), callWith(body));
    const problem = problemOf(() => draft(asNamed(dialect, command), command.ask, 1));
    expect([problem?.field, problem?.message]).toEqual([field, expect.stringContaining(field)]);
  });
});

describe('what few models take', () => {
  const model = requireModel('seedance-1.0-pro', catalogueOf('ark'), 'model');
  const shape = { resolution: '480p', ratio: '16:9' } as const;

  test('of the flex tier costs half', () => {
    const usual = quoted(model, { ...shape, seconds: 5 }).totalMicros;
    expect(quoted(model, { ...shape, seconds: 5, flex: true }).totalMicros * 2n).toBe(usual);
    expect(planned(model, { flex: true })).toMatchObject({ flex: true });
    expect(planned(model, {})).not.toHaveProperty('flex');
  });

  test('in frames is held by them, whatever the seconds say', () => {
    const five = quoted(model, { ...shape, seconds: 5 });
    expect(quoted(model, { ...shape, frames: 121, seconds: 12 })).toEqual(five);
    // 864 x 480 x 29 / 1024 tokens at 100 credits a million.
    expect(quoted(model, { ...shape, frames: 29 }).totalMicros).toBe(11_745n * 100n);
    expect(planned(model, { ...shape, prompt: 'a kite --frames 289' })).toMatchObject({
      frames: 289,
      seconds: 12,
    });
  });

  test('an edit is held by the length of its video', () => {
    const editor = requireModel('seedance-2.5', catalogueOf('ark'), 'model');
    const media = [mediaAsk({ kind: 'video', role: 'reference_video' })];
    const ask = { model: editor.name, prompt: 'make it snow', media };
    const origin = { ...platformOrigin, catalogue: catalogueOf('ark') };
    const holdOf = (asked: Partial<GenerationAsk>, seconds: number) => {
      const drafted = draft(origin, { ...ask, ...asked }, 1);
      const request = plan(drafted, [probedFile({ kind: 'video', seconds })]);
      return quoteFor(book, editor, request, null).totalMicros;
    };
    for (const seconds of [4, 6, 20]) {
      const measured = seconds + 1 / 24;
      expect(holdOf({ referenceTask: 'edit' }, measured)).toBe(holdOf({ seconds }, measured));
    }
    expect(holdOf({ referenceTask: 'extend' }, 6)).toBe(holdOf({ seconds: 30 }, 6));
  });
});

test("OpenAI's own names are made by the stand-in that was chosen", () => {
  const origin = { ...platformOrigin, catalogue: catalogueOf('openai') };
  const ask = { model: 'sora-2', prompt: 'a kite', media: [] };
  expect(draft(origin, ask, 1).model.family).toBe('seedance-2.0');
  const chosen = { ...origin, catalogue: openAiCatalogueWith('seedance-2.0-mini') };
  expect(draft(chosen, ask, 1).model.family).toBe('seedance-2.0-mini');
});

test('an endpoint id is made by the model that it was mapped to, and keeps its name', () => {
  const origin = { ...platformOrigin, catalogue: catalogueOf('ark') };
  const ask = { model: 'ep-20260101-abcde', prompt: 'a kite', media: [] };
  const names = new Map([['ep-20260101-abcde', 'doubao-seedance-2-0-fast-260128']]);
  expect(draft(origin, ask, 1, names)).toMatchObject({
    model: { family: 'seedance-2.0-fast' },
    ask: { model: 'ep-20260101-abcde' },
  });
  expect(problemOf(() => draft(origin, ask, 1))).toMatchObject({ code: 'model_unavailable' });
});

test('frames that go with audio are planned as frames', () => {
  const model = requireModel('seedance2.0-mini-sp', catalogueOf('jimmyai'), 'model');
  const media = [
    mediaAsk({ kind: 'audio', role: 'reference_audio' }),
    mediaAsk({ role: 'first_frame' }, 1),
  ];
  const origin = { ...platformOrigin, catalogue: catalogueOf('jimmyai') };
  const drafted = draft(origin, { model: model.name, prompt: 'a kite', media }, 1);
  const files = [probedFile({ kind: 'audio' }), probedFile({ kind: 'image' })];
  expect(plan(drafted, files).mode).toBe('frames');
});

describe('what a single file may be', () => {
  const clip: Measured = {
    kind: 'video',
    contentType: 'video/mp4',
    bytes: 1000,
    width: 1280,
    height: 720,
    seconds: 5,
    framesPerSecond: 24,
  };
  const gif: Measured = {
    ...clip,
    kind: 'image',
    contentType: 'image/gif',
    seconds: 0,
    framesPerSecond: 0,
  };
  const limitsOf = (name: string, dialect: string) =>
    mediaLimitsOf(requireModel(name, catalogueOf(dialect), 'model'));

  test('is the common limit where a model says nothing else', () => {
    expect(limitsOf('seedance-2.0', 'platform')).toEqual(mediaLimits);
  });

  test.each<[string, string, Measured, string | null]>([
    ['seedance-2.5', 'ark', { ...clip, seconds: 30.2 }, null],
    ['seedance-2.5', 'ark', { ...clip, seconds: 30.3 }, 'lasts 30.3 s; it must last 2 to 30.2 s'],
    ['seedance-2.0', 'ark', { ...clip, seconds: 15.3 }, 'lasts 15.3 s; it must last 2 to 15.2 s'],
    [
      'seedance2.0-md',
      'jimmyai',
      gif,
      'is image/gif; image may be jpeg, png, webp, bmp, tiff, heic or heif',
    ],
    ['seedance2.0-std', 'jimmyai', gif, null],
    ['seedance2.0-md', 'jimmyai', clip, null],
    [
      'seedance2.0-md',
      'jimmyai',
      { ...clip, width: 1278, height: 718 },
      'is 1278 x 718 pixels; each side must have 720 to 2160',
    ],
    ['seedance2.0-std', 'jimmyai', { ...clip, width: 1278, height: 718 }, null],
    [
      'seedance-1.0-pro',
      'ark',
      { ...gif, contentType: 'image/heic' },
      'is image/heic; image may be jpeg, png, webp, bmp, tiff or gif',
    ],
  ])('%s of %s: %o', (name, dialect, measured, refusal) => {
    expect(checkMedium(measured, limitsOf(name, dialect)[measured.kind])).toBe(refusal);
  });
});

describe.each(dialects)('$name: a prompt', (dialect) => {
  /** Of the models without a bound of their own, the first that can be asked for in plain words. */
  const model = dialect.catalogue.models.find(
    ({ limits }) =>
      limits.promptCharacters === promptCharactersMost && limits.modes.includes('text'),
  );
  const create = operationOf(dialect, 'create');

  /** As it arrives in the dialect's own words, read and checked, and how it is refused. */
  function answer(prompt: string): string | null {
    if (!model) throw new Error('no model');
    const { seconds, resolution } = model.defaults;
    const said = create.asks.encode({
      ask: { model: model.name, prompt, media: [], seconds, resolution, ratio: '16:9' },
    });
    if ('unsayable' in said) throw new Error(said.unsayable);
    const problem = problemOf(() => draft(dialect, decodeCall(create, said.said).ask, 1));
    return problem && JSON.stringify(dialect.problem(problem, create));
  }

  test.each([
    ['ten thousand Chinese characters', '春江潮水连海平，'.repeat(1_250)],
    ['as many characters as may be', 'a'.repeat(promptCharactersMost)],
    ['as many emoji, which are two units each', '🐈'.repeat(promptCharactersMost)],
  ])('of %s is taken', (_how, prompt) => {
    expect(answer(prompt)).toBeNull();
  });

  test.each([
    ['one more', 'a'.repeat(promptCharactersMost + 1), '32001'],
    ['one more of emoji', '🐈'.repeat(promptCharactersMost + 1), '32001'],
    ['20 MB', ' '.repeat(20_000_000), '20000000'],
  ])('of %s is refused in its words', (_how, prompt, characters) => {
    const refused = answer(prompt) ?? '';
    const field = dialect.fields.prompt ?? '';
    expect(refused).toContain(
      `${field} has ${characters} characters; ${model?.name ?? ''} takes at most 32000: shorten it.`,
    );
    expect(refused.length).toBeLessThan(500);
  });
});

test('an address has so many characters, and a data URL has its file', () => {
  const address = (url: string) => ({ media: [mediaAsk({ url, field: 'image' })] });
  const model = requireModel('seedance-2.0', catalogueOf('ark'), 'model');
  const refused = (url: string) => problemOf(() => planned(model, address(url)));
  expect(refused(`data:image/png;base64,${'A'.repeat(100_000)}`)).toBeNull();
  expect(refused(`https://media.example/${'a'.repeat(8_000)}`)).toBeNull();
  for (const opening of ['https://media.example/', 'asset://', ' ']) {
    expect(refused(opening + 'a'.repeat(9_000))).toMatchObject({
      code: 'invalid_parameter',
      field: 'image',
      message: expect.stringContaining('no address has more than 8192') as string,
    });
  }
});

describe.each(dialects)('$name: a refusal', (dialect) => {
  const fields = new Set(
    dialect.operations.flatMap((operation) => {
      if (operation.does !== 'create') return [];
      const { body } = operation.asks.schemas;
      return body instanceof z.ZodObject ? Object.keys(body.shape) : [];
    }),
  );
  const nothingPriced = { ...book, prices: new Map() };
  const said = ['--frames 30', '--cf true', '--dur 99', '--rs 4k', '--rt 21:9', '--dur -1'];
  const asks: Partial<GenerationAsk>[] = [
    ...said.map((suffix) => ({ prompt: `a kite ${suffix}` })),
    { prompt: '' },
    { seconds: 3_000 },
    { generateAudio: true },
    { returnLastFrame: true },
    { flex: true },
    { frames: 30 },
    { cameraFixed: true },
    { referenceTask: 'edit' },
  ];
  /** Those that the dialect has words for. */
  const sayable = asks.filter((asked) =>
    Object.keys(asked).every((key) => Object.hasOwn(dialect.fields, key)),
  );

  test('names a field of its own, whatever is wrong and wherever it was said', () => {
    const refused = dialect.catalogue.models.flatMap((model) =>
      [...sayable, {}].flatMap((asked) => {
        const ask = { model: model.name, prompt: 'a kite', media: [], ...asked };
        const unpriced = Object.keys(asked).length === 0;
        const problem = problemOf(() => {
          const request = plan(draft(dialect, ask, 1), []);
          const prices = unpriced ? nothingPriced : book;
          return quoteFor(prices, model, request, null, dialect.fields);
        });
        return problem ? [problem] : [];
      }),
    );
    expect(refused.length).toBeGreaterThan(3);
    for (const { field = 'none', message } of refused) {
      const [own = ''] = field.split(/[.[]/u);
      expect([message, fields.has(own) ? 'a field of its own' : field]).toEqual([
        message,
        'a field of its own',
      ]);
    }
  });
});
