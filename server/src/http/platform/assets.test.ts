import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createFetcher } from '../../assets/fetcher.ts';
import { openLibrary, type Library } from '../../assets/testing/library.ts';
import { pictureFile, wavFile } from '../../media/testing/files.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

let server: PlatformServer;
let library: Library;
let who: Customer;
let png: Buffer;
beforeAll(async () => {
  server = await openPlatformServer({
    async files({ address }) {
      library = await openLibrary(address);
      return { assets: library.parts, store: library.store, close: () => library.close() };
    },
  });
  who = await server.customer();
  png = await pictureFile('png');
});
afterAll(() => server.close());

const asset = z.looseObject({ id: z.string(), state: z.string(), url: z.string().nullable() });
const page = z.object({
  data: z.array(asset),
  nextCursor: z.string().nullable(),
  room: z.looseObject({ assets: z.int(), bytes: z.int() }),
});

/** As a form; the answer is as the document says. */
async function upload(
  by: Customer | Browsing,
  file: Buffer | null,
  fields: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const form = new FormData();
  if (file) form.append('file', new Blob([new Uint8Array(file)], { type: 'image/png' }), 'a.png');
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  const response = await fetch(
    `http://127.0.0.1:${String(server.port)}/platform/v1/assets/upload`,
    {
      method: 'POST',
      headers: {
        ...('key' in by ? { authorization: `Bearer ${by.key}` } : by.headers),
        ...headers,
      },
      body: form,
    },
  );
  const json: unknown = await response.json();
  return { status: response.status, headers: response.headers, json };
}

const list = async (query = '', by = who) =>
  page.parse((await server.call(by.key, 'GET', `/assets${query}`)).json);

describe('an upload', () => {
  test('is measured at once, listed, read and deleted', async () => {
    const { accountId } = who;
    const before = (await list()).room;
    const { status, json } = await upload(who, png, { name: 'harbour.png' });
    expect([status, json]).toMatchObject([
      201,
      {
        name: 'harbour.png',
        kind: 'image',
        state: 'active',
        contentType: 'image/png',
        bytes: png.length,
        width: expect.any(Number),
        height: expect.any(Number),
        seconds: null,
        sourceUrl: null,
        expiresAt: null,
        url: expect.stringMatching(/\/ast_[0-9a-z]{20}\.png$/),
      },
    ]);
    const { id } = asset.parse(json);
    expect((await server.call(who.key, 'GET', `/assets/${id}`)).json).toEqual(json);
    const after = await list();
    expect(after.data[0]).toEqual(json);
    expect(after.room).toMatchObject({
      assets: before.assets + 1,
      bytes: before.bytes + png.length,
    });
    expect((await server.call(who.key, 'DELETE', `/assets/${id}`)).status).toBe(204);
    expect((await list()).room).toEqual(before);
    expect((await server.call(who.key, 'GET', `/assets/${id}`)).json).toMatchObject({
      code: 'asset_not_found',
    });
    expect(accountId).toBe(who.accountId);
  });

  test('is kept for a time, where one is named', async () => {
    const { json } = await upload(who, wavFile(3), { expiresInSeconds: '7200' });
    expect(json).toMatchObject({ kind: 'audio', width: null, height: null, seconds: 3 });
    const { expiresAt, createdAt } = z
      .looseObject({ expiresAt: z.string(), createdAt: z.string() })
      .parse(json);
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(7_200_000);
    const short = await upload(who, png, { expiresInSeconds: '60' });
    expect(short).toMatchObject({ status: 400, json: { field: 'expiresInSeconds' } });
  });

  test('is made once under its idempotency key', async () => {
    const headers = { 'idempotency-key': 'upload-1' };
    const first = await upload(who, png, {}, headers);
    const again = await upload(who, png, {}, headers);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await upload(who, png, { name: 'another' }, headers);
    expect(other).toMatchObject({ status: 422, json: { code: 'idempotency_mismatch' } });
  });

  test.each([
    ['no file', null, {}, 'missing_parameter', 'file'],
    ['a file that is no medium', Buffer.from('words'), {}, 'media_invalid', 'file'],
    ['a field that nobody knows', png, { colour: 'red' }, 'invalid_parameter', 'colour'],
  ])('of %s is refused by name', async (_what, file, fields, code, field) => {
    expect((await upload(who, file, fields)).json).toMatchObject({ code, field });
  });

  test('of a person comes from a page of ours alone', async () => {
    const person = await server.browsing(who.accountId, 'developer');
    expect((await upload(person, png)).status).toBe(201);
    const evil = { origin: 'https://evil.example' };
    expect((await upload(person, png, {}, evil)).status).toBe(403);
    const viewer = await server.browsing(who.accountId, 'viewer');
    expect((await upload(viewer, png)).status).toBe(403);
  });

  test('is no JSON', async () => {
    const { status } = await server.call(who.key, 'POST', '/assets/upload', { file: 'x' });
    expect(status).toBe(415);
  });
});

