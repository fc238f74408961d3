import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeFrame } from '../../src/media/testing/inspect.ts';
import { call, until } from '../harness/api.ts';
import { expectBooks, walletOf } from './books.ts';
import { expectFilm, fetchFilm, filmWithinMs } from './films.ts';
import { keyPaths } from './key-paths.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import * as printed from './printed/hmtm.ts';
import { cool, expectQuarters, pictureOf, warm, writeClip } from './quarters.ts';
import { shell } from './shell.ts';

let place: Place;

beforeAll(async () => {
  place = await openPlace();
  const { folder, host } = place;
  const clip = join(folder, 'ref-video.mp4');
  await writeClip(clip, cool, { width: 1280, height: 720, seconds: 3 });
  host.put('/ref-video.mp4', { body: await readFile(clip), contentType: 'video/mp4' });
  const picture = await pictureOf(warm, 900, 1200);
  host.put('/ref-image.jpg', { body: picture, contentType: 'image/jpeg' });
});

afterAll(async () => {
  await place.close();
});

/** Runs a printed call, under `/d/hmtm` or at the documented path itself. */
function run(command: string, more: { taskId?: string; under?: string } = {}): Promise<string> {
  const { taskId, under = '' } = more;
  return shell(place.ours(command, { url: place.server.url + under, taskId }));
}

const accepted = z.strictObject({
  taskId: z.string(),
  status: z.literal('queued'),
  createdAt: z.iso.datetime({ precision: 3 }),
});

/** What the documentation's tables say of each key, by state. */
const waiting = z.strictObject({
  taskId: z.string(),
  status: z.enum(['queued', 'running']),
  progress: z.number().min(0).max(99),
  output: z.null(),
  billing: z.null(),
  error: z.null(),
  createdAt: z.iso.datetime({ precision: 3 }),
  completedAt: z.null(),
});
const succeeded = z.strictObject({
  ...waiting.shape,
  status: z.literal('succeeded'),
  progress: z.literal(100),
  output: z.strictObject({ videoUrl: z.url(), lastFrameUrl: z.url().optional() }),
  billing: z.strictObject({ deductedCredits: z.number() }),
  completedAt: z.iso.datetime({ precision: 3 }),
});
type Succeeded = z.infer<typeof succeeded>;

/**
 * Waits for the film; resolves with the last answer and the keys in it. Every answer on the way has
 * the documented keys in their order, progress only grows, and the printed query says in the end what
 * was read last.
 */
async function finished(taskId: string, under = ''): Promise<{ task: Succeeded; keys: string[] }> {
  let progress = 0;
  const last = await until(
    async () => {
      const { body } = await call(place.server, 'GET', `${under}/api/open/v1/tasks/${taskId}`, {
        key: place.server.first.liveKey,
      });
      const told = z.union([waiting, succeeded]).parse(body);
      if (told.status !== 'succeeded') expect(keyPaths(body)).toEqual(printed.taskKeys.waiting);
      expect(told.taskId).toBe(taskId);
      expect(told.progress).toBeGreaterThanOrEqual(progress);
      progress = told.progress;
      return body;
    },
    (body) => succeeded.safeParse(body).success,
    filmWithinMs,
  );
  expect(await run(printed.query, { taskId, under })).toBe(JSON.stringify(last));
  return { task: succeeded.parse(last), keys: keyPaths(last) };
}

/** Submits by a printed call and reads the task once by the printed query. */
async function submitted(command: string, under = ''): Promise<string> {
  const told: unknown = JSON.parse(await run(command, { under }));
  expect(keyPaths(told)).toEqual(printed.acceptedKeys);
  const { taskId } = accepted.parse(told);
  const read: unknown = JSON.parse(await run(printed.query, { taskId, under }));
  expect(keyPaths(read)).toEqual(printed.taskKeys.waiting);
  return taskId;
}

