import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FamilyName } from './families.ts';
import { pixelsOf } from './pixels.ts';
import type { Resolution } from './request.ts';
import { framesOf, inputVideoOf, secondsOfTokens, tokensOf } from './tokens.ts';

const none = { hasVideo: false, seconds: 0 };

describe('published bills', () => {
  test.each<[FamilyName, Resolution, number, number]>([
    ['seedance-2.0', '720p', 5, 108_900],
    ['seedance-2.0', '480p', 4, 40_594],
    ['seedance-2.0-fast', '480p', 4, 40_594],
    ['seedance-2.0-mini', '480p', 4, 40_594],
    ['seedance-2.0', '720p', 4, 87_300],
    ['seedance-2.5', '480p', 4, 38_830],
    ['seedance-2.5', '480p', 12, 115_690],
    ['seedance-2.5', '480p', 16, 154_120],
    ['seedance-2.5', '480p', 30, 288_625],
    ['seedance-2.5', '1080p', 4, 196_425],
    ['seedance-1.0-pro', '480p', 5, 49_005],
  ])('%s, %s, %i s in 16:9: %i tokens', (family, resolution, seconds, tokens) => {
    const pixels = pixelsOf(family, resolution, '16:9');
    expect(tokensOf({ ...pixels, seconds }, none)).toBe(tokens);
  });

  test('30 s of 720p from 30 s of input video: 1 296 900 tokens', () => {
    const made = { ...pixelsOf('seedance-2.5', '720p', '16:9'), seconds: 30 };
    expect(tokensOf(made, { hasVideo: true, seconds: 30 })).toBe(1_296_900);
  });

  test('5 s of 720p from a short input video: the minimum of 194 400 tokens', () => {
    const made = { ...pixelsOf('seedance-2.0', '720p', '16:9'), seconds: 5 };
    expect(tokensOf(made, { hasVideo: true, seconds: 2 })).toBe(194_400);
    expect(tokensOf(made, { hasVideo: true, seconds: 3.9 })).toBe(194_400);
    expect(tokensOf(made, { hasVideo: true, seconds: 4 })).toBeGreaterThan(194_400);
  });
});

test('there is one frame more than the seconds hold', () => {
  expect(framesOf(5)).toBe(121);
});

const made = fc.record({
  width: fc.integer({ min: 2, max: 4400 }),
  height: fc.integer({ min: 2, max: 4400 }),
  seconds: fc.integer({ min: 1, max: 30 }),
});
const input = fc.record({
  hasVideo: fc.boolean(),
  seconds: fc.double({ min: 0, max: 30, noNaN: true }),
});

test('tokens are whole, and exact where floats might not be', () => {
  fc.assert(
    fc.property(made, (film) => {
      const { width, height, seconds } = film;
      const exact = (BigInt(width) * BigInt(height) * BigInt(24 * seconds + 1)) / 1024n;
      expect(BigInt(tokensOf(film, none))).toBe(exact);
    }),
  );
});

test('tokens never fall when a video gets longer or larger, or its input longer', () => {
  fc.assert(
    fc.property(made, input, (film, source) => {
      const tokens = tokensOf(film, source);
      expect(tokensOf({ ...film, seconds: film.seconds + 1 }, source)).toBeGreaterThanOrEqual(
        tokens,
      );
      expect(tokensOf({ ...film, width: film.width + 2 }, source)).toBeGreaterThanOrEqual(tokens);
      const longer = { ...source, seconds: source.seconds + 0.5 };
      expect(tokensOf(film, longer)).toBeGreaterThanOrEqual(tokens);
    }),
  );
});

test('the length follows from the tokens, where one of the lengths comes to just as many', () => {
  const lengths = Array.from({ length: 30 }, (_, index) => index + 1);
  const film = fc.record({
    width: fc.integer({ min: 432, max: 4400 }),
    height: fc.integer({ min: 432, max: 4400 }),
    seconds: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(film, input, (one, source) => {
      const tokens = tokensOf(one, source);
      expect(secondsOfTokens(tokens, one, source, lengths)).toBe(one.seconds);
      expect(secondsOfTokens(tokens + 1, one, source, lengths)).toBeNull();
      const others = lengths.filter((seconds) => seconds !== one.seconds);
      expect(secondsOfTokens(tokens, one, source, others)).toBeNull();
    }),
  );
});

test('input videos count all together', () => {
  const video = { kind: 'video', seconds: 2.5 } as const;
  const image = { kind: 'image', seconds: 0 } as const;
  const audio = { kind: 'audio', seconds: 4 } as const;
  expect(inputVideoOf({ media: [video, image, video] })).toEqual({ hasVideo: true, seconds: 5 });
  expect(inputVideoOf({ media: [audio] })).toEqual({ hasVideo: false, seconds: 0 });
});
