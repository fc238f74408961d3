import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeClip } from '../studio/testing/media.ts';
import { thumbOf } from './small-pictures.ts';
import { takeStills } from './stills.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-stills-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** `r`, `g` or `b`: the channel that a picture is mostly made of. */
async function channelOf(path: string): Promise<string> {
  const { channels } = await sharp(path).stats();
  const means = channels.map(({ mean }) => mean);
  return 'rgb'.charAt(means.indexOf(Math.max(...means)));
}

test('the first and the last frame of a video become pictures, and it is measured', async () => {
  const video = join(folder, 'video.mp4');
  await writeClip(video, ['#e00000', '#0000e0'], 12);
  const [first, last] = [join(folder, 'first.jpg'), join(folder, 'last.jpg')];
  const measured = await takeStills({ video, first, last });
  const shape = { width: 256, height: 144, seconds: 0.5, framesPerSecond: 24, frames: 12 };
  expect(measured).toEqual(shape);
  expect(await sharp(first).metadata()).toMatchObject({ format: 'jpeg', width: 256, height: 144 });
  expect([await channelOf(first), await channelOf(last)]).toEqual(['r', 'b']);
});

test('small pictures are made in the same pass, whatever is in them', async () => {
  const video = join(folder, 'video.mp4');
  await writeClip(video, ['#e00000', '#0000e0'], 24);
  const [thumb, strip] = [join(folder, 'thumb.jpg'), join(folder, 'strip.jpg')];
  await takeStills({ video, first: null, last: null, thumb, strip });
  expect(await sharp(thumb).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 });
  expect(await sharp(strip).metadata()).toMatchObject({ format: 'jpeg', width: 1920, height: 90 });
  expect(await channelOf(thumb)).toBe('r');
  expect((await readdir(folder)).sort()).toEqual(['strip.jpg', 'thumb.jpg', 'video.mp4']);
});

test.each([
  ['wide', 1920, 1080],
  ['tall', 1080, 1920],
])('a thumb of noise that is %s has no more bytes than it may', async (_shape, width, height) => {
  const noise = randomBytes(width * height * 3);
  const jpeg = await thumbOf(sharp(noise, { raw: { width, height, channels: 3 } }));
  expect(jpeg.length).toBeLessThanOrEqual(15_000);
  expect((await sharp(jpeg).metadata()).width).toBe(320);
});

test('a video that cannot be decoded is measured all the same', async () => {
  const video = join(folder, 'video.mp4');
  await writeClip(video, ['#e00000', '#0000e0'], 12);
  const told: unknown[] = [];
  // No picture can be written there.
  const nowhere = join(folder, 'nowhere', 'first.jpg');
  await expect(
    takeStills({ video, first: nowhere, last: null }, { onMeasured: (shape) => told.push(shape) }),
  ).rejects.toThrow();
  expect(told).toMatchObject([{ width: 256, frames: 12 }]);
});

test('what is no video is refused, and nothing is left running', async () => {
  const video = join(folder, 'video.mp4');
  await writeFile(video, 'no video at all');
  await expect(takeStills({ video, first: join(folder, 'f.jpg'), last: null })).rejects.toThrow();
});
