import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inspectVideo } from '../media/testing/inspect.ts';
import type { StudioJob, StudioStatus } from './job.ts';
import { sweepOutputs } from './outputs.ts';
import { createStudio } from './studio.ts';
import type { Studio, StudioOptions } from './studio.ts';
import { jobWith, writePicture } from './testing/media.ts';

let directory: string;
let studios: Studio[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'studio-'));
  studios = [];
});

afterEach(async () => {
  for (const studio of studios) await studio.stop();
  rmSync(directory, { recursive: true, force: true });
});

function open(options: Partial<StudioOptions> = {}): Studio {
  const log = { info: () => undefined, warn: () => undefined };
  const studio = createStudio({ workers: 1, directory, log, ...options });
  studios.push(studio);
  return studio;
}

/** Long enough that a test can do something while it is rendered. */
function longJob(fields: Partial<StudioJob> = {}): StudioJob {
  return jobWith({ width: 1280, height: 720, frames: 600, ...fields });
}

/** Resolves when what the studio knows of a job meets the condition; it is looked at on every change. */
function until(
  studio: Studio,
  jobId: string,
  holds: (status: StudioStatus | null) => boolean,
): Promise<StudioStatus | null> {
  return new Promise((resolve) => {
    const look = (): void => {
      const status = studio.look(jobId);
      if (holds(status)) resolve(status);
    };
    studio.onChange((changed) => {
      if (changed === jobId) look();
    });
    look();
  });
}

const ended = (status: StudioStatus | null): boolean => status?.state !== 'rendering';
const rendering = (status: StudioStatus | null): boolean =>
  status?.state === 'rendering' && status.progress > 0;

test('a job is rendered in a child process, and another studio over the same directory finds it done', async () => {
  const first = open();
  expect(first.freeSlots()).toBe(1);
  first.start(jobWith({ id: 'job-1', frames: 8, returnLastFrame: true, generateAudio: true }));
  expect(first.freeSlots()).toBe(0);
  expect(first.look('job-1')).toMatchObject({ state: 'rendering' });
  expect(first.pids()).toHaveLength(1);
  expect(first.pids()).not.toContain(process.pid);
  const status = await until(first, 'job-1', ended);
  if (status?.state !== 'done') throw new Error(JSON.stringify(status));
  expect(status).toMatchObject({ width: 320, height: 180, frames: 8 });
  expect(await inspectVideo(status.files.video)).toMatchObject({
    width: 320,
    height: 180,
    frames: 8,
  });
  expect(existsSync(status.files.poster)).toBe(true);
  expect(existsSync(status.files.lastFrame ?? '')).toBe(true);
  expect(first.pids()).toEqual([]);
  await first.stop();

  const second = open();
  expect(second.look('job-1')).toEqual(status);
  second.discard('job-1');
  expect(second.look('job-1')).toBeNull();
  expect(readdirSync(directory)).toEqual([]);
});

test('progress is told in whole percent that only rise, at most five times a second', async () => {
  const studio = open();
  const seen: number[] = [];
  studio.onChange((jobId) => {
    const status = studio.look(jobId);
    if (status?.state === 'rendering') seen.push(status.progress);
  });
  const startedAtMs = performance.now();
  studio.start(jobWith({ width: 864, height: 496, frames: 30 }));
  await until(studio, 'job', ended);
  expect(seen.length).toBeLessThanOrEqual((performance.now() - startedAtMs) / 200 + 1);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.every((percent) => Number.isInteger(percent) && percent >= 0 && percent < 100)).toBe(
    true,
  );
});

test('a child that dies leaves its job crashed, without files, and the studio goes on', async () => {
  const studio = open();
  studio.start(longJob());
  await until(studio, 'job', rendering);
  const [pid] = studio.pids();
  if (pid === undefined) throw new Error('no child');
  process.kill(pid, 'SIGKILL');
  const status = await until(studio, 'job', ended);
  expect(status).toMatchObject({ state: 'crashed', reason: expect.stringContaining('SIGKILL') });
  expect(readdirSync(directory)).toEqual([]);
  studio.start(jobWith({ id: 'next', frames: 2 }));
  expect(await until(studio, 'next', ended)).toMatchObject({ state: 'done' });
});

