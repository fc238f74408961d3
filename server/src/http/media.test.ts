import { mkdtemp, open, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { refuse } from '../generation/problems.ts';
import { answerFile } from '../media/serve.ts';
import { StorageError } from '../media/store/store-trouble.ts';
import type { MediaRoutes } from './media.ts';
import { RawConnection, listen } from './testing/raw-socket.ts';
import { testServer } from './testing/server.ts';

const bytes = 40_000_000;
const sha256 = 'ab'.repeat(32);
let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-media-'));
  path = join(folder, 'film.mp4');
  await writeFile(path, Buffer.alloc(bytes, '0123456789'));
});
afterAll(() => rm(folder, { recursive: true }));

const asked: string[] = [];
const media: MediaRoutes = {
  openNamed: () => Promise.reject(new Error('no file is asked for by its name here')),
  async open(url, request) {
    asked.push(url);
    if (url.includes('away')) throw new StorageError('The bucket is away.');
    if (!url.endsWith('.mp4')) throw refuse('route_not_found', 'There is no such file.');
    const file = { bytes, sha256, contentType: 'video/mp4', filename: 'film.mp4' };
    const { status, headers, stream } = answerFile(request, file);
    if (stream === null) return { status, headers };
    const handle = await open(url.includes('gone') ? join(folder, 'gone.mp4') : path);
    return { status, headers, file: { handle, ...stream } };
  },
};

let app = testServer({ media });
beforeEach(() => {
  app = testServer({ media });
});
afterEach(() => app.close());

const url = '/media/x-y/film.mp4';

test('a file is sent whole, to any page', async () => {
  const answer = await app.inject({ url: `${url}?download=1` });
  expect([answer.statusCode, answer.rawPayload.length]).toEqual([200, bytes]);
  expect(answer.headers).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': String(bytes),
    'accept-ranges': 'bytes',
    'access-control-allow-origin': '*',
  });
  expect(asked.at(-1)).toBe(url);
});

test('a player gets the range that it asks for, both ends included', async () => {
  const answer = await app.inject({ url, headers: { range: 'bytes=10-14' } });
  expect([answer.statusCode, answer.body]).toEqual([206, '01234']);
  expect(answer.headers['content-range']).toBe(`bytes 10-14/${bytes}`);
});

test('HEAD tells the size and opens nothing', async () => {
  const answer = await app.inject({ method: 'HEAD', url });
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
  expect(answer.headers['content-length']).toBe(String(bytes));
});

test('what the client has already is not sent again', async () => {
  const answer = await app.inject({ url, headers: { 'if-none-match': `"${sha256}"` } });
  expect([answer.statusCode, answer.body]).toEqual([304, '']);
});

test('a range beyond the end is a 416 that tells the size', async () => {
  const answer = await app.inject({ url, headers: { range: `bytes=${bytes}-` } });
  expect([answer.statusCode, answer.headers['content-range']]).toEqual([416, `bytes */${bytes}`]);
});

test('a missing file is a problem that any page may read', async () => {
  const answer = await app.inject({ url: '/media/x-y/none.jpg' });
  expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'route_not_found' }]);
  expect(answer.headers['access-control-allow-origin']).toBe('*');
});

test('a file that is gone from the disk is our failure, told as one', async () => {
  const answer = await app.inject({ url: '/media/x-y/gone.mp4' });
  expect([answer.statusCode, answer.json()]).toMatchObject([500, { code: 'internal' }]);
  expect(answer.headers['content-type']).toContain('problem+json');
  expect(answer.body).not.toContain(folder);
});

test('nothing is written to a media URL', async () => {
  expect((await app.inject({ method: 'PUT', url, payload: 'x' })).statusCode).toBe(404);
});

async function isOpen(file: string): Promise<boolean> {
  const descriptors = await readdir('/proc/self/fd');
  const links = await Promise.all(
    descriptors.map((each) => readlink(join('/proc/self/fd', each)).catch(() => '')),
  );
  return links.includes(file);
}

test.runIf(process.platform === 'linux')(
  'a client that goes away half way leaves no open file',
  async () => {
    const port = await listen(app);
    {
      using connection = new RawConnection(port);
      connection.socket.pause();
      connection.write(`GET ${url} HTTP/1.1\r\nHost: f\r\n\r\n`);
      await expect.poll(() => isOpen(path)).toBe(true);
    }
    await expect.poll(() => isOpen(path)).toBe(false);
  },
);

test('a storage that is away for a moment sends nobody away for good', async () => {
  const answer = await app.inject({ url: '/media/away/film.mp4' });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(answer.body).not.toContain('bucket');
});
