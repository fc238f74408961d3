import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pictureFile } from '../../src/media/testing/files.ts';
import type { Database } from '../../src/postgres/database.ts';
import { run } from '../commands/run.ts';
import { call, until } from '../harness/api.ts';
import { openServerDatabase } from '../harness/database.ts';
import { command, startServer, type TestServer } from '../harness/server.ts';

/**
 * What one task made is the reference of the next: through a line that takes media by our address, and
 * through lines whose tasks name media as assets of their own.
 */
let first: TestServer;
let second: TestServer;
let database: Database;
/** A finished task of the first Filmgate, with its last frame. */
let source: string;

const calls = '/api/v3/contents/generations/tasks';
const lines = ['by-url', 'threehei-assets', 'jimmyai-assets', 'jimmyai-audits'] as const;
type LineName = (typeof lines)[number];

beforeAll(async () => {
  const env = { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' };
  [first, second] = await Promise.all([
    startServer({ database: 'embedded', env: { ...env, FILMGATE_STUDIO_WORKERS: '0' } }),
    startServer({ database: 'embedded', env }),
  ]);
  await importLines();
  database = await openServerDatabase(first);
  await onlyBy('by-url');
  source = await film([text], { return_last_frame: true });
});
afterAll(async () => {
  await database.close();
  await Promise.all([first.remove(), second.remove()]);
});

async function importLines(): Promise<void> {
  const file = join(first.dataDirectory, 'lines.yaml');
  const line = (name: LineName, dialect: string, upstreamName: string, media: string): string => `
  - name: ${name}
    dialect: ${dialect}
    baseUrl: ${second.url}/d/${dialect}
    allowPrivateHost: true
    secretEnv: SECOND_KEY
    callRates: { create: 20, get: 20, list: 5, cancel: 20 }
    models: [{ family: seedance-2.0, upstreamName: ${upstreamName}, media: ${media} }]`;
  const all = [
    line('by-url', 'ark', 'doubao-seedance-2-0-260128', 'url'),
    line('threehei-assets', 'threehei', 'doubao-seedance-2-0', 'asset'),
    line('jimmyai-assets', 'jimmyai', 'seedance2.0-sp', 'asset'),
    line('jimmyai-audits', 'jimmyai', 'sd2_mx_video_720p', 'audit'),
  ];
  await writeFile(file, `lines:${all.join('')}\n`);
  const env = {
    ...first.env,
    SECOND_KEY: second.first.liveKey,
  };
  expect(await run(['lines', 'import', file], { env })).toMatchObject({ code: 0, stderr: '' });
}

/** All other lines take nothing. */
async function onlyBy(name: LineName): Promise<void> {
  for (const one of lines) {
    const undo = one === name ? ['--undo'] : [];
    expect(await command(first, ['lines', 'drain', one, ...undo])).toMatchObject({ code: 0 });
  }
}

const text = { type: 'text', text: 'a boat on a lake at dawn, the camera pushes in slowly' };
const video = (url: string) => ({
  type: 'video_url',
  video_url: { url },
  role: 'reference_video',
});
const image = (url: string, role: string) => ({ type: 'image_url', image_url: { url }, role });

const answer = z.object({
  id: z.string(),
  status: z.string(),
  error: z.object({ message: z.string() }).nullish(),
});

async function submit(content: object[], more: object = {}, key = first.first.liveKey) {
  const shape = { resolution: '480p', ratio: '16:9', duration: 4 };
  const body = { model: 'doubao-seedance-2-0-260128', content, ...shape, ...more };
  return call(first, 'POST', calls, { key, body });
}

/** Resolves with the id of the task once it has succeeded. */
async function film(content: object[], more: object = {}): Promise<string> {
  const { liveKey: key } = first.first;
  const created = await submit(content, more);
  expect([created.status, created.body]).toEqual([200, { id: expect.any(String) }]);
  const { id } = z.object({ id: z.string() }).parse(created.body);
  const { body } = await until(
    () => call(first, 'GET', `${calls}/${id}`, { key }),
    (seen) => /succeeded|failed|expired/u.test(answer.parse(seen.body).status),
    120_000,
  );
  expect(answer.parse(body), JSON.stringify(body)).toMatchObject({ status: 'succeeded' });
  return id;
}

const listed = z.object({
  Result: z.object({ Items: z.array(z.object({ Id: z.string(), Status: z.string() })) }),
});

/** Of the account at the second Filmgate that the lines lead to. */
async function assetsThere(): Promise<{ Id: string; Status: string }[]> {
  const { liveKey: key } = second.first;
  const { body } = await call(second, 'POST', '/d/threehei/volc/asset/ListAssets', {
    key,
    body: { Model: 'huoshan-seedance-2-0', PageSize: 100 },
  });
  return listed.parse(body).Result.Items;
}

async function dataUrl(): Promise<string> {
  return `data:image/png;base64,${(await pictureFile('png')).toString('base64')}`;
}

describe('what a task made', () => {
  test('is the reference of the next by our address, and its last frame the first one', async () => {
    await onlyBy('by-url');
    await film([text, video(`asset://${source}`)]);
    await film([text, image(`asset://${source}.last`, 'first_frame')]);
    expect(await assetsThere()).toEqual([]);
  });

  test('is missing to another account, as is what never was', async () => {
    await command(first, ['accounts', 'create', '--name', 'stranger']);
    await command(first, [
      'credits',
      'grant',
      '--account',
      'stranger',
      '--credits',
      '900',
      '--reason',
      'test',
    ]);
    const made = await command(first, [
      'keys',
      'create',
      '--account',
      'stranger',
      '--mode',
      'live',
    ]);
    const { key } = z.object({ key: z.string() }).parse(made.answer);
    const foreign = await submit([text, video(`asset://${source}`)], {}, key);
    const missing = await submit([text, video('asset://cgt-none')], {}, key);
    expect(foreign.status).toBe(400);
    expect([foreign.status, foreign.body]).toEqual([missing.status, missing.body]);
  });
});

describe.each([
  ['threehei-assets', '480p'],
  ['jimmyai-assets', '480p'],
  ['jimmyai-audits', '720p'],
] as const)('a line of %s', (name, resolution) => {
  test('is given each medium once, and its tasks name it by the line’s id', async () => {
    await onlyBy(name);
    const before = (await assetsThere()).length;
    const content = [text, video(`asset://${source}`), image(await dataUrl(), 'reference_image')];
    await film(content, { resolution });
    const given = await assetsThere();
    expect(given).toHaveLength(before + 2);
    expect(given.every(({ Status }) => Status === 'Active')).toBe(true);
    await film(content, { resolution });
    expect(await assetsThere()).toHaveLength(before + 2);
  });
});

test('an asset that the line has lost is given to it again', async () => {
  await onlyBy('threehei-assets');
  const content = [text, image(await dataUrl(), 'first_frame')];
  await film(content);
  const given = await assetsThere();
  for (const { Id } of given) {
    await call(second, 'POST', '/d/threehei/volc/asset/DeleteAsset', {
      key: second.first.liveKey,
      body: { Model: 'huoshan-seedance-2-0', Id },
    });
  }
  expect(await assetsThere()).toEqual([]);
  // As if it had been told of long ago.
  await database.general.query('update line_assets set told_at = null');
  await film(content);
  expect(await assetsThere()).toHaveLength(1);
});
