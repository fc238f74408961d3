import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGuardedFetch, FetchRefusal, type Call } from './fetch.ts';
import type { GuardedFetch, GuardedFetchOptions } from './fetch.ts';
import { allowedUrls, hostileNames, hostileUrls, publicNames } from './testing/hostile-urls.ts';
import { pretendInternet, resolverOf, startCanary, startWeb } from './testing/network.ts';
import type { Canary, WebServer } from './testing/network.ts';

let dir = '';
let canary: Canary;
let web: WebServer;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const open: GuardedFetch[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fetch-'));
  canary = await startCanary();
  web = await startWeb((request, response) => {
    answer(request, response);
  });
});

beforeEach(() => {
  answer = (_request, response) => response.end('hello');
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  // Nothing of a refused download stays behind.
  expect(await readdir(dir)).toEqual([]);
});

afterAll(async () => {
  await canary.close();
  await web.close();
  await rm(dir, { recursive: true, force: true });
});

function guard(options: Partial<GuardedFetchOptions>): GuardedFetch {
  const fetch = createGuardedFetch({ allowPrivateHosts: false, ...options });
  open.push(fetch);
  return fetch;
}

/** Allows loopback: for tests of all that comes after the address. */
function devGuard(): GuardedFetch {
  return guard({ allowPrivateHosts: true });
}

function url(path = '/'): string {
  return `http://127.0.0.1:${String(web.port)}${path}`;
}

const limits = { bytesMax: 1_000_000, totalMs: 5_000 };

async function download(
  fetch: GuardedFetch,
  url: string,
  more: Partial<Parameters<GuardedFetch['download']>[2]> = {},
): Promise<{ text: string; finalUrl: string; contentType: string | null; sha256: string }> {
  const to = join(dir, randomBytes(8).toString('hex'));
  const done = await fetch.download(url, to, { ...limits, ...more });
  const body = await readFile(to);
  await rm(to);
  expect(done.bytes).toBe(body.length);
  return { ...done, text: body.toString() };
}

async function refusal(work: Promise<unknown>): Promise<FetchRefusal> {
  const error: unknown = await work.then(
    () => 'not refused',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FetchRefusal);
  if (!(error instanceof FetchRefusal)) throw new TypeError('unreachable');
  return error;
}

const call: Call = {
  method: 'POST',
  headers: { 'webhook-id': 'msg_1' },
  body: '{"a":"ä"}',
  totalMs: 5_000,
  answerBytesMax: 1_024,
};

describe('no connection is opened', () => {
  test('to any of the hostile URLs, by any method', async () => {
    const hostile = hostileUrls(canary.port);
    expect(hostile.length).toBeGreaterThan(500);
    const fetch = guard({ ports: [canary.port], resolve: resolverOf(hostileNames) });
    const before = canary.connections();
    for (const { url, why } of hostile) {
      const where = `${why}: ${JSON.stringify(url).slice(0, 120)}`;
      const file = join(dir, 'x');
      const found = await refusal(fetch.download(url, file, limits));
      expect(['url', 'scheme', 'address', 'port'], where).toContain(found.reason);
      expect(found.message, where).not.toMatch(/\d+\.\d+\.\d+\.\d+|::/u);
      await refusal(fetch.call(url, call));
      await refusal(fetch.head(url, { totalMs: 5_000 }));
    }
    expect(canary.connections()).toBe(before);
  });

  test('to names with any address that is not public', async () => {
    const fetch = guard({ ports: [canary.port], resolve: resolverOf(hostileNames) });
    const before = canary.connections();
    for (const name of Object.keys(hostileNames)) {
      const url = `http://${name}:${String(canary.port)}/`;
      const found = await refusal(download(fetch, url));
      expect(['address', 'dns'], name).toContain(found.reason);
    }
    expect(canary.connections()).toBe(before);
  });

  test('to names that change their answer between two look-ups', async () => {
    let asked = 0;
    const world = pretendInternet(() => web.port);
    const fetch = guard({
      build: world.build,
      resolve: () => {
        asked += 1;
        return Promise.resolve([asked % 2 === 1 ? '93.184.215.14' : '127.0.0.1']);
      },
    });
    // A connection that is kept open needs no look-up, and would make the test prove nothing.
    answer = (_request, response) => response.setHeader('connection', 'close').end('hello');
    let refused = 0;
    for (let round = 0; round < 1000; round += 1) {
      await download(fetch, 'http://flip.example/').catch((error: unknown) => {
        expect(error).toMatchObject({ reason: 'address' });
        refused += 1;
      });
    }
    expect({ asked, refused }).toEqual({ asked: 1000, refused: 500 });
    expect(new Set(world.opened)).toEqual(new Set(['93.184.215.14']));
  });

  test('by a real connector when the name turns private', async () => {
    const fetch = guard({ ports: [canary.port], resolve: () => Promise.resolve(['127.0.0.1']) });
    const before = canary.connections();
    const url = `http://public.example:${String(canary.port)}/`;
    expect(await refusal(download(fetch, url))).toMatchObject({ reason: 'address' });
    expect(canary.connections()).toBe(before);
  });

  test.each([1, 2, 3, 4, 5])('by a redirect to loopback at hop %i', async (hop) => {
    const world = pretendInternet(() => web.port);
    const fetch = guard({
      ports: [canary.port],
      build: world.build,
      resolve: resolverOf(publicNames, hostileNames),
    });
    for (const { url } of [
      ...hostileUrls(canary.port).slice(0, 22),
      { url: `http://loopback.example:${String(canary.port)}/` },
      { url: 'file:///etc/passwd' },
      { url: `http://user@public.example/` },
    ]) {
      answer = (request, response) => {
        const at = Number(request.url?.slice(1));
        // Not through setHeader, which refuses what is not Latin-1.
        const next = at + 1 === hop ? new URL(url).href : `/${String(at + 1)}`;
        response.writeHead(302, { location: next }).end();
      };
      const found = await refusal(download(fetch, 'http://public.example/0'));
      expect(found.reason).toMatch(hop > 3 ? /^redirect$/u : /^(?:address|scheme|url)$/u);
    }
    expect(new Set(world.opened)).toEqual(new Set(['93.184.215.14']));
    expect(canary.connections()).toBe(0);
  });
});

