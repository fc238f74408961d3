import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSuffixes, unlessInText } from './prompt-suffixes.ts';
import type { GenerationAsk } from './request.ts';
import { problemOf } from './testing.ts';
import { leastProcessorMs } from '../testing/processor-time.ts';

const fields = { prompt: 'content', seconds: 'duration' } as const;
const ask = (prompt: string, more: Partial<GenerationAsk> = {}): GenerationAsk => ({
  model: 'seedance-1.0-pro',
  prompt,
  media: [],
  ...more,
});

test.each([
  'a cat -- and a dog',
  'two lovers -- seed of doubt',
  'wide shot --ratios unknown',
  'an em dash — dur 12',
  'C--rsync at work',
  'a cat --style anime --v 6',
  '  a cat ',
])('"%s" is text, and stays as it is', (prompt) => {
  expect(readSuffixes(ask(prompt), fields)).toEqual(ask(prompt));
});

describe('parameters', () => {
  test.each<[string, Partial<GenerationAsk>]>([
    [
      'a cat --rs 1080p --rt 16:9 --dur 12 --seed 7 --wm true',
      {
        prompt: 'a cat',
        resolution: '1080p',
        ratio: '16:9',
        seconds: 12,
        seed: 7,
        watermark: true,
      },
    ],
    [
      'a cat --resolution 480p --ratio adaptive --duration=4 --watermark false',
      {
        prompt: 'a cat',
        resolution: '480p',
        ratio: 'adaptive',
        seconds: 4,
        watermark: false,
      },
    ],
    ['a cat --ar 9:16', { prompt: 'a cat', ratio: '9:16' }],
    ['a cat --aspectratio 1:1 --v 6', { prompt: 'a cat --v 6', ratio: '1:1' }],
    ['a cat --aspect_ratio=4:3', { prompt: 'a cat', ratio: '4:3' }],
    ['a cat --frames 121 --cf true', { prompt: 'a cat', frames: 121, cameraFixed: true }],
    ['一只猫--dur 5', { prompt: '一只猫', seconds: 5 }],
    ['--wm true a cat\non a wall', { prompt: 'a cat\non a wall', watermark: true }],
    ['a cat --dur 5 runs', { prompt: 'a cat runs', seconds: 5 }],
    ['a cat --RS 4K --dur -1', { prompt: 'a cat', resolution: '4k', seconds: 'auto' }],
    ['a cat --dur 5 --dur 5', { prompt: 'a cat', seconds: 5 }],
    ['a cat --seed -1 --cf false --camerafixed false --fps 24', { prompt: 'a cat' }],
    ['a cat -- and a dog', { prompt: 'a cat -- and a dog' }],
    ['a cat', { prompt: 'a cat' }],
  ])('%j is read into the fields and out of the text', (prompt, read) => {
    expect(readSuffixes(ask(prompt), fields)).toEqual({ ...ask(''), ...read });
  });

  test('a parameter that says what its field says is no contradiction', () => {
    const said = ask('a cat --dur 5', { seconds: 5 });
    expect(readSuffixes(said, fields)).toEqual(ask('a cat', { seconds: 5 }));
  });

  test.each<[string, Partial<GenerationAsk>, string]>([
    [
      'a cat --dur five',
      {},
      'content holds "--dur five"; its value must be a whole number of seconds.',
    ],
    [
      'a cat --dur 5.5',
      {},
      'content holds "--dur 5.5"; its value must be a whole number of seconds.',
    ],
    ['a cat --dur', {}, 'content holds "--dur"; its value must be a whole number of seconds.'],
    [
      'a cat --dur --wm true',
      {},
      'content holds "--dur"; its value must be a whole number of seconds.',
    ],
    [
      'a cat --rs 720',
      {},
      'content holds "--rs 720"; its value must be 480p, 720p, 1080p, 2k, 4k.',
    ],
    [
      'a cat --rt 5:4',
      {},
      'content holds "--rt 5:4"; its value must be 16:9, 4:3, 1:1, 3:4, 9:16, 21:9, adaptive.',
    ],
    ['a cat --wm yes', {}, 'content holds "--wm yes"; its value must be true or false.'],
    [
      'a cat --seed 4294967296',
      {},
      'content holds "--seed 4294967296"; its value must be a whole number from -1 to 4294967295.',
    ],
    [
      'a cat --fps 30',
      {},
      'content holds "--fps 30"; its value must be 24, which every video has: leave it out.',
    ],
    [
      'a cat --frames many',
      {},
      'content holds "--frames many"; its value must be a whole number of frames.',
    ],
    [
      'a cat --frames 121',
      { frames: 29 },
      'content holds "--frames 121", but frames is 29: say it once.',
    ],
    ['a cat --dur 12', { seconds: 5 }, 'content holds "--dur 12", but duration is 5: say it once.'],
    [
      'a cat --wm true',
      { watermark: false },
      'content holds "--wm true", but watermark is false: say it once.',
    ],
    [
      'a cat --dur 5 --duration 12',
      {},
      'content holds "--duration 12", but duration is 5: say it once.',
    ],
  ])('%j with %o is refused', (prompt, more, message) => {
    const problem = problemOf(() => readSuffixes(ask(prompt, more), fields));
    expect(problem).toEqual({ code: 'invalid_parameter', field: 'content', message });
  });

  test.each([
    ['in the width of Chinese letters', 'a cat --ｒｓ 1080p --ｄｕｒ 12'],
    ['behind dashes of that width', 'a cat －－rs 1080p ﹣﹣dur 12'],
    ['in letters that are others only without regard to case', 'a cat --rſ 1080p --dur 12'],
    ['of mathematics', 'a cat --𝐫𝐬 1080p --𝗱𝘂𝗿 12'],
    ['with the dotted letters of Turkish', 'a cat --durat\u0130on 12 --resolut\u0131on 1080p'],
  ])('are read %s: an engine may read them', (_how, prompt) => {
    const read = { ...ask('a cat'), resolution: '1080p', seconds: 12 };
    expect(readSuffixes(ask(prompt), fields)).toEqual(read);
  });

  test.each(['a cat --dur １２', 'a cat --rs １０８０p'])(
    'have values in plain digits alone: %s',
    (prompt) => {
      expect(problemOf(() => readSuffixes(ask(prompt), fields))).toMatchObject({
        code: 'invalid_parameter',
        field: 'content',
      });
    },
  );

  test('nothing that an engine would read is left in the text', () => {
    const piece = fc.constantFrom(
      ...['--dur 5', '--wm true', '--seed 3', '--rs 720p', '--', '-', ' ', 'a', '\n', '=', '--dur'],
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const read = { prompt: '' };
        const problem = problemOf(() => {
          Object.assign(read, readSuffixes(ask(pieces.join('')), fields));
        });
        if (problem) return;
        expect(readSuffixes(ask(read.prompt), fields)).toEqual(ask(read.prompt));
      }),
    );
  });
});

