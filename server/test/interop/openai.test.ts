import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import type { VideoCreateParams } from 'openai/resources/videos';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeFrame } from '../../src/media/testing/inspect.ts';
import { until } from '../harness/api.ts';
import { expectBooks } from './books.ts';
import { expectFilm, filmWithinMs } from './films.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import { cool, expectQuarters, pictureOf, warm } from './quarters.ts';

let place: Place;
/** At the documented path, and where it shares no path with another platform. */
let atRoot: OpenAI;
let apart: OpenAI;

beforeAll(async () => {
  place = await openPlace();
  const { url, first } = place.server;
  atRoot = new OpenAI({ apiKey: first.liveKey, baseURL: `${url}/v1`, maxRetries: 0 });
  apart = new OpenAI({ apiKey: first.liveKey, baseURL: `${url}/d/openai/v1`, maxRetries: 0 });
});

afterAll(async () => {
  await place.close();
});

/** Creates a video and waits for it, as a user of the client does; resolves with its id. */
async function completed(client: OpenAI, ask: VideoCreateParams): Promise<OpenAI.Video> {
  const created = await client.videos.create(ask);
  expect(created).toMatchObject({ object: 'video', status: 'queued', progress: 0, error: null });
  expect(created.id).toMatch(/^video_[0-9a-z]{24}$/u);
  const done = await until(
    () => client.videos.retrieve(created.id),
    ({ status }) => status === 'completed' || status === 'failed',
    filmWithinMs,
  );
  expect(done).toMatchObject({ status: 'completed', progress: 100, error: null });
  expect(done).toMatchObject({ prompt: ask.prompt, created_at: created.created_at });
  return done;
}

async function downloaded(client: OpenAI, id: string): Promise<string> {
  const content = await client.videos.downloadContent(id);
  expect(content.headers.get('content-type')).toBe('video/mp4');
  const path = join(place.folder, `${id}.mp4`);
  await writeFile(path, Buffer.from(await content.arrayBuffer()));
  return path;
}

async function expectThumbnail(
  client: OpenAI,
  id: string,
  is: { width: number; height: number },
): Promise<void> {
  const content = await client.videos.downloadContent(id, { variant: 'thumbnail' });
  const thumbnail = sharp(await content.arrayBuffer());
  expect(await thumbnail.metadata()).toMatchObject({ format: 'jpeg', ...is });
}

