import { expect, test } from 'vitest';
import { familyNames } from './families.ts';
import { pixelsOf, sizedResolutions } from './pixels.ts';
import { fixedRatios } from './request.ts';
import { shapeOfSize, usualSize } from './sizes.ts';

test('every size that a family makes names the shape that it is made for', () => {
  for (const family of familyNames) {
    for (const resolution of sizedResolutions(family)) {
      for (const ratio of fixedRatios) {
        const { width, height } = pixelsOf(family, resolution, ratio);
        const size = `${String(width)}x${String(height)}`;
        expect([size, shapeOfSize(size)]).toEqual([size, { resolution, ratio }]);
      }
    }
  }
});

test.each(['', '1280', '720p', '1280X720', '1x1', 'constructor'])('"%s" is no size', (size) => {
  expect(shapeOfSize(size)).toBeUndefined();
});

test('the usual size of a shape is that of the 2.0 series', () => {
  expect(usualSize({ resolution: '480p', ratio: '16:9' })).toBe('864x496');
  expect(usualSize({ resolution: '2k', ratio: '16:9' })).toBe('2560x1440');
  expect(usualSize({ resolution: '4k', ratio: '9:16' })).toBe('2160x3840');
});
