import { afterAll, describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import { keys } from './testing/memory-door.ts';
import { testServer } from './testing/server.ts';

const ours = 'https://app.example.com';
const film = { model: 'seedance-2.0', prompt: 'A river in autumn' };
const path = '/api/open/v1/video/generations';
const bearer = { authorization: `Bearer ${keys.ours}` };

const open = testServer({ config: { origins: [ours, 'http://localhost:5173'] } });
const closed = testServer();
afterAll(() => Promise.all([open.close(), closed.close()]));

/** As a browser asks before it sends a key from another origin. */
function preflight(app: typeof open, url: string, origin: string, method = 'POST') {
  return app.inject({
    method: 'OPTIONS',
    url,
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type,idempotency-key,x-stainless-os',
    },
  });
}

/** All that a browser heeds. */
function told(headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-')),
  );
}

/** By one character, by a suffix, by another scheme or port, and those that are no address. */
const strangers = [
  'https://app.example.com.evil.example',
  'https://evil-app.example.com',
  'https://sub.app.example.com',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://APP.example.com',
  'https://app.example.com/',
  'null',
  '*',
  '',
];

describe('a page of an origin that the operator named', () => {
  test.each(
    dialects.flatMap(({ name, operations }) =>
      operations.map(({ method, path: documented }) => [name, method, documented] as const),
    ),
  )('may call %s, %s %s: its preflight passes without a key', async (name, method, documented) => {
    const url = `/d/${name}${documented.replaceAll(/\{\w+\}/g, 'task-1')}`;
    const { statusCode, headers, body } = await preflight(open, url, ours, method);
    expect([statusCode, body]).toEqual([204, '']);
    expect(headers['access-control-allow-origin']).toBe(ours);
    expect(headers['access-control-allow-methods']).toContain(method);
    expect(headers['access-control-allow-headers']).toContain('idempotency-key');
    expect(headers['vary']).toMatch(/\borigin\b/iu);
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('reads answers, refusals and what both say in headers', async () => {
    const headers = { ...bearer, origin: ours };
    const made = await open.inject({ method: 'POST', url: path, headers, payload: film });
    const refused = await open.inject({ method: 'POST', url: path, headers: { origin: ours } });
    const missing = await open.inject({ url: '/nowhere', headers: { origin: ours } });
    expect([made, refused, missing].map(({ statusCode }) => statusCode)).toEqual([200, 401, 404]);
    for (const answer of [made, refused, missing]) {
      expect(answer.headers['access-control-allow-origin']).toBe(ours);
      expect(answer.headers['vary']).toMatch(/\borigin\b/iu);
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      const exposed = String(answer.headers['access-control-expose-headers']);
      for (const name of [
        'X-Request-Id',
        'Retry-After',
        'X-Should-Retry',
        'RateLimit',
        'Idempotent-Replayed',
        'Deprecation',
        'Sunset',
        'ETag',
        'Location',
        'Content-Range',
      ]) {
        expect(exposed.split(', ')).toContain(name);
      }
    }
  });

  test('each of several', async () => {
    const answer = await preflight(open, path, 'http://localhost:5173');
    expect(answer.headers['access-control-allow-origin']).toBe('http://localhost:5173');
  });
});

describe('any other page', () => {
  test.each(strangers)('%j gets no word, before and after the key', async (origin) => {
    const asked = await preflight(open, path, origin);
    expect(asked.statusCode).toBe(405);
    const headers = { ...bearer, origin };
    const made = await open.inject({ method: 'POST', url: path, headers, payload: film });
    for (const answer of [asked, made]) {
      expect(told(answer.headers)).toEqual({});
      // Or a cache would give it the answer of a page that may.
      expect(answer.headers['vary']).toMatch(/\borigin\b/iu);
    }
  });

  test('none is named unless the operator does', async () => {
    for (const origin of [ours, 'null', 'http://localhost:80']) {
      expect(told((await preflight(closed, path, origin)).headers)).toEqual({});
      const headers = { ...bearer, origin };
      const made = await closed.inject({ method: 'POST', url: path, headers, payload: film });
      expect(made.statusCode).toBe(200);
      expect(told(made.headers)).toEqual({});
      expect(made.headers).not.toHaveProperty('vary');
    }
  });
});

describe.each([
  ['where origins are named', open],
  ['where none is', closed],
])('links to media, %s', (_where, app) => {
  test.each([ours, 'https://anybody.example', 'null'])('are open to %s', async (origin) => {
    const url = '/media/x-y/film.mp4';
    const asked = await preflight(app, url, origin, 'GET');
    const read = await app.inject({ url, headers: { origin, range: 'bytes=0-' } });
    expect(asked.statusCode).toBe(204);
    for (const { headers } of [asked, read]) {
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
    expect(read.headers['access-control-expose-headers']).toContain('Content-Range');
  });

  test('but not a film behind a key', async () => {
    const url = '/d/openai/v1/videos/video_1/content';
    const read = await app.inject({ url, headers: { ...bearer, origin: 'https://a.example' } });
    expect(told(read.headers)).toEqual({});
  });
});