describe('a connection is opened', () => {
  test('to all that is public, in whatever spelling', async () => {
    const world = pretendInternet(() => web.port);
    const fetch = guard({
      ports: [8443],
      build: world.build,
      resolve: resolverOf(publicNames),
    });
    const hosts: unknown[] = [];
    answer = (request, response) => {
      hosts.push(request.headers.host);
      response.end('hello');
    };
    const urls = allowedUrls(8443);
    expect(urls.length).toBeGreaterThan(50);
    for (const url of urls) {
      const { text } = await download(fetch, url).catch((error: unknown) => {
        throw new Error(`${url} was refused`, { cause: error });
      });
      expect(text).toBe('hello');
    }
    expect(hosts).toContain('xn--bcher-kva.example');
    expect(hosts).toContain('[2606:4700:4700::1111]:8443');
    expect(hosts.filter((host) => String(host).endsWith('.'))).toEqual([]);
  });

  test('to loopback where the operator allows it, by the very spellings refused otherwise', async () => {
    // Proves that the canary would have heard the hostile URLs.
    const fetch = guard({
      allowPrivateHosts: true,
      resolve: resolverOf({ localhost: ['127.0.0.1'] }),
    });
    const spellings = hostileUrls(canary.port).filter((one) => one.why.endsWith(' 127.0.0.1'));
    expect(spellings.length).toBeGreaterThan(15);
    for (const { url } of [
      ...spellings,
      { url: `http://[::ffff:127.0.0.1]:${String(canary.port)}/` },
      { url: `http://ⓛocalhost.:${String(canary.port)}/` },
    ]) {
      const before = canary.connections();
      expect(await refusal(download(fetch, url))).toMatchObject({ reason: 'connect' });
      expect(canary.connections(), url).toBeGreaterThan(before);
    }
  });

  test('to the address that was checked, under the name that was asked for', async () => {
    let host: unknown;
    answer = (request, response) => {
      host = request.headers.host;
      response.end('hello');
    };
    const fetch = guard({
      allowPrivateHosts: true,
      resolve: resolverOf({ 'media.example': ['127.0.0.1'] }),
    });
    await download(fetch, `http://media.example:${String(web.port)}/a.png`);
    expect(host).toBe(`media.example:${String(web.port)}`);
  });
});

