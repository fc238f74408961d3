import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeFrame } from '../../src/media/testing/inspect.ts';
import { call, until } from '../harness/api.ts';
import { command } from '../harness/server.ts';
import { expectBooks, walletOf } from './books.ts';
import { expectFilm, fetchFilm, filmWithinMs } from './films.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import * as printed from './printed/seedance2ink.ts';
import { bitmapOf, cool, expectQuarters, pictureOf, warm } from './quarters.ts';
import { shell } from './shell.ts';

const root = '/api/open/v1/video/generations';

let place: Place;

/** What was submitted before the first test, so that the films are made side by side. */
let text: Submitted;
let image: Submitted;
let twoImages: Submitted;
let cancelledWaiting: Submitted;
let cancelledAtWork: Submitted;
/** What the task that was cancelled while it waited answered, in this order. */
let whileWaiting: { query: string; cancel: string; queryAfter: string };

interface Submitted {
  answer: string;
  id: string;
}

beforeAll(async () => {
  place = await openPlace();
  const { host } = place;
  host.put('/warm.jpg', { body: await pictureOf(warm, 1280, 720), contentType: 'image/jpeg' });
  host.put('/cool.bmp', { body: bitmapOf(cool, 1280, 720), contentType: 'image/bmp' });
  text = await submit(printed.textToVideo);
  image = await submitWith({ duration: 5, resolution: '480p', mediaUrls: ['/warm.jpg'] });
  twoImages = await submitWith({
    duration: 4,
    resolution: '480p',
    mediaUrls: ['/warm.jpg', '/cool.bmp'],
  });
  // Two films are made at a time, so that these wait.
  cancelledWaiting = await submit(printed.textToVideo, '/d/seedance2ink');
  cancelledAtWork = await submit(printed.textToVideo);
  const { id } = cancelledWaiting;
  const under = '/d/seedance2ink';
  whileWaiting = {
    query: await run(printed.query, id, under),
    cancel: await run(printed.cancel, id, under),
    queryAfter: await run(printed.query, id, under),
  };
});

afterAll(async () => {
  await place.close();
});

/** Runs a printed call, under `/d/seedance2ink` or at the documented path itself. */
function run(commandLine: string, taskId?: string, under = ''): Promise<string> {
  return shell(place.ours(commandLine, { url: place.server.url + under, taskId }));
}

async function submit(commandLine: string, under = ''): Promise<Submitted> {
  const answer = await run(commandLine, undefined, under);
  return { answer, id: idOf(JSON.parse(answer)) };
}

async function submitWith(more: {
  duration: number;
  resolution: string;
  mediaUrls: string[];
}): Promise<Submitted> {
  const { body } = await call(place.server, 'POST', root, {
    key: place.server.first.liveKey,
    body: {
      model: 'seedance-2.0',
      prompt: 'Slow camera, soft light',
      aspectRatio: '16:9',
      ...more,
      mediaUrls: more.mediaUrls.map((path) => place.host.url + path),
    },
  });
  return { answer: JSON.stringify(body), id: idOf(body) };
}

function idOf(answer: unknown): string {
  return z.object({ requestId: z.string().regex(/^req_[0-9a-z]{20}$/u) }).parse(answer).requestId;
}

const task = z.object({
  status: z.string(),
  // Answers to a submit and to a cancel have none.
  output: z.object({ type: z.literal('video'), url: z.url() }).nullish(),
});

/** Reads until a state has come; resolves with that answer as JSON text. */
async function reached(id: string, status: string): Promise<string> {
  const { body } = await until(
    () => call(place.server, 'GET', `${root}/${id}`, { key: place.server.first.liveKey }),
    ({ body: told }) => [status, 'failed'].includes(task.parse(told).status),
    filmWithinMs,
  );
  expect(body).toMatchObject({ status });
  return JSON.stringify(body);
}

function urlOf(answer: string): string {
  return task.parse(JSON.parse(answer)).output?.url ?? '';
}

/** One of our answers with the id and the address that a printed one has in their place. */
function asPrinted(answer: string, id: string): string {
  const url = urlOf(answer);
  const withTheirUrl = url === '' ? answer : answer.replace(url, urlOf(printed.succeeded));
  return withTheirUrl.replaceAll(id, printed.printedId);
}

/** Printed JSON as it goes over the wire: every key, value and their order count. */
function compact(printedJson: string): string {
  return JSON.stringify(JSON.parse(printedJson));
}

