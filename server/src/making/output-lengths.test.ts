import { describe, expect, test } from 'vitest';
import type { TaskReport } from '../dialects/mechanism.ts';
import { pixelsOf } from '../generation/pixels.ts';
import { tokensOf } from '../generation/tokens.ts';
import { outputReported, outputOf } from './output.ts';
import { planned, references } from './testing/planned.ts';

const report = (told: Partial<TaskReport> = {}): TaskReport => ({
  id: 'cgt-1',
  state: 'succeeded',
  ...told,
});

const none = { hasVideo: false, seconds: 0 };
const wide = pixelsOf('seedance-2.0', '720p', '16:9');
const tall = pixelsOf('seedance-2.0', '720p', '9:16');

describe('the length of what was made', () => {
  test('is what the line tells, and what was ordered where it tells none', () => {
    expect(outputReported(report({ seconds: 7 }), planned({ seconds: 'auto' })).seconds).toBe(7);
    expect(outputReported(report({ seconds: 7 }), planned({ seconds: 8 })).seconds).toBe(7);
    expect(outputReported(report({ seconds: 'auto' }), planned({ seconds: 5 })).seconds).toBe(5);
  });

  test.each([4, 5, 12, 15])('that was left to it follows from the tokens of %i s', (seconds) => {
    const completionTokens = tokensOf({ ...wide, seconds }, none);
    const made = outputReported(report({ completionTokens }), planned({ seconds: 'auto' }));
    expect(made).toMatchObject({ ...wide, seconds, frames: 24 * seconds + 1, completionTokens });
  });

  test('follows from tokens that count input videos, and the shape that was told', () => {
    const media = references({ video: 3.2 }, { video: 2 });
    const input = { hasVideo: true, seconds: 5.2 };
    for (const seconds of [4, 6, 15]) {
      const completionTokens = tokensOf({ ...tall, seconds }, input);
      const made = outputReported(
        report({ completionTokens, ratio: '9:16' }),
        planned({ seconds: 'auto', ratio: 'adaptive', mode: 'reference', media }),
      );
      expect(made).toMatchObject({ ...tall, seconds });
    }
  });

  test.each([
    ['neither is told', {}],
    ['the line only repeats that it was left to it', { seconds: 'auto' as const }],
    ['the tokens are of no whole number of seconds', { completionTokens: 108_901 }],
    ['the tokens are of another shape', { completionTokens: 108_900, ratio: '4:3' as const }],
    [
      'the tokens are of a length that the model does not make',
      { completionTokens: tokensOf({ ...wide, seconds: 2 }, none) },
    ],
  ])('is left to the file where %s', (_why, told) => {
    const { completionTokens = null } = told as { completionTokens?: number };
    expect(outputReported(report(told), planned({ seconds: 'auto' }))).toEqual({
      seconds: null,
      completionTokens,
    });
  });

  test('of a model that makes shorter ones is still found in its tokens', () => {
    const pixels = pixelsOf('seedance-1.0-pro', '720p', '16:9');
    const completionTokens = tokensOf({ ...pixels, seconds: 2 }, none);
    const request = planned({ family: 'seedance-1.0-pro', seconds: 'auto' });
    expect(outputReported(report({ completionTokens }), request).seconds).toBe(2);
  });
});

describe('a length that was asked for in frames', () => {
  const asked = planned({ family: 'seedance-1.0-pro', frames: 61, seconds: 60 / 24 });

  test('is sold by them, and told in whole seconds', () => {
    for (const told of [{}, { frames: 61 }, { frames: 289 }, { frames: 0 }, { seconds: 2 }]) {
      const made = outputReported(report(told), asked);
      expect(made).toMatchObject({ frames: 61, seconds: 2.5 });
      if (made.seconds !== null) expect(outputOf(made, asked, null).seconds).toBe(2);
    }
  });

  test('is sold by fewer where fewer were made', () => {
    expect(outputReported(report({ frames: 29 }), asked)).toMatchObject({
      frames: 29,
      seconds: 28 / 24,
    });
  });

  test('of another task means nothing', () => {
    expect(outputReported(report({ frames: 29 }), planned())).toMatchObject({
      frames: 121,
      seconds: 5,
    });
  });
});
