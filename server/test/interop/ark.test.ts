import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createByteDance, type ByteDanceProvider } from '@ai-sdk/bytedance';
import { experimental_generateVideo as generateVideo } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeFrame } from '../../src/media/testing/inspect.ts';
import { call, until } from '../harness/api.ts';
import { expectBooks } from './books.ts';
import { expectFilm, filmWithinMs } from './films.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import { cool, expectQuarters, pictureOf, warm } from './quarters.ts';

const root = '/api/v3/contents/generations/tasks';
const model = 'doubao-seedance-2-0-fast-260128';

let place: Place;

beforeAll(async () => {
  place = await openPlace({ films: 'whole' });
});

afterAll(async () => {
  await place.close();
});

function provider(base: string, apiKey = place.server.first.liveKey): ByteDanceProvider {
  return createByteDance({ apiKey, baseURL: place.server.url + base });
}

/** How long the provider waits, and how often it looks. */
const looks = { pollIntervalMs: 250, pollTimeoutMs: filmWithinMs };

/** The SDK's own refuses addresses of this machine. */
async function download({ url }: { url: URL }) {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return {
    data: new Uint8Array(await response.arrayBuffer()),
    mediaType: response.headers.get('content-type') ?? undefined,
  };
}

async function stored(film: Uint8Array, name: string): Promise<string> {
  const path = join(place.folder, name);
  await writeFile(path, film);
  return path;
}

describe.concurrent('the AI SDK with its ByteDance provider, unchanged', () => {
  test('a text becomes a film, downloaded by the address alone', async () => {
    const { video, warnings } = await generateVideo({
      model: provider('/api/v3').video(model),
      prompt: 'A quiet harbour at dawn, aerial view',
      aspectRatio: '16:9',
      resolution: '864x496',
      duration: 4,
      seed: 7,
      providerOptions: { bytedance: { ...looks, watermark: false } },
      download,
      maxRetries: 0,
    });
    expect(warnings).toEqual([]);
    expect(video.mediaType).toBe('video/mp4');
    const film = await stored(video.uint8Array, 'text.mp4');
    await expectFilm(film, { width: 864, height: 496, seconds: 4, sound: true });
  });

  test('pictures of its own, inline, are the first and the last frame; under /d/ark', async () => {
    const { video } = await generateVideo({
      model: provider('/d/ark/api/v3').video('doubao-seedance-2-0-mini-260615'),
      prompt: { image: await pictureOf(warm, 800, 800), text: 'The colours change' },
      resolution: '640x640',
      duration: 4,
      providerOptions: {
        bytedance: {
          ...looks,
          generateAudio: false,
          returnLastFrame: true,
          lastFrameImage: `data:image/jpeg;base64,${(await pictureOf(cool, 800, 800)).toString('base64')}`,
        },
      },
      download,
      maxRetries: 0,
    });
    const film = await stored(video.uint8Array, 'frames.mp4');
    await expectFilm(film, { width: 640, height: 640, seconds: 4, sound: false });
    expectQuarters(await decodeFrame(film, 0), warm);
    expectQuarters(await decodeFrame(film, 96), cool);
  });

  test('it tells its user why a request is refused', async () => {
    const refused = generateVideo({
      model: provider('/api/v3').video('seedance-9'),
      prompt: 'A cat',
      download,
      maxRetries: 0,
    });
    await expect(refused).rejects.toThrow(/seedance-9|model/u);
    const stranger = generateVideo({
      model: provider('/api/v3', 'ark-nobody').video(model),
      prompt: 'A cat',
      download,
      maxRetries: 0,
    });
    await expect(stranger).rejects.toMatchObject({ statusCode: 401 });
  });

  test('it tells its user that a generation failed', async () => {
    const failed = generateVideo({
      model: provider('/api/v3', place.server.first.testKey).video(model),
      prompt: 'A cat [[fail:content_policy]]',
      providerOptions: { bytedance: looks },
      download,
      maxRetries: 0,
    });
    await expect(failed).rejects.toThrow(/fail/iu);
  });
});

test('what runs cannot be deleted, and what is over is forgotten', async () => {
  const { testKey: key, liveKey } = place.server.first;
  const created = await call(place.server, 'POST', root, {
    key,
    body: { model, content: [{ type: 'text', text: 'The sea [[delay:60s]]' }] },
  });
  const { id } = z.strictObject({ id: z.string() }).parse(created.body);
  const path = `${root}/${id}`;
  const status = async (): Promise<string> => {
    const { body } = await call(place.server, 'GET', path, { key });
    return z.object({ status: z.string() }).parse(body).status;
  };
  await until(status, (word) => word === 'running');
  const refused = await call(place.server, 'DELETE', path, { key });
  expect(refused).toMatchObject({ status: 409, body: { error: { message: /./u } } });
  expect(await status()).toBe('running');
  // Another platform's cancel stops it.
  await call(place.server, 'POST', `/api/open/v1/video/generations/${id}/cancel`, { key: liveKey });
  await until(status, (word) => word === 'cancelled');
  expect(await call(place.server, 'DELETE', path, { key })).toMatchObject({
    status: 200,
    body: {},
  });
  expect(await call(place.server, 'GET', path, { key })).toMatchObject({
    status: 404,
    body: { error: { code: 'NotFound' } },
  });
});

test('the account has paid for tokens, to the last micro-credit', async () => {
  // A million tokens are 5.60 USD, of the mini model 3.50, at 40 credits each; both films have 97 frames.
  const tokens = (width: number, height: number): number =>
    Math.floor((width * height * 97) / 1024);
  const spentMicros = tokens(864, 496) * 224 + tokens(640, 640) * 140;
  await expectBooks(place.server, { balanceMicros: BigInt(1_000_000_000 - spentMicros) });
});
