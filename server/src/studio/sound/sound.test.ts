import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobWith, strengthOf, writeClip, writePicture, writeTone } from '../testing/media.ts';
import { recordingOf } from './recording.ts';
import { soundOf } from './sound.ts';
import { silence, soundRate } from './track.ts';

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'studio-sound-'));
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function loudest(side: Float32Array): number {
  return side.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

test('a score is exactly as long as the film, can be heard, never clips, and is the same every time', async () => {
  const job = jobWith({ frames: 121, generateAudio: true });
  const [a, b] = [await soundOf(job), await soundOf(job)];
  expect(a.left.length).toBe((121 * soundRate) / 24);
  expect(a.right.length).toBe(a.left.length);
  expect(loudest(a.left)).toBeGreaterThan(0.05);
  expect(loudest(a.left)).toBeLessThan(1);
  expect(Math.abs(a.left.at(-1) ?? 1)).toBeLessThan(0.001);
  expect(Buffer.from(a.left.buffer).equals(Buffer.from(b.left.buffer))).toBe(true);
});

test('another seed gives another score', async () => {
  const [a, b] = [await soundOf(jobWith({ seed: 1 })), await soundOf(jobWith({ seed: 2 }))];
  expect(Buffer.from(a.left.buffer).equals(Buffer.from(b.left.buffer))).toBe(false);
});

test('given sound is mixed in, at its own pitch', async () => {
  const tone = writeTone(join(home, 'tone.wav'), 1000, 1);
  const picture = await writePicture(join(home, 'picture.png'), 'reference_image', '#888888');
  const without = await soundOf(jobWith({ mode: 'reference', media: [picture] }));
  const withTone = await soundOf(jobWith({ mode: 'reference', media: [picture, tone] }));
  expect(strengthOf(without.left, 1000)).toBeLessThan(0.01);
  expect(strengthOf(withTone.left, 1000)).toBeGreaterThan(0.12);
  expect(strengthOf(withTone.right, 1000)).toBeGreaterThan(0.12);
});

test('the sound of a given clip is mixed in; a clip without sound is no error', async () => {
  const track = silence(1);
  track.left.forEach((_, at) => {
    track.left[at] = 0.4 * Math.sin((2 * Math.PI * 700 * at) / soundRate);
  });
  const sounding = await writeClip(join(home, 'sounding.mp4'), ['#111111', '#222222'], 24, track);
  const silent = await writeClip(join(home, 'silent.mp4'), ['#111111', '#222222'], 24);
  const mixed = await soundOf(jobWith({ mode: 'reference', media: [sounding, silent] }));
  expect(strengthOf(mixed.left, 700)).toBeGreaterThan(0.1);
  expect(strengthOf(mixed.right, 700)).toBeLessThan(0.02);
});

test('what was encoded starts in time: the delay of the encoder is taken out', async () => {
  const track = silence(1);
  const onset = soundRate / 2;
  for (let at = onset; at < track.left.length; at += 1) {
    track.left[at] = track.right[at] = 0.5 * Math.sin((2 * Math.PI * 440 * at) / soundRate);
  }
  const clip = await writeClip(join(home, 'onset.mp4'), ['#111111', '#222222'], 24, track);
  const heard = await recordingOf(clip.path, 1);
  const first = heard?.left.findIndex((value) => Math.abs(value) > 0.2) ?? 0;
  expect(Math.abs(first - onset)).toBeLessThan(120);
});
