import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  addGenerationOptions,
  namedMedia,
  toAsk,
  type GenerationOptions,
} from './generation-options.ts';

function parse(...args: string[]): GenerationOptions {
  const command = addGenerationOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: 'user' }).opts<GenerationOptions>();
}

test('what is not said is left to the model', () => {
  const ask = toAsk('A kite', parse(), [], false);
  expect(ask).toEqual({
    model: 'seedance-2.0',
    prompt: 'A kite',
    media: [],
    returnLastFrame: false,
  });
});

test('everything that is said reaches the ask', () => {
  const options = parse(
    ...['--model', 'seedance-2.0-fast', '--seconds', '8', '--resolution', '480p'],
    ...['--ratio', '9:16', '--seed', '0', '--watermark', '--no-audio'],
  );
  expect(toAsk('A kite', options, [], true)).toEqual({
    model: 'seedance-2.0-fast',
    prompt: 'A kite',
    media: [],
    ...{ seconds: 8, resolution: '480p', ratio: '9:16', seed: 0 },
    ...{ watermark: true, generateAudio: false, returnLastFrame: true },
  });
  expect(parse('--seconds', 'auto').seconds).toBe('auto');
});

describe('a sound to refer to and silence', () => {
  test.each([[['--audio', 'a.wav', '--no-audio']], [['--no-audio', '--audio', 'a.wav']]])(
    'do not get in each other’s way in %j',
    (args) => {
      const options = parse(...args);
      expect(namedMedia(options).map(({ source }) => source)).toEqual(['a.wav']);
      expect(toAsk('', options, [], false).generateAudio).toBe(false);
    },
  );
});

test('media keep their roles, and repeated ones their order', () => {
  const options = parse(
    ...['--image', 'b.png', '--last-frame', 'z.png', '--image', 'c.png'],
    ...['--first-frame', 'a.png', '--video', 'https://media.example/v.mp4', '--audio', 'a.wav'],
  );
  expect(namedMedia(options)).toEqual([
    { source: 'a.png', role: 'first_frame', field: '--first-frame a.png' },
    { source: 'z.png', role: 'last_frame', field: '--last-frame z.png' },
    { source: 'b.png', role: 'reference_image', field: '--image b.png' },
    { source: 'c.png', role: 'reference_image', field: '--image c.png' },
    {
      source: 'https://media.example/v.mp4',
      role: 'reference_video',
      field: '--video https://media.example/v.mp4',
    },
    { source: 'a.wav', role: 'reference_audio', field: '--audio a.wav' },
  ]);
});

test.each([
  ['--model', 'sora'],
  ['--seconds', '-1'],
  ['--seconds', 'five'],
  ['--resolution', '2k'],
  ['--ratio', '2:1'],
  ['--seed', '-1'],
  ['--seed', '4294967296'],
])('%s %s is no value', (option, value) => {
  expect(() => parse(option, value)).toThrow(`argument '${value}' is invalid`);
});
