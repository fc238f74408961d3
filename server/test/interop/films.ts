import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inspectVideo } from '../../src/media/testing/inspect.ts';

/** A film takes some seconds on a machine of its own, and much longer on one that is busy. */
export const filmWithinMs = 240_000;

/** Fetches a result as a customer does, by its URL alone, into a folder; resolves with the path. */
export async function fetchFilm(url: string, folder: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('video/mp4');
  const path = join(folder, new URL(url).pathname.replaceAll('/', '-'));
  await writeFile(path, Buffer.from(await response.arrayBuffer()));
  return path;
}

/** Measures a film: every frame is counted, pixels, codecs and sound are read from the file. */
export async function expectFilm(
  path: string,
  is: { width: number; height: number; seconds: number; sound: boolean },
): Promise<void> {
  const facts = await inspectVideo(path);
  const { width, height, seconds } = is;
  // A film of n seconds has n * 24 + 1 frames.
  expect(facts).toMatchObject({ width, height, frames: seconds * 24 + 1, fastStart: true });
  expect(facts.durationSeconds).toBeGreaterThanOrEqual(seconds);
  expect(facts.durationSeconds).toBeLessThan(seconds + 0.1);
  expect(facts.videoCodec).toMatch(/^avc1\.64/u);
  expect(facts.audioCodec).toBe(is.sound ? 'mp4a.40.2' : null);
  if (is.sound) expect(facts.audioSeconds).toBeCloseTo(facts.durationSeconds, 1);
  else expect(facts.audioSeconds).toBeNull();
}
