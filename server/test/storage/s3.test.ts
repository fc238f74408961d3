import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startS3Server, type S3Server } from '../../src/media/testing/s3-server.ts';
import { call, until } from '../harness/api.ts';
import { command, startServer, type TestServer } from '../harness/server.ts';

let storage: S3Server;
let server: TestServer;
let env: Record<string, string>;

beforeAll(async () => {
  storage = await startS3Server();
  const { endpoint, bucket, accessKeyId, secretAccessKey } = storage.settings;
  env = {
    S3_ENDPOINT: endpoint ?? '',
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
    S3_PREFIX: 'media',
    FILMGATE_LOG_LEVEL: 'warn',
  };
  server = await startServer({ env });
});
afterAll(async () => {
  await server.remove();
  await storage.close();
});

interface ArkTask {
  status: string;
  content?: { video_url: string };
}

/** Has the sandbox make a video; resolves with its URL as soon as it is made. */
async function makeVideo(prompt: string): Promise<string> {
  const path = '/d/ark/api/v3/contents/generations/tasks';
  const key = server.first.testKey;
  const created = await call(server, 'POST', path, {
    key,
    body: {
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: prompt }],
      resolution: '480p',
      duration: 4,
    },
  });
  const { id } = created.body as { id: string };
  const read = async () => (await call(server, 'GET', `${path}/${id}`, { key })).body as ArkTask;
  const task = await until(read, ({ status }) => status === 'succeeded');
  return task.content?.video_url ?? '';
}

/** Of the objects in the bucket: their keys end in the SHA-256 of what they hold. */
async function storedHashes(): Promise<string[]> {
  const names = await readdir(storage.folder, { recursive: true }).catch(() => []);
  const hashes = names.flatMap((name) => /^media\/..\/..\/([0-9a-f]{64})\b/u.exec(name)?.[1] ?? []);
  return [...new Set(hashes)];
}

async function fetchVideo(url: string, range?: string): Promise<Buffer> {
  const response = await fetch(url, range === undefined ? {} : { headers: { range } });
  expect(response.status).toBe(range === undefined ? 200 : 206);
  return Buffer.from(await response.arrayBuffer());
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('a video lies in the bucket alone, and any part of it is served from there', async () => {
  const url = await makeVideo('a river at dawn');
  const film = await fetchVideo(url);
  await until(storedHashes, (hashes) => hashes.includes(sha256Of(film)));
  expect(existsSync(join(server.dataDirectory, 'media'))).toBe(false);
  // As another machine would have it, or this one after a while.
  await server.stop();
  await rm(join(server.dataDirectory, 'cache'), { recursive: true });
  await server.start();
  expect(await fetchVideo(url, 'bytes=1000-1999')).toEqual(film.subarray(1_000, 2_000));
  expect(await fetchVideo(url)).toEqual(film);
});

test('a bucket that is away while a video is made loses nothing: it is stored when it is back', async () => {
  await storage.kill();
  const url = await makeVideo('a lighthouse in the rain');
  const film = await fetchVideo(url);
  expect(await storedHashes()).not.toContain(sha256Of(film));
  await storage.start();
  await until(storedHashes, (hashes) => hashes.includes(sha256Of(film)), 120_000);
  expect(await fetchVideo(url)).toEqual(film);
});

test('nothing starts with a bucket that cannot be used, and the words say why', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-no-storage-'));
  const dataDirectory = join(folder, 'data');
  for (const { settings, words } of [
    { settings: { ...env, S3_SECRET_ACCESS_KEY: 'wrong' }, words: 'correct S3_SECRET_ACCESS_KEY' },
    { settings: { ...env, S3_BUCKET: 'another' }, words: 'correct S3_BUCKET' },
    { settings: { ...env, S3_SECRET_ACCESS_KEY: '' }, words: 'S3_SECRET_ACCESS_KEY is missing' },
  ]) {
    const place = { dataDirectory, port: 0, env: settings };
    const started = await command(place, ['serve']);
    expect(started).toMatchObject({ code: 1 });
    expect(started.text).toContain(words);
    // Not even a database was begun.
    expect(existsSync(dataDirectory)).toBe(false);
    const examined = await command(place, ['doctor']);
    expect(examined).toMatchObject({ code: 1 });
    expect(examined.text).toContain(words);
    await rm(dataDirectory, { recursive: true, force: true });
  }
  await rm(folder, { recursive: true });
});