describe('a download', () => {
  test('is written whole, with its hash, type and last URL', async () => {
    const body = randomBytes(300_000);
    answer = (request, response) => {
      if (request.url === '/a') response.writeHead(301, { location: '/b' }).end();
      else if (request.url === '/b') response.writeHead(307, { location: url('/c') }).end();
      else if (request.url === '/c') response.writeHead(303, { location: 'd?x=1#y' }).end();
      else response.setHeader('content-type', 'Image/PNG; charset=binary').end(body);
    };
    const to = join(dir, 'whole');
    expect(await devGuard().download(url('/a'), to, limits)).toEqual({
      bytes: 300_000,
      contentType: 'image/png',
      sha256: createHash('sha256').update(body).digest('hex'),
      finalUrl: url('/d?x=1#y'),
    });
    expect(await readFile(to)).toEqual(body);
    await rm(to);
  });

  test('asks for plain bytes and says who asks', async () => {
    let headers: IncomingMessage['headers'] = {};
    answer = (request, response) => {
      headers = request.headers;
      response.end();
    };
    await download(devGuard(), url());
    expect(headers).toMatchObject({ 'accept-encoding': 'identity', 'user-agent': 'Filmgate' });
  });

  test('that never ends is stopped at the limit', async () => {
    let sent = 0;
    answer = (_request, response) => {
      const chunk = Buffer.alloc(65_536);
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
        sent += chunk.length;
        response.once('drain', pour);
      };
      pour();
    };
    const found = await refusal(download(devGuard(), url(), { bytesMax: 5_000_000 }));
    expect(found).toMatchObject({ reason: 'too_large' });
    // What was on its way in the buffers of two sockets besides.
    expect(sent).toBeLessThan(5_000_000 + 16_000_000);
  });

  test('that announces too much is not begun', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '2000000' }).flushHeaders();
    };
    expect(await refusal(download(devGuard(), url()))).toMatchObject({ reason: 'too_large' });
  });

  test('of exactly the limit passes, and of one byte more does not', async () => {
    answer = (_request, response) => {
      response.write('12345');
      response.end('67890');
    };
    expect((await download(devGuard(), url(), { bytesMax: 10 })).text).toBe('1234567890');
    const found = await refusal(download(devGuard(), url(), { bytesMax: 9 }));
    expect(found).toMatchObject({ reason: 'too_large' });
  });

  test('that drips is stopped when its time is over', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100000' });
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    const startMs = performance.now();
    const found = await refusal(download(devGuard(), url(), { totalMs: 500 }));
    expect(found).toMatchObject({ reason: 'timeout' });
    expect(performance.now() - startMs).toBeLessThan(3_000);
  });

  test('goes on beyond its time for as long as it brings enough, and no longer', async () => {
    const pieces = (bytes: number, count: number) => {
      answer = (_request, response) => {
        let left = count;
        const timer = setInterval(() => {
          response.write(Buffer.alloc(bytes));
          left -= 1;
          if (left === 0) response.end();
        }, 50);
        response.on('close', () => {
          clearInterval(timer);
        });
      };
    };
    const patient = { totalMs: 300, bytesPerSecondLeast: 100_000 };
    pieces(20_000, 20);
    expect(await download(devGuard(), url(), patient)).toMatchObject({ bytes: 400_000 });
    pieces(500, 1_000);
    const startMs = performance.now();
    const found = await refusal(download(devGuard(), url(), patient));
    expect(found).toMatchObject({ reason: 'timeout' });
    expect(performance.now() - startMs).toBeLessThan(3_000);
  });

  test('without an answer is stopped when its time is over', async () => {
    answer = () => undefined;
    const found = await refusal(download(devGuard(), url(), { totalMs: 300 }));
    expect(found).toMatchObject({ reason: 'timeout' });
  });

  test('through endless redirects is stopped', async () => {
    let hops = 0;
    answer = (_request, response) => {
      hops += 1;
      response.writeHead(302, { location: '/' }).end();
    };
    expect(await refusal(download(devGuard(), url()))).toMatchObject({ reason: 'redirect' });
    expect(hops).toBe(4);
  });

  test('redirected to what is no URL is refused', async () => {
    answer = (_request, response) => response.writeHead(302, { location: 'http://[' }).end();
    expect(await refusal(download(devGuard(), url()))).toMatchObject({ reason: 'redirect' });
  });

  test('of a compressed bomb is refused before its body', async () => {
    for (const encoding of ['gzip', 'GZIP', 'br', 'deflate', 'identity, gzip']) {
      answer = (_request, response) => {
        response.setHeader('content-encoding', encoding).end(gzipSync(Buffer.alloc(50_000_000)));
      };
      expect(await refusal(download(devGuard(), url()))).toMatchObject({ reason: 'encoding' });
    }
    answer = (_request, response) =>
      response.setHeader('content-encoding', 'identity').end('plain');
    expect((await download(devGuard(), url())).text).toBe('plain');
  });

  test.each([
    ...[204, 206, 304, 400, 401, 403, 404, 410].map((status) => ({ status, reason: 'status' })),
    ...[408, 425, 429, 500, 503].map((status) => ({ status, reason: 'unavailable' })),
  ])(
    'with status $status is refused as $reason and tells the status',
    async ({ status, reason }) => {
      answer = (_request, response) => response.writeHead(status).end();
      const found = await refusal(download(devGuard(), url()));
      expect(found).toMatchObject({ reason });
      expect(found.message).toContain(String(status));
    },
  );

  test('that breaks off is no file', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half');
      response.destroy();
    };
    expect(await refusal(download(devGuard(), url()))).toMatchObject({ reason: 'connect' });
  });

  test('from a port where nobody listens is refused', async () => {
    const gone = await startWeb(() => undefined);
    await gone.close();
    const found = await refusal(download(devGuard(), `http://127.0.0.1:${String(gone.port)}/`));
    expect(found).toMatchObject({ reason: 'connect' });
    expect(found.message).not.toContain('127.0.0.1');
  });

  test('that the caller gives up rejects with the reason of the caller', async () => {
    const stop = new AbortController();
    const reason = new Error('no longer wanted');
    answer = (_request, response) => {
      response.write('half');
      stop.abort(reason);
    };
    await expect(download(devGuard(), url(), { signal: stop.signal })).rejects.toBe(reason);
    await expect(download(devGuard(), url(), { signal: stop.signal })).rejects.toBe(reason);
    // The caller's own time limit is not the server's fault either.
    const over = AbortSignal.abort(new DOMException('over', 'TimeoutError'));
    await expect(download(devGuard(), url(), { signal: over })).rejects.toBe(over.reason);
  });

  test('is cut when the fetch is closed', async () => {
    for (const half of ['', 'half']) {
      const fetch = devGuard();
      const arrived = Promise.withResolvers<undefined>();
      answer = (_request, response) => {
        if (half !== '') response.write(half);
        arrived.resolve(undefined);
      };
      const cut = refusal(download(fetch, url(), { totalMs: 20_000 }));
      await arrived.promise;
      await fetch.close();
      expect(await cut).toMatchObject({ reason: 'connect' });
    }
  });

  test('does not blame the server for our own disk', async () => {
    const to = join(dir, 'taken');
    await writeFile(to, 'something else');
    await expect(devGuard().download(url(), to, limits)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(to, 'utf8')).toBe('something else');
    await rm(to);
  });
});