describe.concurrent('calls as the documentation prints them', () => {
  test('a text becomes 5 s of 1280x720 with sound for 40 credits', async () => {
    const { task, keys } = await finished(await submitted(printed.textToVideo));
    expect(keys).toEqual(printed.taskKeys.succeeded);
    expect(task.billing.deductedCredits).toBe(40);
    const film = await fetchFilm(task.output.videoUrl, place.folder);
    await expectFilm(film, { width: 1280, height: 720, seconds: 5, sound: true });
  });

  test('an image without a role is the first frame and gives `adaptive` its shape', async () => {
    const { task } = await finished(await submitted(printed.imageToVideo));
    expect(task.billing.deductedCredits).toBe(40);
    const film = await fetchFilm(task.output.videoUrl, place.folder);
    // 900x1200 is 3:4.
    await expectFilm(film, { width: 834, height: 1112, seconds: 5, sound: true });
    expectQuarters(await decodeFrame(film, 0), warm);
  });

  test('a reference video is seen in the film, which takes its shape; under /d/hmtm', async () => {
    const { task } = await finished(await submitted(printed.videoReference, '/d/hmtm'), '/d/hmtm');
    expect(task.billing.deductedCredits).toBe(40);
    const film = await fetchFilm(task.output.videoUrl, place.folder);
    await expectFilm(film, { width: 1280, height: 720, seconds: 5, sound: true });
    expectQuarters(await decodeFrame(film, 0), cool);
  });
});

test.concurrent('every documented field is obeyed; the key may stand in X-API-Key', async () => {
  const created = await call(place.server, 'POST', '/api/open/v1/generations', {
    headers: { 'X-API-Key': place.server.first.liveKey },
    body: {
      abilityId: 'cme_doubao_seedance_2_0',
      content: [
        { type: 'text', text: '雪山日出,镜头缓缓推进' },
        {
          type: 'image_url',
          image_url: { url: `${place.host.url}/ref-image.jpg` },
          role: 'first_frame',
        },
      ],
      duration: 4,
      ratio: '1:1',
      resolution: '480p',
      generate_audio: false,
      return_last_frame: true,
      watermark: true,
      seed: 7,
    },
  });
  const { task, keys } = await finished(accepted.parse(created.body).taskId);
  expect(keys).toEqual(printed.taskKeys.succeeded.toSpliced(5, 0, 'output.lastFrameUrl'));
  expect(task.billing.deductedCredits).toBe(16);
  const film = await fetchFilm(task.output.videoUrl, place.folder);
  await expectFilm(film, { width: 640, height: 640, seconds: 4, sound: false });
  const lastFrame = await fetch(task.output.lastFrameUrl ?? '');
  expect(await sharp(await lastFrame.arrayBuffer()).metadata()).toMatchObject({
    format: 'jpeg',
    width: 640,
    height: 640,
  });
});

test('either header carries the key, and without one nothing is told', async () => {
  const taskId = await submitted(printed.textToVideo);
  const path = `/api/open/v1/tasks/${taskId}`;
  const { liveKey } = place.server.first;
  const byOther = await call(place.server, 'GET', path, { headers: { 'X-API-Key': liveKey } });
  expect(byOther).toMatchObject({ status: 200, body: { taskId } });
  const byNone = await call(place.server, 'GET', path);
  expect(byNone).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  const wrong = await shell(place.ours(printed.query, { key: 'YOURS', taskId }));
  expect(JSON.parse(wrong)).toEqual({ error: 'Invalid API key', code: 'unauthorized' });
  await call(place.server, 'POST', `/api/open/v1/video/generations/${taskId}/cancel`, {
    key: liveKey,
  });
});

test('the account has paid what the answers said, to the last micro-credit', async () => {
  // 1000 at the first start; three times 40, and 16.
  expect(await walletOf(place.server)).toEqual({ balance: 864, held: 0 });
  await expectBooks(place.server, { balanceMicros: 864_000_000n });
});
