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

test.each([
  ['720x720', '720p', '1:1'],
  ['960x720', '720p', '4:3'],
  ['720x960', '720p', '3:4'],
  ['1680x720', '720p', '21:9'],
  ['856x480', '480p', '16:9'],
  ['848x480', '480p', '16:9'],
  ['1080x1080', '1080p', '1:1'],
])('%s has the short side and the ratio of %s in %s', (size, resolution, ratio) => {
  expect(shapeOfSize(size)).toEqual({ resolution, ratio });
});

test.each(['700x700', '1000x720', '480x100', '99999x480', '0x480', '720x0720'])(
  '%s has not',
  (size) => {
    expect(shapeOfSize(size)).toBeUndefined();
  },
);

test('the usual size of a shape is that of the 2.0 series', () => {
  expect(usualSize({ resolution: '480p', ratio: '16:9' })).toBe('864x496');
  expect(usualSize({ resolution: '2k', ratio: '16:9' })).toBe('2560x1440');
  expect(usualSize({ resolution: '4k', ratio: '9:16' })).toBe('2160x3840');
});
