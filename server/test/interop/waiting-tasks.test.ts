/** What needs no film: lists, deletes and large bodies of tasks that wait, on a server that renders nothing. */
import OpenAI from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { call } from '../harness/api.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';

const nativePath = '/api/v3/contents/generations/tasks';
const videosPath = '/v1/videos';

let place: Place;
let key: string;
let client: OpenAI;

beforeAll(async () => {
  place = await openPlace({ env: { FILMGATE_STUDIO_WORKERS: '0' } });
  key = place.server.first.testKey;
  client = new OpenAI({ apiKey: key, baseURL: `${place.server.url}/v1`, maxRetries: 0 });
});

afterAll(async () => {
  await place.close();
});

function ask(method: string, path: string, body?: object) {
  return call(place.server, method, path, { key, body });
}

const created = z.object({ id: z.string() });

/** Creates a task by 3hei's body, or by Ark's, which is the same one. */
async function createNative(path: string, model: string): Promise<string> {
  const content = [{ type: 'text', text: 'A cat' }];
  const { body } = await ask('POST', path, { model, content });
  return created.parse(body).id;
}

const createByArk = () => createNative(nativePath, 'doubao-seedance-2-0-260128');
const createBy3hei = () => createNative(videosPath, 'doubao-seedance-2-0');

async function createByOpenAi(): Promise<string> {
  return (await client.videos.create({ prompt: 'A cat' })).id;
}

const nativePage = z.object({ total: z.number(), items: z.array(created) });

async function nativeList(path: string, query: string) {
  const { status, body } = await ask('GET', `${path}?${query}`);
  expect(status).toBe(200);
  const { total, items } = nativePage.parse(body);
  return { total, ids: items.map(({ id }) => id) };
}

async function openAiList(query: { limit: number; order?: 'asc' | 'desc' }): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of client.videos.list(query)) ids.push(id);
  return ids;
}

describe('lists', () => {
  let oldestFirst: string[];

  beforeAll(async () => {
    oldestFirst = [];
    for (const create of [createByArk, createBy3hei, createByOpenAi, createByArk, createByOpenAi]) {
      oldestFirst.push(await create());
    }
  });

  test('of OpenAI go on by themselves, from either end, whoever made the tasks', async () => {
    const newestFirst = oldestFirst.toReversed();
    expect(await openAiList({ limit: 2 })).toEqual(newestFirst);
    expect(await openAiList({ limit: 2, order: 'asc' })).toEqual(oldestFirst);
    expect(await openAiList({ limit: 5 })).toEqual(newestFirst);
    const { data, has_more: hasMore } = await client.videos.list({ limit: 100 });
    expect(hasMore).toBe(false);
    expect(data).toHaveLength(5);
  });

  test.each([
    ['Ark', nativePath],
    ['3hei', `/d/threehei${videosPath}`],
  ])('of %s are counted in pages', async (_platform, path) => {
    const newestFirst = oldestFirst.toReversed();
    const page = (number: number) => nativeList(path, `page_num=${String(number)}&page_size=2`);
    expect(await page(1)).toEqual({ total: 5, ids: newestFirst.slice(0, 2) });
    expect(await page(2)).toEqual({ total: 5, ids: newestFirst.slice(2, 4) });
    expect(await page(3)).toEqual({ total: 5, ids: newestFirst.slice(4) });
    expect(await page(4)).toEqual({ total: 5, ids: [] });
    const [first = '', , , , last = ''] = newestFirst;
    const two = `filter.task_ids=${first}&filter.task_ids=${last}`;
    expect(await nativeList(path, two)).toEqual({ total: 2, ids: [first, last] });
    expect(await nativeList(path, 'filter.status=queued')).toEqual({ total: 5, ids: newestFirst });
    expect(await nativeList(path, 'filter.status=running')).toEqual({ total: 0, ids: [] });
  });
});

const status = z.object({ status: z.string() });

describe('where OpenAI and 3hei stand at the same path', () => {
  test('a task is answered in the words of the platform that made it, elsewhere as that path says', async () => {
    const [theirs, openAis] = [await createBy3hei(), await createByOpenAi()];
    const keysAt = async (path: string): Promise<string[]> => {
      const { body } = await ask('GET', path);
      return Object.keys(z.looseObject({}).parse(body));
    };
    const ofOpenAi = await keysAt(`/d/openai${videosPath}/${openAis}`);
    const of3hei = await keysAt(`/d/threehei${videosPath}/${theirs}`);
    expect(ofOpenAi).toContain('remixed_from_video_id');
    expect(of3hei).toContain('task_id');
    expect(await keysAt(`${videosPath}/${openAis}`)).toEqual(ofOpenAi);
    expect(await keysAt(`${videosPath}/${theirs}`)).toEqual(of3hei);
    expect(await keysAt(`/d/openai${videosPath}/${theirs}`)).toEqual(ofOpenAi);
    expect(await keysAt(`/d/threehei${videosPath}/${openAis}`)).toEqual(of3hei);
  });

  test('an id that nobody knows is missing in words that both can read', async () => {
    for (const id of ['cgt-20250615xxxxxxxx', 'video_123']) {
      expect(await ask('GET', `${videosPath}/${id}`)).toMatchObject({
        status: 404,
        body: { error: { message: expect.any(String), code: expect.any(String) } },
      });
    }
  });
});