test('the file of an asset is read with a key, as its signed link has it', async () => {
  const { json } = await upload(who, png);
  const { id } = asset.parse(json);
  const read = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${String(server.port)}/platform/v1/assets/${id}/content`, { headers });
  const authorization = `Bearer ${who.key}`;
  const whole = await read({ authorization });
  expect(whole.headers.get('content-type')).toBe('image/png');
  expect(whole.headers.get('content-security-policy')).toBe('sandbox');
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(png);
  const part = await read({ authorization, range: 'bytes=0-3' });
  expect([part.status, await part.text()]).toEqual([206, png.toString('utf8', 0, 4)]);
  const stranger = await server.customer();
  expect((await read({ authorization: `Bearer ${stranger.key}` })).status).toBe(404);
  expect((await read({})).status).toBe(401);
});

describe('by its address', () => {
  test('a medium is fetched meanwhile, once under its idempotency key', async () => {
    library.answers.set('/films/harbour.png', png);
    const url = library.urlOf('/films/harbour.png');
    const headers = { 'idempotency-key': 'fetch-1' };
    const body = { url, kind: 'image' };
    const { status, json } = await server.call(who.key, 'POST', '/assets', body, headers);
    expect([status, json]).toMatchObject([
      201,
      { state: 'processing', name: 'harbour.png', sourceUrl: url, url: null, width: null },
    ]);
    const { id } = asset.parse(json);
    const again = await server.call(who.key, 'POST', '/assets', body, headers);
    expect(asset.parse(again.json).id).toBe(id);
    const reading = await server.call(who.key, 'GET', `/assets/${id}`);
    expect(reading.headers.get('retry-after')).not.toBeNull();
    const fetcher = createFetcher(library.parts);
    await fetcher.turn();
    await expect
      .poll(async () => (await server.call(who.key, 'GET', `/assets/${id}`)).json, {
        timeout: 20_000,
      })
      .toMatchObject({ state: 'active', bytes: png.length });
    await fetcher.stop();
  });

  test('one that is none is refused by its field', async () => {
    const body = { url: 'ftp://media.example/a.png', kind: 'image' };
    const { status, json } = await server.call(who.key, 'POST', '/assets', body);
    expect([status, json]).toMatchObject([400, { code: 'media_invalid', field: 'url' }]);
  });
});

test('a list is filtered by kind and by a part of the name, and walked to its end while others come', async () => {
  const other = await server.customer();
  const named = async (name: string, file: Buffer) =>
    asset.parse((await upload(other, file, { name })).json).id;
  const pictures = [await named('One Boat', png), await named('two boats', png)];
  const sound = await named('boat horn', wavFile(2));
  await named('a car', png);
  const found = await list('?kind=image&q=boat', other);
  expect(found.data.map(({ id }) => id)).toEqual(pictures.toReversed());
  const both = await list('?kind=audio&kind=image&q=BOAT', other);
  expect(both.data.map(({ id }) => id)).toEqual([sound, ...pictures.toReversed()]);
  const walked: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { data, nextCursor } = await list(`?limit=1${query}`, other);
    walked.push(...data.map(({ id }) => id));
    cursor = nextCursor;
    if (walked.length === 1) await named('later', png);
  }
  expect(new Set(walked).size).toBe(4);
  expect(walked).toHaveLength(4);
  const strange = await server.call(who.key, 'GET', `/assets?cursor=${sound}`);
  expect(strange.json).toMatchObject({ code: 'invalid_parameter', field: 'cursor' });
});
