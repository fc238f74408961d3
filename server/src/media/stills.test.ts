import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeClip } from '../studio/testing/media.ts';
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