describe('what a dialect sets where nothing is said', () => {
  const defaults = { seconds: 4, resolution: '720p', ratio: '9:16' } as const;

  test.each<[string, object]>([
    ['a cat', defaults],
    ['a cat --v 6', defaults],
    ['a cat --dur 12', { resolution: '720p', ratio: '9:16' }],
    ['a cat －－dur 12', { resolution: '720p', ratio: '9:16' }],
    ['a cat --dur 4 --rs 1080p --ar 1:1', { seconds: 4 }],
    ['a cat --dur five', defaults],
  ])('%j leaves %o', (prompt, left) => {
    expect(unlessInText(prompt, defaults)).toEqual(left);
  });
});

describe('a long prompt', () => {
  const readMs = 50;
  const characters = 500_000;

  test.each([' ', '-', '--', '--seed=1', '--seed', 'x--seed=x', '--rs x--dur=x', '--wm=', 'é'])(
    'of %j and nothing else is read at once',
    (fill) => {
      const prompt = `a cat ${fill.repeat(characters / fill.length)}`;
      const ms = leastProcessorMs(() => {
        problemOf(() => readSuffixes(ask(prompt), fields));
        unlessInText(prompt, { seconds: 4 });
      }, readMs);
      expect(ms).toBeLessThan(readMs);
    },
  );

  test('keeps its spaces, but for those before a parameter', () => {
    const gap = ' '.repeat(50_000);
    expect(readSuffixes(ask(`a${gap}cat${gap}--seed${gap}7${gap}sits`), fields)).toMatchObject({
      prompt: `a${gap}cat${gap}sits`,
      seed: 7,
    });
  });

  test('is not handed back whole in a refusal', () => {
    const problem = problemOf(() => readSuffixes(ask(`--dur ${'😀'.repeat(5_000)}`), fields));
    expect(problem?.message.length).toBeLessThan(200);
  });
});
