import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { families, familyNames } from './families.ts';
import type { FamilyName } from './families.ts';
import { largestPixels, nearestRatio, pixelsOf, settleRatio } from './pixels.ts';
import { fixedRatios } from './request.ts';
import type { FixedRatio, MediaKind, MediaRole, Resolution } from './request.ts';

/** The published table, written out: 16:9, 4:3, 1:1, 3:4, 9:16, 21:9. */
const published: [FamilyName, Resolution, string][] = [
  ['seedance-2.5', '480p', '854x480 752x560 640x640 560x752 480x854 992x432'],
  ['seedance-2.5', '720p', '1280x720 1112x834 960x960 834x1112 720x1280 1470x630'],
  ['seedance-2.5', '1080p', '1920x1080 1664x1248 1440x1440 1248x1664 1080x1920 2206x946'],
  ['seedance-2.0', '480p', '864x496 752x560 640x640 560x752 496x864 992x432'],
  ['seedance-2.0', '720p', '1280x720 1112x834 960x960 834x1112 720x1280 1470x630'],
  ['seedance-2.0', '1080p', '1920x1080 1664x1248 1440x1440 1248x1664 1080x1920 2206x946'],
  ['seedance-2.0', '4k', '3840x2160 3326x2494 2880x2880 2494x3326 2160x3840 4398x1886'],
  ['seedance-2.0-fast', '480p', '864x496 752x560 640x640 560x752 496x864 992x432'],
  ['seedance-2.0-mini', '720p', '1280x720 1112x834 960x960 834x1112 720x1280 1470x630'],
  ['seedance-1.5-pro', '480p', '864x496 752x560 640x640 560x752 496x864 992x432'],
  ['seedance-1.5-pro', '1080p', '1920x1080 1664x1248 1440x1440 1248x1664 1080x1920 2206x946'],
  ['seedance-1.0-pro', '480p', '864x480 736x544 640x640 544x736 480x864 960x416'],
  ['seedance-1.0-pro', '720p', '1248x704 1120x832 960x960 832x1120 704x1248 1504x640'],
  ['seedance-1.0-pro', '1080p', '1920x1088 1664x1248 1440x1440 1248x1664 1088x1920 2176x928'],
];

test.each(published)('%s at %s makes the published pixels', (family, resolution, shapes) => {
  const made = fixedRatios.map((ratio) => {
    const { width, height } = pixelsOf(family, resolution, ratio);
    return `${String(width)}x${String(height)}`;
  });
  expect(made.join(' ')).toBe(shapes);
});

test('every resolution that a family claims has pixels, and a series has no other', () => {
  for (const family of familyNames) {
    for (const resolution of families[family].limits.resolutions) {
      expect(() => pixelsOf(family, resolution, '16:9')).not.toThrow();
    }
  }
  expect(() => pixelsOf('seedance-2.5', '4k', '16:9')).toThrow('seedance-2.5 makes no 4k');
});

test('2k, which nobody publishes, is 1080p of the 2.0 series times 4/3, to the nearest even number', () => {
  const times = (side: number): number => 2 * Math.round((side * 4) / 3 / 2);
  for (const ratio of fixedRatios) {
    const { width, height } = pixelsOf('seedance-2.0', '1080p', ratio);
    const expected = { width: times(width), height: times(height) };
    expect(pixelsOf('seedance-2.0', '2k', ratio)).toEqual(expected);
  }
  expect(pixelsOf('seedance-2.0', '2k', '16:9')).toEqual({ width: 2560, height: 1440 });
});

test('every size is even, as 4:2:0 video needs it', () => {
  for (const [family, resolution] of published) {
    for (const ratio of fixedRatios) {
      const { width, height } = pixelsOf(family, resolution, ratio);
      expect([width % 2, height % 2]).toEqual([0, 0]);
    }
  }
});

test('an open ratio is quoted at the largest shape', () => {
  expect(largestPixels('seedance-2.0', '720p')).toEqual({ width: 1112, height: 834 });
  expect(largestPixels('seedance-2.5', '480p')).toEqual({ width: 992, height: 432 });
});

describe('the nearest ratio', () => {
  test.each<[number, number, FixedRatio]>([
    [1920, 1080, '16:9'],
    [1080, 1920, '9:16'],
    [1000, 1001, '1:1'],
    [1200, 900, '4:3'],
    [900, 1200, '3:4'],
    [2520, 1080, '21:9'],
    [3000, 1000, '21:9'],
    [1000, 2500, '9:16'],
    // Between 4:3 and 16:9 the border is where both are off by the same factor.
    [1539, 1000, '4:3'],
    [1540, 1000, '16:9'],
  ])('of %i x %i is %s', (width, height, ratio) => {
    expect(nearestRatio(width, height)).toBe(ratio);
  });

  test('of a picture in the shape of a ratio is that ratio, at any size', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixedRatios),
        fc.integer({ min: 20, max: 400 }),
        (ratio, k) => {
          const [width = 1, height = 1] = ratio.split(':').map((side) => Number(side) * k);
          expect(nearestRatio(width, height)).toBe(ratio);
        },
      ),
    );
  });
});

function medium(kind: MediaKind, role: MediaRole, width: number, height: number) {
  return { kind, role, width, height };
}

describe('an adaptive ratio', () => {
  test('of a text is 16:9', () => {
    expect(settleRatio({ ratio: 'adaptive', mode: 'text', media: [] })).toBe('16:9');
  });

  test('follows the first frame, wherever it stands', () => {
    const media = [
      medium('image', 'last_frame', 1000, 1000),
      medium('image', 'first_frame', 600, 800),
    ];
    expect(settleRatio({ ratio: 'adaptive', mode: 'frames', media })).toBe('3:4');
  });

  test('follows the first video before any image, and an image before audio', () => {
    const audio = medium('audio', 'reference_audio', 0, 0);
    const image = medium('image', 'reference_image', 1000, 1000);
    const video = medium('video', 'reference_video', 720, 1280);
    const settle = (...media: (typeof audio)[]) =>
      settleRatio({ ratio: 'adaptive', mode: 'reference', media });
    expect(settle(audio, image, video)).toBe('9:16');
    expect(settle(audio, image)).toBe('1:1');
    expect(settle(audio)).toBe('16:9');
  });

  test('leaves a named ratio as it is', () => {
    const media = [medium('image', 'first_frame', 600, 800)];
    expect(settleRatio({ ratio: '21:9', mode: 'frames', media })).toBe('21:9');
  });
});
