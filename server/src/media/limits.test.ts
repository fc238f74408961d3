import { describe, expect, test } from 'vitest';
import { checkMedium, formatNames, mediaLimits } from './limits.ts';
import type { Measured } from './limits.ts';

const image: Measured = {
  kind: 'image',
  contentType: 'image/png',
  bytes: 1000,
  width: 1000,
  height: 1000,
  seconds: 0,
  framesPerSecond: 0,
};
const video: Measured = {
  ...image,
  kind: 'video',
  contentType: 'video/mp4',
  seconds: 5,
  framesPerSecond: 24,
};
const audio: Measured = {
  ...image,
  kind: 'audio',
  contentType: 'audio/wav',
  width: 0,
  height: 0,
  seconds: 5,
};
const mebibyte = 1_048_576;

describe('a medium passes up to its limits and not beyond', () => {
  test.each<[Measured, Partial<Measured>, Partial<Measured>, string]>([
    [image, { width: 300, height: 300 }, { width: 299, height: 300 }, '300 to 6000'],
    [image, { width: 6000, height: 6000 }, { width: 6000, height: 6001 }, '300 to 6000'],
    [image, { width: 400, height: 1000 }, { width: 399, height: 1000 }, '0.4 to 2.5'],
    [image, { width: 2500, height: 1000 }, { width: 2501, height: 1000 }, '0.4 to 2.5'],
    [image, { bytes: 30 * mebibyte }, { bytes: 30 * mebibyte + 1 }, '30 MB'],
    [image, { contentType: 'image/heic' }, { contentType: 'image/avif' }, 'jpeg, png, webp'],
    [video, { bytes: 200 * mebibyte }, { bytes: 200 * mebibyte + 1 }, '200 MB'],
    [video, { width: 640, height: 640 }, { width: 636, height: 640 }, '407696 to 8295044'],
    [video, { width: 3840, height: 2160 }, { width: 3842, height: 2160 }, '407696 to 8295044'],
    [video, { framesPerSecond: 23.976 }, { framesPerSecond: 20 }, '23.8 to 60.1'],
    [video, { framesPerSecond: 60 }, { framesPerSecond: 61 }, '23.8 to 60.1'],
    [video, { seconds: 2 }, { seconds: 1.9 }, '2 to 15.2'],
    [video, { seconds: 15.04 }, { seconds: 15.3 }, '2 to 15.2'],
    [video, { contentType: 'video/quicktime' }, { contentType: 'video/webm' }, 'mp4 or mov'],
    [audio, { bytes: 15 * mebibyte }, { bytes: 15 * mebibyte + 1 }, '15 MB'],
    [audio, { seconds: 2 }, { seconds: 1.99 }, '2 to 15.2'],
    [audio, { seconds: 15.2 }, { seconds: 16 }, '2 to 15.2'],
    [audio, { contentType: 'audio/mpeg' }, { contentType: 'audio/ogg' }, 'wav or mp3'],
  ])('%o with %o, not %o', (medium, good, bad, way) => {
    expect(checkMedium({ ...medium, ...good })).toBeNull();
    expect(checkMedium({ ...medium, ...bad })).toContain(way);
  });

  test('what is no number is no length', () => {
    expect(checkMedium({ ...video, seconds: Number.NaN })).not.toBeNull();
    expect(checkMedium({ ...video, framesPerSecond: Number.POSITIVE_INFINITY })).not.toBeNull();
    expect(checkMedium({ ...image, width: 0, height: 0 })).not.toBeNull();
  });

  test('a model may have limits of its own', () => {
    const longer = { ...mediaLimits.video, seconds: { least: 4, most: 30 } };
    expect(checkMedium({ ...video, seconds: 28 }, longer)).toBeNull();
    expect(checkMedium({ ...video, seconds: 3 }, longer)).toBe('lasts 3 s; it must last 4 to 30 s');
  });
});

test('the formats are named as customers know them', () => {
  expect(formatNames(mediaLimits.audio)).toBe('wav or mp3');
});