describe.concurrent('calls as the documentation prints them', () => {
  test('a text becomes 5 s of 1280x720 with sound, told as printed from submit to end', async () => {
    const { answer, id } = text;
    expect(asPrinted(answer, id)).toBe(compact(printed.submitted));
    await reached(id, 'succeeded');
    const told = await run(printed.query, id);
    expect(asPrinted(told, id)).toBe(compact(printed.succeeded));
    expect(await run(printed.query, id, '/d/seedance2ink')).toBe(told);
    const film = await fetchFilm(urlOf(told), place.folder);
    await expectFilm(film, { width: 1280, height: 720, seconds: 5, sound: true });
  });

  test('a task that waits is queued, and is cancelled at once and free; under /d/', () => {
    const { id } = cancelledWaiting;
    const { query, cancel, queryAfter } = whileWaiting;
    const inState = (status: string): string =>
      compact(printed.processing).replace('"processing"', `"${status}"`);
    expect(asPrinted(query, id)).toBe(inState('queued'));
    expect(asPrinted(cancel, id)).toBe(compact(printed.cancelled));
    expect(asPrinted(queryAfter, id)).toBe(inState('cancelled'));
  });

  test('a task at work is processing, is cancelled, and stays so when cancelled again', async () => {
    const { id } = cancelledAtWork;
    await reached(id, 'processing');
    const told = await run(printed.query, id);
    expect(asPrinted(told, id)).toBe(compact(printed.processing));
    expect(asPrinted(await run(printed.cancel, id), id)).toBe(compact(printed.cancelled));
    expect(asPrinted(await run(printed.cancel, id), id)).toBe(compact(printed.cancelled));
    expect(JSON.parse(await run(printed.query, id))).toMatchObject({ status: 'cancelled' });
  });
});

describe.concurrent('images', () => {
  test('one image is the first frame and costs 32 credits for 5 s of 480p', async () => {
    expect(JSON.parse(image.answer)).toMatchObject({ status: 'queued', creditsCharged: 32 });
    const film = await fetchFilm(urlOf(await reached(image.id, 'succeeded')), place.folder);
    await expectFilm(film, { width: 864, height: 496, seconds: 5, sound: true });
    expectQuarters(await decodeFrame(film, 0), warm);
  });

  test('two images are the first and the last frame', async () => {
    expect(JSON.parse(twoImages.answer)).toMatchObject({ status: 'queued', creditsCharged: 25.6 });
    const film = await fetchFilm(urlOf(await reached(twoImages.id, 'succeeded')), place.folder);
    await expectFilm(film, { width: 864, height: 496, seconds: 4, sound: true });
    expectQuarters(await decodeFrame(film, 0), warm);
    expectQuarters(await decodeFrame(film, 96), cool);
  });
});

test('a finished task cannot be cancelled', async () => {
  const answer = await call(place.server, 'POST', `${root}/${text.id}/cancel`, {
    key: place.server.first.liveKey,
  });
  expect(answer.status).toBe(409);
  expect(answer.body).toMatchObject({ success: false, error: { code: 'not_cancellable' } });
});

test('each final state is told once to the webhook, and both signatures hold', async () => {
  await until(
    () => Promise.resolve(place.host.webhooks.length),
    (count) => count >= 3,
  );
  const { answer } = await command(place.server, ['webhooks', 'secret', '--account', 'demo']);
  const { secret } = z.object({ secret: z.string() }).parse(answer);
  const told = new Map<unknown, unknown>();
  for (const { path, headers, body } of place.host.webhooks) {
    expect(path).toBe('/webhooks/seedance');
    // The reference library throws for what it does not accept.
    const verified = z
      .looseObject({ requestId: z.string() })
      .parse(new Webhook(secret).verify(body, headers));
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
    const at = headers['x-seedance-timestamp'] ?? '';
    const hmac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    expect(headers['x-seedance-signature']).toBe(`t=${at},v1=${hmac}`);
    expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(300);
    expect(headers['x-seedance-delivery']).toBe(headers['webhook-id']);
    told.set(verified.requestId, JSON.parse(body));
  }
  expect(place.host.webhooks).toHaveLength(3);
  for (const [{ id }, status] of [
    [text, 'succeeded'],
    [cancelledWaiting, 'cancelled'],
    [cancelledAtWork, 'cancelled'],
  ] as const) {
    expect(told.get(id)).toEqual({
      ...z.looseObject({}).parse(JSON.parse(await run(printed.query, id))),
      output: status === 'succeeded' ? expect.objectContaining({ type: 'video' }) : null,
      event: `video.generation.${status}`,
      metadata: { projectId: 'proj_1001', sceneId: 'scene_08' },
    });
  }
});

test('the price list needs no key and says what was charged', async () => {
  const { status, body } = await call(place.server, 'GET', '/api/open/v1/models');
  expect(status).toBe(200);
  expect(Object.keys(z.looseObject({}).parse(body))).toEqual(['success', 'data']);
  const priced = z.object({ data: z.array(z.looseObject({ id: z.string() })) }).parse(body).data;
  expect(priced.map(({ id }) => id)).toEqual([
    'seedance-2.0',
    'seedance-2.0-fast',
    'seedance-1.5-pro',
  ]);
  expect(priced[0]).toMatchObject({
    durations: [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    aspectRatios: ['16:9', '9:16', '1:1'],
    resolutions: ['480p', '720p', '1080p'],
    pricing: { unit: 'credits', perSecond: { '480p': 4, '720p': 8 }, mediaMultiplier: 1.6 },
  });
});

test('a wrong key is refused to the letter', async () => {
  const wrong = place.ours(printed.query, { key: 'sd2_live_x', taskId: text.id });
  expect(await shell(wrong)).toBe(
    '{"success":false,"error":{"code":"unauthorized","message":"Invalid API key"}}',
  );
});

test('the account has paid what the answers said, to the last micro-credit', async () => {
  // 1000 at the first start; 40, 32 and 25.6 for what was made, nothing for what was cancelled.
  expect(await walletOf(place.server)).toEqual({ balance: 902.4, held: 0 });
  await expectBooks(place.server, { balanceMicros: 902_400_000n });
});
