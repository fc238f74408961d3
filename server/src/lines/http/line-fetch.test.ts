import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGuardedFetch, type GuardedFetch } from '../../media/fetch.ts';
import { lineFetch, type LineFetch } from './line-fetch.ts';

let server: Server;
let port: number;
let asked: string[];
/** With what key each of these came. */
let keys: (string | undefined)[];
/** Where `/away` leads. */
let redirect: string;
let common: GuardedFetch;
let fetch: LineFetch | null;

beforeEach(async () => {
  asked = [];
  keys = [];
  fetch = null;
  common = createGuardedFetch({ allowPrivateHosts: false });
  server = createServer((request, response) => {
    asked.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    keys.push(request.headers.authorization);
    if (request.url === '/away') response.writeHead(302, { location: redirect });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  redirect = `http://localhost:${String(port)}/`;
});
afterEach(async () => {
  await fetch?.close();
  await common.close();
  server.closeAllConnections();
  server.close();
});

const own = { authorization: 'Bearer k' };
const open = (allowPrivateHost: boolean) =>
  (fetch = lineFetch(
    { baseUrl: `http://127.0.0.1:${String(port)}/base`, allowPrivateHost },
    common,
    own,
  ));
const get = { method: 'GET', headers: {}, totalMs: 2_000, answerBytesMax: 100 } as const;
const at = (host: string, path = '/') => `http://${host}:${String(port)}${path}`;

test('a line that may calls its own private host, and no other one', async () => {
  const one = open(true);
  expect((await one.call(at('127.0.0.1'), get)).status).toBe(200);
  for (const host of ['localhost', '127.0.0.2', '[::1]', '169.254.169.254']) {
    await expect(one.call(at(host), get)).rejects.toThrow();
    await expect(one.download(at(host), '/nowhere', { bytesMax: 1, totalMs: 500 })).rejects.toThrow(
      /not on the public internet|not allowed/,
    );
  }
  expect(asked).toEqual([`127.0.0.1:${String(port)}/`]);
});

test('a redirect of its own host leads to no other private one', async () => {
  const one = open(true);
  const limits = { bytesMax: 1_000, totalMs: 2_000 };
  await expect(one.download(at('127.0.0.1', '/away'), '/nowhere', limits)).rejects.toThrow(
    /not on the public internet/,
  );
  expect(asked).toEqual([`127.0.0.1:${String(port)}/away`]);
});

test('a line that may not calls no private host at all', async () => {
  await expect(open(false).call(at('127.0.0.1'), get)).rejects.toThrow();
  expect(asked).toEqual([]);
});

describe('the key of a line', () => {
  let folder: string;
  let elsewhere: Server;
  let elsewherePort: number;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filmgate-line-fetch-'));
    elsewhere = createServer((request, response) => {
      asked.push(`elsewhere${request.url ?? ''}`);
      keys.push(request.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    ({ port: elsewherePort } = elsewhere.address() as AddressInfo);
  });
  afterEach(async () => {
    elsewhere.closeAllConnections();
    elsewhere.close();
    await rm(folder, { recursive: true });
  });
  const download = (url: string) =>
    open(true).download(url, join(folder, 'file'), { bytesMax: 1_000, totalMs: 2_000 });

  test('is shown for files at its own origin, wherever they stand there', async () => {
    await download(at('127.0.0.1', '/v1/videos/1/content'));
    expect(keys).toEqual(['Bearer k']);
  });

  test('is shown to no other port of its host', async () => {
    await download(`http://127.0.0.1:${String(elsewherePort)}/film`);
    expect([asked, keys]).toEqual([['elsewhere/film'], [undefined]]);
  });

  test('does not go along with a redirect to another origin', async () => {
    redirect = `http://127.0.0.1:${String(elsewherePort)}/film`;
    await download(at('127.0.0.1', '/away'));
    expect(asked).toEqual([`127.0.0.1:${String(port)}/away`, 'elsewhere/film']);
    expect(keys).toEqual(['Bearer k', undefined]);
  });

  test('is shown to nobody else, where its own host is a public one as well', async () => {
    const seen: (Record<string, string> | undefined)[] = [];
    const fetched = lineFetch(
      { baseUrl: 'https://up.example/api', allowPrivateHost: false },
      {
        call: common.call,
        download(_url, _to, { headers }) {
          seen.push(headers);
          return Promise.resolve({ bytes: 0, sha256: '', contentType: null, finalUrl: '' });
        },
      },
      own,
    );
    for (const url of [
      'https://up.example/film',
      'https://UP.example:443/film',
      'http://up.example/film',
      'https://up.example:8443/film',
      'https://up.example./film',
      'https://cdn.up.example/film',
      'https://up.example.evil.example/film',
      'https://evil.example/https://up.example/film',
      'https://up.example@evil.example/film',
      'not a URL',
    ]) {
      await fetched.download(url, '', { bytesMax: 1, totalMs: 1 });
    }
    const [first, second, ...others] = seen;
    expect([first, second]).toEqual([own, own]);
    expect(others.map((headers) => headers ?? {})).toEqual(others.map(() => ({})));
  });
});

describe('one that is retired', () => {
  const times = { quietMs: 50, mostMs: 5_000 };
  const retiring = (over: Partial<typeof times> = {}) =>
    (fetch = lineFetch(
      { baseUrl: `http://127.0.0.1:${String(port)}/base`, allowPrivateHost: true },
      common,
      own,
      { ...times, ...over },
    ));
  /** Answers once it is told to. */
  function slowly(): { answer(): void; asked: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { promise: asked, resolve: isAsked } = Promise.withResolvers<undefined>();
    server.removeAllListeners('request');
    server.on('request', (_request, response) => {
      isAsked(undefined);
      void promise.then(() => response.end('{}'));
    });
    return {
      answer: () => {
        resolve(undefined);
      },
      asked,
    };
  }

  test('ends only after what is under way, and what follows it', async () => {
    const one = retiring();
    const { answer, asked: isAsked } = slowly();
    const call = one.call(at('127.0.0.1'), get);
    await isAsked;
    const retired = one.retire();
    answer();
    expect((await call).status).toBe(200);
    expect((await one.call(at('127.0.0.1'), get)).status).toBe(200);
    await retired;
    await expect(one.call(at('127.0.0.1'), get)).rejects.toThrow();
  });

  test('ends when its time is over, and at once where it is closed', async () => {
    for (const end of [() => Promise.resolve(), () => fetch?.close()]) {
      const one = retiring({ mostMs: 200 });
      const { asked: isAsked } = slowly();
      const call = one.call(at('127.0.0.1'), get);
      const failed = expect(call).rejects.toThrow();
      await isAsked;
      const retired = one.retire();
      await end();
      await retired;
      await failed;
    }
  });
});
