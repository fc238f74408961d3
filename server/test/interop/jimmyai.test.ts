import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeFrame } from '../../src/media/testing/inspect.ts';
import { mp3File } from '../../src/media/testing/files.ts';
import { call, until } from '../harness/api.ts';
import { expectBooks } from './books.ts';
import { expectFilm, fetchFilm, filmWithinMs } from './films.ts';
import { masked } from './key-paths.ts';
import { openPlace } from './place.ts';
import type { Place } from './place.ts';
import * as printed from './printed/jimmyai.ts';
import { cool, expectQuarters, pictureOf, warm } from './quarters.ts';
import { shell } from './shell.ts';

const root = '/api/open-api/v1';

let place: Place;

beforeAll(async () => {
  place = await openPlace();
  const { host } = place;
  const upright = await pictureOf(warm, 720, 1280);
  host.put('/ref-1.jpg', { body: upright, contentType: 'image/jpeg' });
  host.put('/portrait.jpg', { body: await pictureOf(cool, 1280, 720), contentType: 'image/jpeg' });
  host.put('/voice.mp3', { body: mp3File(4), contentType: 'audio/mpeg' });
});

afterAll(async () => {
  await place.close();
});

const accepted = z.object({
  code: z.literal('20000'),
  data: z.object({
    task_id: z.string().regex(/^video_[0-9a-z]{24}$/u),
    status: z.literal('queued'),
    model: z.string(),
    created_at: z.int(),
  }),
});

const task = z.strictObject({
  code: z.literal('20000'),
  msg: z.literal('ok'),
  data: z.strictObject({
    task_id: z.string(),
    status: z.enum(['queued', 'processing', 'completed']),
    progress: z.number(),
    model: z.string(),
    created_at: z.int(),
    completed_at: z.int(),
    result: z.strictObject({ video_url: z.url(), image_url: z.literal('') }).nullable(),
    error_message: z.literal(''),
  }),
});

/** Runs a call of this platform to its film, which it measures; resolves with its path. */
async function filmOf(
  commandLine: string,
  is: { width: number; height: number; seconds: number },
): Promise<string> {
  const answer = await shell(commandLine);
  const ours = ['task_id', 'status', 'model', 'created_at'];
  expect(masked(answer, ours)).toBe(masked(printed.accepted, ours));
  const { task_id: id, model } = accepted.parse(JSON.parse(answer)).data;
  const { data } = await until(
    async () => {
      const { liveKey: key } = place.server.first;
      const { body } = await call(place.server, 'GET', `${root}/videos/${id}`, { key });
      return task.parse(body);
    },
    ({ data: told }) => told.status === 'completed',
    filmWithinMs,
  );
  expect(data).toMatchObject({ task_id: id, model, progress: 100 });
  const film = await fetchFilm(data.result?.video_url ?? '', place.folder);
  await expectFilm(film, { ...is, sound: true });
  return film;
}

/** The schematic call with the values that it leaves open; what is undefined is left out. */
function completed(values: Record<string, unknown>, under = ''): string {
  const body = JSON.stringify(values);
  const { url, first } = place.server;
  return place
    .ours(printed.placeholders, { url: url + under })
    .replace('<token>', first.liveKey)
    .replace(/\{[^]*\}/u, () => body);
}

/** What an endpoint answers, of which each has its own code of success. */
async function answered<Data extends z.ZodType>(
  method: string,
  path: string,
  code: string | number,
  { body, data }: { body?: object; data: Data },
): Promise<z.infer<Data>> {
  const { liveKey: key } = place.server.first;
  const answer = await call(place.server, method, root + path, { key, body });
  expect(answer).toMatchObject({ status: 200, body: { code, msg: 'ok' } });
  return data.parse(z.object({ data: z.unknown() }).parse(answer.body).data);
}

const asset = z.object({ asset_id: z.string(), status: z.string() });
const portrait = z.object({ ...asset.shape, asset_ref: z.string().nullable() });

const isMeasured = ({ status }: { status: string }): boolean => status !== 'Processing';

/** Adds to the SP library by a URL; resolves with how requests name it. */
async function libraryAsset(path: string, type: string): Promise<string> {
  const { asset_id: id } = await answered('POST', '/seedance/sp/assets/upload', 0, {
    body: { name: path.slice(1), type, url: place.host.url + path },
    data: z.strictObject({ asset_id: z.string().regex(/^asset_[0-9a-z]{20}$/u) }),
  });
  const detail = await until(
    () =>
      answered('POST', '/seedance/sp/assets/detail', 0, { body: { asset_id: id }, data: asset }),
    isMeasured,
  );
  expect(detail).toEqual({ asset_id: id, status: 'Active' });
  const { items } = await answered('POST', '/seedance/sp/assets/status', 0, {
    body: { asset_ids: [id] },
    data: z.object({ items: z.array(asset) }),
  });
  expect(items).toEqual([detail]);
  return `asset://${id}`;
}

/** Submits a portrait to the whitelist; resolves with how requests name it. */
async function allowedPortrait(path: string): Promise<string> {
  const submitted = await answered('POST', '/seedance/sp/realperson/submit', 0, {
    body: { name: 'portrait-front', url: place.host.url + path },
    data: portrait,
  });
  expect(submitted).toMatchObject({ status: 'Processing', asset_ref: null });
  const told = await until(
    () =>
      answered('POST', '/seedance/sp/realperson/status', 0, {
        body: { asset_id: submitted.asset_id },
        data: portrait,
      }),
    isMeasured,
  );
  expect(told).toMatchObject({ status: 'Active', asset_ref: `asset://${told.asset_id}` });
  return told.asset_ref ?? '';
}

