import { mkdtempSync, mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testServer } from '../testing/server.ts';
import { readConsoleBuild } from './build.ts';

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const page = '<!doctype html><title>Filmgate</title>';
const script = 'export const built = true;\n'.repeat(100);

let folder = '';
let app: ReturnType<typeof testServer>;
let bare: ReturnType<typeof testServer>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-build-'));
  mkdirSync(join(folder, 'static'));
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'theme.js'), 'void 0;');
  writeFileSync(join(folder, 'static/main-1a2b.js'), script);
  writeFileSync(join(folder, 'static/main-1a2b.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'static/main-1a2b.js.gz'), gzipSync(script));
  expect(readConsoleBuild(folder)).toBeNull();
  writeFileSync(join(folder, 'build.json'), '{"id":"b1"}');
  app = testServer({ console: readConsoleBuild(folder) });
  bare = testServer();
});

afterAll(async () => {
  await Promise.all([app.close(), bare.close()]);
  rmSync(folder, { recursive: true });
});

describe('pages', () => {
  test.each(['/', '/tasks', '/tasks/req_1?at=2', '/settings/members', '/ops/lines'])(
    'a browser gets the one page at %s',
    async (url) => {
      const answer = await app.inject({ url, headers: browser });
      expect([answer.statusCode, answer.body]).toEqual([200, page]);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['cache-control']).toBe('no-cache');
      expect(answer.headers['content-security-policy']).toContain("script-src 'self';");
      expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    },
  );

  test('what is no page of it is one that says so, with the status of that', async () => {
    const answer = await app.inject({ url: '/nowhere', headers: browser });
    expect([answer.statusCode, answer.body]).toEqual([404, page]);
  });

  test.each([
    '/platform/v1/nothing',
    '/api/x',
    '/v1/x',
    '/d/hmtm/x',
    '/static/x.js',
    '/metrics',
    '/mcp',
    '/docs/x',
  ])('the server keeps its own paths: %s', async (url) => {
    const answer = await app.inject({ url, headers: browser });
    expect(answer.statusCode).not.toBe(200);
    expect(answer.headers['content-type']).toContain('json');
  });

  test.each([
    ['/models', '*/*'],
    ['/tasks/1', 'application/json'],
    ['/', 'application/json, text/plain, */*'],
    ['/', undefined],
  ])('a client of an API that strays to %s with Accept %s is told so', async (url, accept) => {
    const answer = await app.inject({ url, headers: accept === undefined ? {} : { accept } });
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'route_not_found' }]);
  });

  test('whatever takes anything finds the console at the root', async () => {
    const answer = await app.inject({ url: '/', headers: { accept: '*/*' } });
    expect([answer.statusCode, answer.body]).toEqual([200, page]);
  });

  test('a page is only read', async () => {
    const answer = await app.inject({ method: 'POST', url: '/tasks', headers: browser });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'route_not_found' });
  });

  test.each([
    ['/console/token', '/keys'],
    ['/console/', '/'],
    ['/log?page=2', '/tasks?page=2'],
    ['/pricing', '/models'],
  ])('an old bookmark moves on: %s', async (url, to) => {
    const answer = await app.inject({ url, headers: browser });
    expect([answer.statusCode, answer.headers.location]).toEqual([302, to]);
  });

  test('one that is known already is not sent again', async () => {
    const { headers } = await app.inject({ url: '/keys', headers: browser });
    const again = { ...browser, 'if-none-match': String(headers.etag) };
    const answer = await app.inject({ url: '/keys', headers: again });
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', headers.etag]);
  });
});

describe('files', () => {
  test.each([
    ['br, gzip', 'br'],
    ['gzip, br;q=0', 'gzip'],
    ['identity', undefined],
  ])('are sent as the client takes them: %s', async (accepted, encoding) => {
    const headers = { 'accept-encoding': accepted };
    const answer = await app.inject({ url: '/static/main-1a2b.js', headers });
    expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, encoding]);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.vary).toContain('accept-encoding');
    if (encoding === undefined) expect(answer.body).toBe(script);
  });

  test('forms of one file have different tags', async () => {
    const tagOf = async (accepted: string) =>
      (
        await app.inject({
          url: '/static/main-1a2b.js',
          headers: { 'accept-encoding': accepted },
        })
      ).headers.etag;
    expect(new Set([await tagOf('br'), await tagOf('gzip'), await tagOf('')]).size).toBe(3);
  });

  test('what keeps its name is asked for again', async () => {
    const answer = await app.inject({ url: '/theme.js' });
    expect([answer.body, answer.headers['cache-control']]).toEqual(['void 0;', 'no-cache']);
  });

  test.each(['/build.json', '/static/main-1a2b.js.br', '/index.html'])(
    'what is not for browsers is not served: %s',
    async (url) => {
      expect((await app.inject({ url })).statusCode).toBe(404);
    },
  );
});

test('without a build one sentence says how to get it, and the API is as it was', async () => {
  const answer = await bare.inject({ url: '/', headers: browser });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    503,
    'text/plain; charset=utf-8',
  ]);
  expect(answer.body).toMatch(/^The console is not built here: .*npm run build:console.*\n$/);
  expect((await bare.inject({ url: '/' })).statusCode).toBe(404);
});