describe.concurrent('the official client, unchanged', () => {
  test('creates from a file, retrieves, downloads film, part and thumbnail, deletes', async () => {
    const picture = await pictureOf(warm, 1280, 720);
    const { id, seconds, size } = await completed(atRoot, {
      prompt: 'She turns and smiles',
      model: 'sora-2',
      seconds: '4',
      size: '1280x720',
      input_reference: await toFile(picture, 'first.jpg', { type: 'image/jpeg' }),
    });
    expect({ seconds, size }).toEqual({ seconds: '4', size: '1280x720' });
    const film = await downloaded(atRoot, id);
    await expectFilm(film, { width: 1280, height: 720, seconds: 4, sound: true });
    expectQuarters(await decodeFrame(film, 0), warm);

    const part = await atRoot.videos.downloadContent(id, {}, { headers: { Range: 'bytes=4-7' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toMatch(/^bytes 4-7\/\d+$/u);
    expect(await part.text()).toBe('ftyp');
    await expectThumbnail(atRoot, id, { width: 1280, height: 720 });

    expect(await atRoot.videos.delete(id)).toEqual({ id, deleted: true, object: 'video.deleted' });
    await expect(atRoot.videos.retrieve(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(atRoot.videos.downloadContent(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(atRoot.videos.delete(id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test('a text alone becomes what is documented without other words: 4 s, upright; under /d/openai', async () => {
    const { id, model, seconds, size } = await completed(apart, { prompt: 'A river in autumn' });
    expect({ model, seconds, size }).toEqual({ model: 'sora-2', seconds: '4', size: '720x1280' });
    const film = await downloaded(apart, id);
    await expectFilm(film, { width: 720, height: 1280, seconds: 4, sound: true });
    await expectThumbnail(apart, id, { width: 720, height: 1280 });
  });

  test('a picture by its URL, with fields of ours behind the documented ones', async () => {
    const body = await pictureOf(cool, 900, 900);
    place.host.put('/cool.jpg', { body, contentType: 'image/jpeg' });
    const more = { resolution: '480p', generate_audio: false, seed: 7 };
    const { id, size } = await completed(atRoot, {
      prompt: 'The camera moves slowly',
      model: 'seedance-2.0-mini',
      seconds: '4',
      input_reference: { image_url: `${place.host.url}/cool.jpg` },
      ...more,
    });
    expect(size).toBe('640x640');
    const film = await downloaded(atRoot, id);
    await expectFilm(film, { width: 640, height: 640, seconds: 4, sound: false });
    expectQuarters(await decodeFrame(film, 0), cool);
  });

  test('refusals come as the errors that the client has for them', async () => {
    const { url } = place.server;
    const stranger = new OpenAI({ apiKey: 'sk-nobody', baseURL: `${url}/v1`, maxRetries: 0 });
    const wrongKey = stranger.videos.retrieve('video_1');
    await expect(wrongKey).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    await expect(wrongKey).rejects.toMatchObject({ code: 'invalid_api_key' });
    const wrongModel = atRoot.videos.create({ prompt: 'x', model: 'gpt-image-2' });
    await expect(wrongModel).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(wrongModel).rejects.toMatchObject({ param: 'model' });
    const remix = atRoot.videos.remix('video_1', { prompt: 'at night' });
    await expect(remix).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    const unfinished = await atRoot.videos.create({ prompt: 'waits' });
    // Left to itself the client would ask again after a conflict.
    let asked = 0;
    const patient = new OpenAI({
      apiKey: place.server.first.liveKey,
      baseURL: `${url}/v1`,
      fetch(...call) {
        asked += 1;
        return fetch(...call);
      },
    });
    const early = patient.videos.downloadContent(unfinished.id);
    await expect(early).rejects.toBeInstanceOf(OpenAI.ConflictError);
    expect(asked).toBe(1);
    await atRoot.videos.delete(unfinished.id);
    await expect(atRoot.videos.retrieve(unfinished.id)).rejects.toThrow('404');
  });

  test('the models of a key can be listed', async () => {
    const names: string[] = [];
    for await (const { id } of atRoot.models.list()) names.push(id);
    expect(names).toContain('doubao-seedance-2-0-260128');
    expect(names.slice(0, 2)).toEqual(['sora-2', 'sora-2-pro']);
    expect(await atRoot.models.retrieve('sora-2')).toMatchObject({ id: 'sora-2', object: 'model' });
    expect(await apart.models.retrieve('sora-2-2025-12-08')).toMatchObject({ object: 'model' });
    const unknown = atRoot.models.retrieve('gpt-image-2');
    await expect(unknown).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    await expect(unknown).rejects.toMatchObject({ code: 'model_not_found' });
  });

  test('a file is uploaded, read, named as a picture, and deleted', async () => {
    const picture = await toFile(await pictureOf(warm, 720, 1280), 'w.png', { type: 'image/png' });
    const file = await atRoot.files.create({ file: picture, purpose: 'user_data' });
    expect(file).toMatchObject({ object: 'file', filename: 'w.png', status: 'processed' });
    expect(file.id).toMatch(/^file-[0-9a-z]{24}$/u);
    expect(await atRoot.files.retrieve(file.id)).toEqual(file);

    const asked: VideoCreateParams & { model: string } = {
      prompt: 'She turns and smiles',
      model: 'sora-2',
      size: '1024x1792',
      input_reference: { file_id: file.id },
    };
    const video = await apart.videos.create(asked);
    expect(video.size).toBe('1024x1792');
    const [listed] = (await atRoot.videos.list({ limit: 0 })).data;
    expect(listed).toBeUndefined();
    await atRoot.videos.delete(video.id);

    expect(await atRoot.files.delete(file.id)).toEqual({
      id: file.id,
      object: 'file',
      deleted: true,
    });
    await expect(atRoot.files.retrieve(file.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  });

  test('what is not offered is refused as such', async () => {
    const video = await toFile(Buffer.from('x'), 'v.mp4');
    for (const call of [
      () => atRoot.videos.edit({ prompt: 'at night', video }),
      () => atRoot.videos.extend({ prompt: 'on', seconds: '4', video }),
      () => atRoot.videos.createCharacter({ name: 'Ann', video }),
      () => atRoot.videos.getCharacter('char_1'),
    ]) {
      await expect(call()).rejects.toThrow(/not offered here/u);
    }
  });
});

test('the account has paid for tokens, and nothing for what it deleted while it waited', async () => {
  // A million tokens are 7 USD, of the mini model 3.50, at 40 credits each; a film of 4 s has 97 frames.
  const tokens = (width: number, height: number): number =>
    Math.floor((width * height * 97) / 1024);
  const spentMicros = 2 * tokens(1280, 720) * 280 + tokens(640, 640) * 140;
  await expectBooks(place.server, { balanceMicros: BigInt(1_000_000_000 - spentMicros) });
});