/** Has a picture audited for the Full line; resolves with how requests name it. */
async function auditedPicture(path: string): Promise<string> {
  const item = z.object({ assetId: z.string(), status: z.string() });
  const data = z.object({ items: z.array(item), failedItems: z.tuple([]) });
  const { items } = await answered('POST', '/seedance/assets/audit', '20000', {
    body: { imageUrls: [place.host.url + path], videoUrls: [], audioUrls: [] },
    data,
  });
  const [{ assetId }] = z.tuple([item]).parse(items);
  const told = await until(
    () => answered('GET', `/seedance/assets/status?assetIds=${assetId}`, '20000', { data }),
    ({ items: [audited] }) => audited !== undefined && isMeasured(audited),
  );
  expect(told.items).toEqual([{ assetId, status: 'Active' }]);
  return `asset://${assetId}`;
}

/** Uploads a picture; resolves with its URL. */
async function uploaded(picture: Uint8Array<ArrayBuffer>): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([picture], { type: 'image/jpeg' }), 'photo.jpg');
  const response = await fetch(`${place.server.url}${root}/files/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.server.first.liveKey}` },
    body: form,
  });
  const { data } = z
    .object({ code: z.literal(20_000), data: z.looseObject({ url: z.url() }) })
    .parse(await response.json());
  expect(data).toMatchObject({
    filename: 'photo.jpg',
    size: picture.length,
    mime_type: 'image/jpeg',
  });
  return data.url;
}

describe.concurrent('calls as the documentation prints them', () => {
  test('the schematic call is refused: for its key, then for what stands in the fields', async () => {
    for (const under of ['', '/d/jimmyai']) {
      const url = place.server.url + under;
      const schematic = place.ours(printed.placeholders, { url });
      const noKey = await shell(schematic);
      expect(masked(noKey, ['msg'])).toBe('{"code":"20001","msg":"…","data":null}');
      const noValues = await shell(schematic.replace('<token>', place.server.first.liveKey));
      expect(masked(noValues, ['msg'])).toBe('{"code":"20002","msg":"…","data":null}');
    }
  });

  test('a picture becomes 10 s of 720x1280 with sound', async () => {
    const is = { width: 720, height: 1280, seconds: 10 };
    await filmOf(place.ours(printed.miniSpecial), is);
  });

  test('the schematic call with a portrait and a voice of the SP library', async () => {
    const [face, voice] = await Promise.all([
      allowedPortrait('/portrait.jpg'),
      libraryAsset('/voice.mp3', 'audio'),
    ]);
    await filmOf(
      completed({
        model: 'seedance2.0-sp',
        prompt: '这个人在唱歌',
        duration: 4,
        resolution: '480p',
        images: [face],
        ratio: '16:9',
        reference_audios: [voice],
      }),
      { width: 864, height: 496, seconds: 4 },
    );
  });

  test('the schematic call with a first frame that was uploaded; under /d/jimmyai', async () => {
    const film = await filmOf(
      completed(
        {
          model: 'seedance2.0-mini-sp',
          prompt: '镜头缓慢推进',
          duration: 4,
          resolution: '480p',
          ratio: '1:1',
          first_image: await uploaded(new Uint8Array(await pictureOf(warm, 800, 800))),
        },
        '/d/jimmyai',
      ),
      { width: 640, height: 640, seconds: 4 },
    );
    expectQuarters(await decodeFrame(film, 0), warm);
  });

  test('the Full line takes what was audited, and no plain URL', async () => {
    const body = { model: 'sd2_mx_720p', prompt: '镜头缓慢推进', duration: 4, ratio: '16:9' };
    const plain = await shell(
      completed({ ...body, first_image: `${place.host.url}/portrait.jpg` }),
    );
    expect(JSON.parse(plain)).toMatchObject({
      code: '20002',
      msg: expect.stringContaining('first_image'),
    });
    const film = await filmOf(
      completed({ ...body, first_image: await auditedPicture('/portrait.jpg') }),
      { width: 1280, height: 720, seconds: 4 },
    );
    expectQuarters(await decodeFrame(film, 0), cool);
  });
});

test('coins are what was paid: 1 a task, or by the second', async () => {
  // 1000 credits at the first start, 40 to the coin: 40 and 20 a task, 4 s at 4 and at 8.
  const spent = 40 + 20 + 16 + 32;
  await expectBooks(place.server, { balanceMicros: BigInt(1000 - spent) * 1_000_000n });
  const coins = await answered('GET', '/user/balance', 20_000, { data: z.looseObject({}) });
  expect(coins).toEqual({ balance: 25, used_coin: spent / 40, available: (1000 - spent) / 40 });
});

test.each([
  ['a model', 'Mini-SP', 'seedance2.0-mini-sp'],
  ['a model at a resolution, as bills name it', 'seedance2.0-mini-sp-720p', 'seedance2.0-mini-sp'],
])('the catalogue is searched by the name of %s', async (_what, search, model) => {
  const path = `/api/openapi/model/catalog?search=${encodeURIComponent(search)}`;
  const { status, body } = await call(place.server, 'GET', path);
  expect(status).toBe(200);
  const { list } = z
    .object({ data: z.object({ list: z.array(z.looseObject({})) }) })
    .parse(body).data;
  expect(JSON.stringify(list)).toContain(model);
  expect(JSON.stringify(list)).not.toContain('seedance-2.5');
});