test('a job over its time or memory is stopped and crashed', async () => {
  const hasty = open({ jobTimeoutMs: 700 });
  hasty.start(longJob({ id: 'slow' }));
  expect(await until(hasty, 'slow', ended)).toMatchObject({
    state: 'crashed',
    reason: expect.stringContaining('700 ms'),
  });
  if (process.platform !== 'linux') return;
  const tight = open({ memoryMegabytes: 90 });
  tight.start(longJob({ id: 'big', width: 3840, height: 2160 }));
  expect(await until(tight, 'big', ended)).toMatchObject({
    state: 'crashed',
    reason: expect.stringContaining('90 MB'),
  });
});

test('cancel kills the child, forgets the job and leaves nothing behind', async () => {
  const studio = open();
  studio.start(longJob());
  await until(studio, 'job', rendering);
  expect(studio.cancel('job')).toBe(true);
  expect(studio.look('job')).toBeNull();
  expect(studio.cancel('job')).toBe(false);
  await until(studio, 'job', () => studio.freeSlots() === 1);
  expect(studio.pids()).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
});

test('a finished job cannot be cancelled', async () => {
  const studio = open();
  studio.start(jobWith({ frames: 2 }));
  await until(studio, 'job', ended);
  expect(studio.cancel('job')).toBe(false);
  expect(studio.look('job')).toMatchObject({ state: 'done' });
});

test('an unreadable picture fails the job with a message that names it', async () => {
  const medium = await writePicture(join(directory, 'x.png'), 'first_frame', '#ffffff');
  writeFileSync(medium.path, 'not a picture');
  const studio = open();
  studio.start(jobWith({ mode: 'frames', media: [medium] }));
  expect(await until(studio, 'job', ended)).toEqual({
    state: 'failed',
    message: expect.stringMatching(/^media\[0\] \(first_frame\) cannot be read as image: .*format/),
  });
});

test('stop kills the children and waits for them', async () => {
  const studio = open({ workers: 2 });
  studio.start(longJob({ id: 'a' }));
  studio.start(longJob({ id: 'b' }));
  const pids = studio.pids();
  expect(pids).toHaveLength(2);
  await studio.stop();
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  expect(studio.freeSlots()).toBe(0);
});

test('more jobs than slots, a known id and an id that is a path are refused', async () => {
  const studio = open({ workers: 2 });
  studio.start(longJob({ id: 'a' }));
  expect(() => studio.start(longJob({ id: 'a' }))).toThrow(/already knows/);
  studio.start(longJob({ id: 'b' }));
  expect(() => studio.start(longJob({ id: 'c' }))).toThrow(/no free slot/);
  for (const id of ['../x', 'a/b', '', 'a.part', 'ü']) {
    expect(() => studio.look(id)).toThrow(/must be/);
    expect(() => studio.start(jobWith({ id }))).toThrow(/must be/);
  }
});

test('sweeping keeps what is still waited for and removes the rest, unfinished renderings always', () => {
  for (const name of ['kept', 'kept.part', 'old', 'old.part']) mkdirSync(join(directory, name));
  expect(sweepOutputs(directory, new Set(['kept']))).toBe(3);
  expect(readdirSync(directory)).toEqual(['kept']);
  expect(sweepOutputs(join(directory, 'never-made'), new Set())).toBe(0);
});

test('a folder without a whole result counts as nothing', () => {
  mkdirSync(join(directory, 'half'));
  writeFileSync(join(directory, 'half', 'result.json'), '{"video":"video.mp4"');
  expect(open().look('half')).toBeNull();
});