describe('a webhook call', () => {
  test('carries headers and body, and brings the answer back', async () => {
    answer = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        response.writeHead(202, { 'retry-after': '7', 'set-cookie': ['a=1', 'b=2'] });
        response.end(`${String(request.method)} ${String(request.headers['webhook-id'])} ${body}`);
      });
    };
    const done = await devGuard().call(url(), call);
    expect(done).toMatchObject({ status: 202, answer: 'POST msg_1 {"a":"ä"}' });
    expect(done.headers).toMatchObject({ 'retry-after': '7', 'set-cookie': 'a=1, b=2' });
    expect(done.tookMs).toBeGreaterThanOrEqual(0);
  });

  test.each([301, 302, 307, 308, 404, 410, 429, 500, 502])(
    'takes status %i as an answer and follows nothing',
    async (status) => {
      let calls = 0;
      answer = (_request, response) => {
        calls += 1;
        response.writeHead(status, { location: '/elsewhere' }).end('no');
      };
      expect(await devGuard().call(url(), call)).toMatchObject({ status, answer: 'no' });
      expect(calls).toBe(1);
    },
  );

  test('may name many tasks by their ids, as the list of a line does', async () => {
    answer = (request, response) => {
      response.end(String(request.url?.length));
    };
    const query = `?${'filter.task_ids=cgt-20261121145226-2t8sy0a1b2&'.repeat(200)}`;
    expect(await devGuard().call(url() + query, call)).toMatchObject({
      status: 200,
      answer: String(query.length + 1),
    });
    expect(await refusal(devGuard().call(url() + query.repeat(2), call))).toMatchObject({
      reason: 'url',
    });
  });

  test('keeps the first kilobyte of an endless answer and hangs up', async () => {
    const hungUp = Promise.withResolvers<undefined>();
    answer = (_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        response.once('drain', pour);
      };
      response.on('close', () => {
        hungUp.resolve(undefined);
      });
      pour();
    };
    expect((await devGuard().call(url(), call)).answer).toBe('x'.repeat(1024));
    await hungUp.promise;
  });

  test('that is not answered in time is refused', async () => {
    answer = () => undefined;
    const slow = devGuard().call(url(), { ...call, totalMs: 300 });
    expect(await refusal(slow)).toMatchObject({ reason: 'timeout' });
  });

  test('whose answer drips is refused in time', async () => {
    answer = (_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    };
    const slow = devGuard().call(url(), { ...call, totalMs: 400 });
    expect(await refusal(slow)).toMatchObject({ reason: 'timeout' });
  });
});

describe('a look at the head', () => {
  test('tells the content type after redirects, and nothing for an error', async () => {
    answer = (request, response) => {
      if (request.method !== 'HEAD') response.writeHead(500).end();
      else if (request.url === '/') response.writeHead(302, { location: '/x' }).end();
      else response.setHeader('content-type', 'video/mp4; a=b').end();
    };
    expect(await devGuard().head(url(), limits)).toEqual({ contentType: 'video/mp4' });
    answer = (_request, response) => response.writeHead(405).end();
    expect(await devGuard().head(url(), limits)).toEqual({ contentType: null });
  });
});
