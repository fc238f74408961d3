import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clipFile, pictureFile, wavFile } from '../../src/media/testing/files.ts';
import { call } from '../harness/api.ts';
import { freePort, startServer } from '../harness/server.ts';
import { startMediaHost } from '../harness/media-host.ts';
import type { MediaHost } from '../harness/media-host.ts';
import type { TestServer } from '../harness/server.ts';
import { expectBooks } from './books.ts';

let server: TestServer;
let host: MediaHost;
let closedPort: number;

beforeAll(async () => {
  host = await startMediaHost();
  closedPort = await freePort();
  host.put('/page.jpg', { body: '<!doctype html><p>Sign in</p>', contentType: 'text/html' });
  host.put('/small.jpg', { body: await pictureFile('jpeg', 200, 200), contentType: 'image/jpeg' });
  host.put('/sound.mp4', { body: wavFile(4), contentType: 'video/mp4' });
  host.put('/clip.jpg', { body: await clipFile(), contentType: 'image/jpeg' });
  host.put('/picture.mp4', { body: await pictureFile('png'), contentType: 'video/mp4' });
  host.put('/long.mp4', { body: await clipFile({ frames: 16 * 24 }), contentType: 'video/mp4' });
  const whole = await pictureFile('jpeg', 1200, 900);
  host.put('/cut.jpg', { body: whole.subarray(0, whole.length / 2), contentType: 'image/jpeg' });
  host.hold('/silent.jpg');
  server = await startServer({
    env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' },
  });
});

afterAll(async () => {
  await server.remove();
  await host.close();
});

interface Trouble {
  what: string;
  path: string;
  kind: 'image' | 'video';
  says: RegExp;
}

const troubles: Trouble[] = [
  {
    what: 'nobody answers there',
    path: '/closed.jpg',
    kind: 'image',
    says: /could not be fetched/u,
  },
  { what: 'the file is missing', path: '/missing.jpg', kind: 'image', says: /HTTP 404/u },
  { what: 'the host is silent', path: '/silent.jpg', kind: 'image', says: /not answer in time/u },
  { what: 'it is a page', path: '/page.jpg', kind: 'image', says: /in no known format/u },
  { what: 'it is cut off', path: '/cut.jpg', kind: 'image', says: /damaged or cut off/u },
  { what: 'the picture is too small', path: '/small.jpg', kind: 'image', says: /200 x 200.*300/u },
  { what: 'the video is too long', path: '/long.mp4', kind: 'video', says: /16 s.*15/u },
  { what: 'a clip calls itself a picture', path: '/clip.jpg', kind: 'image', says: /a video/u },
  { what: 'a picture calls itself a clip', path: '/picture.mp4', kind: 'video', says: /an image/u },
  { what: 'a sound calls itself a clip', path: '/sound.mp4', kind: 'video', says: /an audio/u },
];

const withinMs = 20_000;

function urlOf(path: string): string {
  if (path === '/closed.jpg') return `http://127.0.0.1:${String(closedPort)}${path}`;
  return host.url + path;
}

async function refused(path: string, body: object) {
  const begunMs = performance.now();
  const answer = await call(server, 'POST', path, { key: server.first.liveKey, body });
  expect(performance.now() - begunMs).toBeLessThan(withinMs);
  expect(answer.status).toBe(400);
  return answer.body;
}

describe.concurrent('a medium is refused by name where', () => {
  test.each(troubles)('$what: hmtm', async ({ path, kind, says }) => {
    const type = `${kind}_url`;
    const body = await refused('/api/open/v1/generations', {
      abilityId: 'cme_doubao_seedance_2_0',
      content: [
        { type: 'text', text: '缓慢推进' },
        { type, [type]: { url: urlOf(path) } },
      ],
    });
    expect(body).toEqual({ error: expect.stringMatching(says), code: 'invalid_parameter' });
    expect(body).toHaveProperty('error', expect.stringContaining(`content[1].${type}.url`));
  });

  test.each(troubles)('$what: seedance2.ink', async ({ path, says }) => {
    const body = await refused('/api/open/v1/video/generations', {
      model: 'seedance-2.0',
      prompt: 'Slow camera',
      mediaUrls: [urlOf(path)],
    });
    const message: unknown = expect.stringMatching(says);
    expect(body).toEqual({ success: false, error: { code: 'invalid_request', message } });
    expect(body).toHaveProperty('error.message', expect.stringContaining('mediaUrls[0]'));
  });
});

test('nothing is held, open or left on the disk afterwards', async () => {
  await expectBooks(server, { balanceMicros: 1_000_000_000n });
  const names = await readdir(join(server.dataDirectory, 'media'));
  expect(names.sort()).toEqual(['store-id', 'tmp']);
  expect(await readdir(join(server.dataDirectory, 'media', 'tmp'))).toEqual([]);
});