describe('a delete while a task waits', () => {
  test('of Ark cancels it; the next one forgets it', async () => {
    const id = await createByArk();
    const path = `${nativePath}/${id}`;
    expect(await ask('DELETE', path)).toMatchObject({ status: 200, body: {} });
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    const cancelled = await nativeList(nativePath, `filter.status=cancelled`);
    expect(cancelled.ids).toEqual([id]);
    expect(await ask('DELETE', path)).toMatchObject({ status: 200, body: {} });
    expect(await ask('GET', path)).toMatchObject({ status: 404, body: { error: {} } });
    expect((await nativeList(nativePath, `filter.task_ids=${id}`)).total).toBe(0);
    expect(await ask('DELETE', path)).toMatchObject({ status: 404 });
  });

  test('of OpenAI cancels and forgets it at once', async () => {
    const id = await createByOpenAi();
    expect(await client.videos.delete(id)).toEqual({ id, deleted: true, object: 'video.deleted' });
    await expect(client.videos.retrieve(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    expect(await openAiList({ limit: 100 })).not.toContain(id);
  });

  test('of 3hei is the native one, at the shared path too', async () => {
    const id = await createBy3hei();
    const path = `${videosPath}/${id}`;
    expect(await ask('DELETE', path)).toMatchObject({ status: 200, body: {} });
    const { body } = await ask('GET', path);
    expect(status.parse(body).status).toBe('cancelled');
    expect(await ask('DELETE', `/d/threehei${path}`)).toMatchObject({ status: 200, body: {} });
    expect(await ask('GET', `/d/threehei${path}`)).toMatchObject({ status: 404 });
  });
});

describe('a picture of 5 MB in the body itself', () => {
  let picture: string;

  beforeAll(async () => {
    const background = { r: 200, g: 70, b: 60 };
    const png = await sharp({ create: { width: 1350, height: 1350, channels: 3, background } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    expect(png.length).toBeGreaterThan(5_000_000);
    picture = `data:image/png;base64,${png.toString('base64')}`;
  });

  const text = { type: 'text', text: 'It moves slowly' };
  const prompt = text.text;
  const image = (url: string) => ({ type: 'image_url', image_url: { url } });

  test.each<[string, string, (url: string) => object]>([
    [
      'hmtm',
      '/api/open/v1/generations',
      (url) => ({ abilityId: 'cme_doubao_seedance_2_0', content: [text, image(url)] }),
    ],
    [
      'TokenHub',
      '/api/v1/videos/generations',
      (url) => ({ model: 'doubao-seedance-2.0', prompt, image_url: url }),
    ],
    ['3hei', videosPath, (url) => ({ model: 'doubao-seedance-2-0', content: [text, image(url)] })],
    ['OpenAI', videosPath, (url) => ({ prompt, input_reference: { image_url: url } })],
    [
      'Ark',
      nativePath,
      (url) => ({ model: 'doubao-seedance-2-0-260128', content: [text, image(url)] }),
    ],
    [
      'New-API',
      '/v1/video/generations',
      (url) => ({ model: 'doubao-seedance-2-0-260128', prompt, image: url }),
    ],
  ])('is taken by %s', async (_platform, path, body) => {
    const answer = await ask('POST', path, body(picture));
    expect(answer).toMatchObject({ status: 200 });
  });

  test.each<[string, string, (url: string) => object]>([
    [
      'seedance2.ink',
      '/api/open/v1/video/generations',
      (url) => ({ model: 'seedance-2.0', prompt, mediaUrls: [url] }),
    ],
    [
      'JimmyAI',
      '/api/open-api/v1/seedance/videos',
      (url) => ({ model: 'seedance2.0-mini-sp', prompt, duration: 4, images: [url] }),
    ],
  ])('is too much for %s, which takes URLs', async (_platform, path, body) => {
    const answer = await ask('POST', path, body(picture));
    expect(answer.status).toBe(413);
    expect(JSON.stringify(answer.body)).toContain('Give media as URLs.');
  });

  test('is taken as a part of a form, as the OpenAI client sends it', async () => {
    const { status: state } = await client.videos.create({
      prompt,
      input_reference: { image_url: picture },
    });
    expect(state).toBe('queued');
  });
});
