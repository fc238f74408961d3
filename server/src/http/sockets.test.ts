import { promisify } from 'node:util';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jsonRoute } from './platform/route.ts';
import { keys, memoryDoor } from './testing/memory-door.ts';
import { RawConnection, listen } from './testing/raw-socket.ts';
import { platformOf, testServer } from './testing/server.ts';

/** Of our own API. */
const things = jsonRoute({
  method: 'POST',
  path: '/things',
  summary: 'Makes a thing.',
  needs: null,
  asks: { body: z.strictObject({}) },
  answers: { status: 204 },
  refuses: [],
  act: () => Promise.resolve(),
});

let door = memoryDoor();
let app = testServer();
let port = 0;
beforeEach(async () => {
  door = memoryDoor();
  app = testServer({
    door,
    platform: platformOf([things]),
    callbacks: {
      attemptAt: (path) => (path === 'ours' ? 'attempt' : null),
      tell: () => Promise.resolve(),
    },
    config: { bodyBytesInFlightMax: 1200, bodyBytesMax: 4000, requestTimeoutMs: 3000 },
  });
  port = await listen(app);
});
afterEach(() => app.close());

const ours = `Authorization: Bearer ${keys.ours}`;
const ink = '/api/open/v1/video/generations';

function head(line: string, ...headers: string[]): string {
  return [`${line} HTTP/1.1`, 'Host: filmgate', ...headers, '', ''].join('\r\n');
}

const json = 'Content-Type: application/json';
const form = 'Content-Type: multipart/form-data; boundary=b';
const film = JSON.stringify({ model: 'seedance-2.0', prompt: 'A river in autumn' });

function submit(body: string, ...headers: string[]): string {
  return head(`POST ${ink}`, json, `Content-Length: ${body.length}`, ...headers) + body;
}

function connections(server: typeof app): Promise<number> {
  return promisify(server.server.getConnections.bind(server.server))();
}

function filmOf(bytes: number): string {
  return JSON.stringify({ model: 'seedance-2.0', prompt: 'x'.repeat(bytes - 38) });
}

describe('a request without a valid key', () => {
  test('is answered before any of its body has come', async () => {
    using connection = new RawConnection(port);
    connection.write(head(`POST ${ink}`, json, 'Content-Length: 1000000000'));
    expect((await connection.answer()).status).toBe(401);
  });

  test('leaves its connection in step: the unread body is not taken for the next request', async () => {
    using connection = new RawConnection(port);
    connection.write(submit(film) + head(`GET ${ink}/x`, ours) + submit(film, ours));
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await connection.answer()).status);
    expect(statuses).toEqual([401, 404, 200]);
  });

  test('cannot send for ever: past a bound the connection is cut', async () => {
    await using patient = testServer({ config: { requestTimeoutMs: 600_000 } });
    using connection = new RawConnection(await listen(patient));
    connection.write(head(`POST ${ink}`, json, 'Content-Length: 1000000000'));
    expect((await connection.answer()).status).toBe(401);
    connection.write(Buffer.alloc(20 * 1024 * 1024, ' '));
    expect(await connection.rest()).toBe('');
  });

  test('gets one answer, also where the rest of it turns out to be no HTTP', async () => {
    using connection = new RawConnection(port);
    connection.write(head(`POST ${ink}`, json, 'Transfer-Encoding: chunked'));
    expect((await connection.answer()).status).toBe(401);
    connection.write('this is no chunk\r\n');
    expect(await connection.rest()).toBe('');
  });

  test('harms no later one: what is no HTTP after its end has an answer of its own', async () => {
    using connection = new RawConnection(port);
    expect((await connection.write(submit(film)).answer()).status).toBe(401);
    expect((await connection.write('hello\r\n\r\n').answer()).status).toBe(400);
  });

  test('is not told to go on with its body', async () => {
    using connection = new RawConnection(port);
    const headers = [json, 'Content-Length: 100', 'Expect: 100-continue'];
    connection.write(head(`POST ${ink}`, ...headers));
    expect((await connection.answer()).status).toBe(401);
  });
});

describe('a request that asks whether to go on with its body', () => {
  const expecting = 'Expect: 100-continue';

  test('is told to where it has a key', async () => {
    using connection = new RawConnection(port);
    const headers = [json, `Content-Length: ${film.length}`, expecting, ours];
    connection.write(head(`POST ${ink}`, ...headers));
    expect((await connection.answer()).status).toBe(100);
    connection.write(film);
    expect((await connection.answer()).status).toBe(200);
  });

  test.each([
    ['of a page', 415, ink, ['Content-Type: text/html', 'Content-Length: 10']],
    ['that is compressed', 415, ink, [json, 'Content-Encoding: gzip', 'Content-Length: 10']],
    ['that is too large', 413, ink, [json, 'Content-Length: 4001']],
    ['of a form that is too large', 413, '/v1/videos', [form, 'Content-Length: 99000000']],
    ['of our own API', 415, '/platform/v1/things', ['Content-Type: a/b', 'Content-Length: 10']],
    [
      'of our own API that is too large',
      413,
      '/platform/v1/things',
      [json, 'Content-Length: 4001'],
    ],
    ['for a path where nothing is', 404, '/nowhere', [json, 'Content-Length: 10']],
    ['of a callback that nobody waits for', 404, '/callbacks/x', [json, 'Content-Length: 10']],
  ])(
    'is not told to where a body %s is refused at once: %i',
    async (_of, status, path, headers) => {
      using connection = new RawConnection(port);
      connection.write(head(`POST ${path}`, ours, expecting, ...headers));
      const answer = await connection.answer();
      expect(answer.status).toBe(status);
      // What comes next may be the body, or another request in its place: nobody could tell.
      expect(answer.head).toMatch(/connection: close/i);
      expect(await connection.rest()).toBe('');
    },
  );

  test('is not told to where its body is of no use, and what comes instead is not read', async () => {
    using connection = new RawConnection(port);
    connection.write(head(`GET ${ink}/x`, ours, expecting, 'Content-Length: 10'));
    expect((await connection.answer()).status).toBe(404);
    connection.write(head('GET /healthz'));
    expect(await connection.rest()).toBe('');
  });

  test('keeps its connection where it was told to', async () => {
    using connection = new RawConnection(port);
    const headers = [json, `Content-Length: ${film.length}`, expecting, ours];
    for (let count = 0; count < 2; count += 1) {
      connection.write(head(`POST ${ink}`, ...headers));
      expect((await connection.answer()).status).toBe(100);
      expect((await connection.write(film).answer()).status).toBe(200);
    }
  });

  test.each(['/v1/videos', '/platform/v1/things', '/callbacks/ours'])(
    'is told to at %s as well',
    async (path) => {
      using connection = new RawConnection(port);
      const type = path === '/v1/videos' ? form : json;
      connection.write(head(`POST ${path}`, ours, type, 'Content-Length: 2', expecting));
      expect((await connection.answer()).status).toBe(100);
      connection.write('{}');
      expect((await connection.answer()).status).not.toBe(408);
    },
  );
});

describe('bodies in flight', () => {
  const body = filmOf(900);

  test('are bounded together: beyond it a 503 that passes, and room again afterwards', async () => {
    using first = new RawConnection(port);
    first.write(submit(body, ours).slice(0, -100));
    using second = new RawConnection(port);
    await expect
      .poll(async () => (await second.write(submit(filmOf(300), ours)).answer()).head)
      .toMatch(/^HTTP\/1.1 503[^]*retry-after: 1/i);
    first.write(body.slice(-100));
    expect((await first.answer()).status).toBe(200);
    expect((await second.write(submit(body, ours)).answer()).status).toBe(200);
  });

  test('make room again when their client goes away', async () => {
    using second = new RawConnection(port);
    {
      using first = new RawConnection(port);
      first.write(submit(body, ours).slice(0, -100));
      await expect
        .poll(async () => (await second.write(submit(filmOf(300), ours)).answer()).status)
        .toBe(503);
    }
    await expect
      .poll(async () => (await second.write(submit(body, ours)).answer()).status)
      .toBe(200);
  });

  test('make room again when their rest does not come in time', async () => {
    await using hasty = testServer({
      config: { bodyBytesInFlightMax: 1200, requestTimeoutMs: 600 },
    });
    const hastyPort = await listen(hasty);
    using first = new RawConnection(hastyPort);
    first.write(submit(body, ours).slice(0, -100));
    expect((await first.answer()).status).toBe(408);
    using second = new RawConnection(hastyPort);
    await expect
      .poll(async () => (await second.write(submit(body, ours)).answer()).status, { timeout: 5000 })
      .toBe(200);
  });

  test('make room again after every kind of refusal', async () => {
    using connection = new RawConnection(port);
    const malformed = `${body.slice(0, -1)},`;
    for (let count = 0; count < 3; count += 1) {
      expect((await connection.write(submit(malformed, ours)).answer()).status).toBe(400);
      expect((await connection.write(submit(filmOf(5000), ours)).answer()).status).toBe(413);
      expect((await connection.write(submit(filmOf(3000), ours)).answer()).status).toBe(503);
    }
    expect((await connection.write(submit(body, ours)).answer()).status).toBe(200);
  });

  test('are counted as they come: a chunked one has no length to believe', async () => {
    await using roomy = testServer({ door, config: { bodyBytesMax: 4000 } });
    using connection = new RawConnection(await listen(roomy));
    connection.write(head(`POST ${ink}`, json, ours, 'Transfer-Encoding: chunked'));
    const chunk = `3e8\r\n${'x'.repeat(1000)}\r\n`;
    connection.write(chunk.repeat(5));
    expect((await connection.answer()).status).toBe(413);
  });
});

describe('what is no HTTP, or odd HTTP, is answered with a 4xx or not at all', () => {
  const odd: [name: string, bytes: string | Buffer, statuses: number[]][] = [
    ['noise', 'hello\r\n\r\n', [400]],
    ['bytes', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x0a, 0x0d, 0x0a]), [400]],
    ['headers of 64 kB', head(`GET ${ink}/x`, `X-Long: ${'x'.repeat(65_536)}`), [431]],
    ['many headers', head(`GET ${ink}/x`, ...Array<string>(5000).fill('X-A: b')), [431]],
    ['a path of 64 kB', head(`GET /${'x'.repeat(65_536)}`), [431]],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', [400]],
    ['two hosts', head(`GET ${ink}/x`, ours, 'Host: other'), [400]],
    ['the same host twice', head(`GET ${ink}/x`, ours, 'HOST: filmgate'), [400]],
    ['two hosts where nothing is served', head('GET /nowhere', 'Host: other'), [400]],
    ['two hosts of a file', head('GET /media/a-b/c.mp4', 'Host: other'), [400]],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', [400]],
    ['a host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', [400]],
    ['a host with a user', 'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n', [400]],
    ['two lengths', head(`POST ${ink}`, ours, 'Content-Length: 5', 'Content-Length: 6'), [400]],
    [
      'a length and chunks',
      head(`POST ${ink}`, ours, json, 'Content-Length: 5', 'Transfer-Encoding: chunked'),
      [400],
    ],
    ['a negative length', head(`POST ${ink}`, ours, json, 'Content-Length: -1'), [400]],
    ['a negative length of nothing', head(`GET ${ink}/x`, ours, 'Content-Length: -1'), [400]],
    [
      'a negative length of a form',
      head('POST /v1/videos', ours, form, 'Content-Length: -1'),
      [400],
    ],
    ['a length with a sign', head(`POST ${ink}`, ours, json, 'Content-Length: +2'), [400]],
    ['a length that is no number', head(`POST ${ink}`, ours, json, 'Content-Length: 1e3'), [400]],
    [
      'a bad chunk',
      `${head(`POST ${ink}`, ours, json, 'Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
      [400],
    ],
    ['a folded header', head(`GET ${ink}/x`, 'X-A: b\r\n c'), [400, 401]],
    ['an unknown method', head(`FILM ${ink}`), [400]],
    ['a method that few know', head(`PROPFIND ${ink}`), [404, 405]],
    ['an absolute target', head(`GET http://filmgate${ink}/x`), [401]],
    ['an asterisk', head('OPTIONS *'), [404]],
    ['CONNECT', head('CONNECT filmgate:443'), []],
    ['an unknown expectation', head(`POST ${ink}`, ours, 'Expect: miracles'), [417]],
    ['an upgrade', head(`GET ${ink}/x`, 'Connection: Upgrade', 'Upgrade: websocket'), [401]],
    ['two keys', head(`GET ${ink}/x`, ours, 'Authorization: Bearer other'), [404]],
    ['a key with a NUL', head(`GET ${ink}/x`, 'Authorization: Bearer a\0b'), [400]],
    ['a key in latin-1', head(`GET ${ink}/x`, 'Authorization: Bearer cl\u00e9'), [401]],
    ['HTTP/0.9', 'GET /\r\n\r\n', [400, 404]],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ];

  test.each(odd)('%s', async (_name, bytes, statuses) => {
    using connection = new RawConnection(port);
    connection.write(bytes);
    if (statuses.length === 0) {
      await connection.rest();
    } else {
      const answer = await connection.answer();
      expect(statuses).toContain(answer.status);
    }
    using next = new RawConnection(port);
    expect((await next.write(head('GET /healthz')).answer()).status).toBe(200);
  });

  const types = ['text/html', 'application/json, application/json', ';', 'a', 'application/'];
  test.each(types)('a submit of content type %j is a 415', async (type) => {
    using connection = new RawConnection(port);
    const headers = [ours, `Content-Type: ${type}`, `Content-Length: ${film.length}`];
    connection.write(head(`POST ${ink}`, ...headers) + film);
    expect((await connection.answer()).status).toBe(415);
  });

  test.each([
    'application/json;',
    'application/json\t; charset=utf-8',
    'APPLICATION/JSON;a=b',
    '',
    'text/plain',
  ])('a submit of content type %j is taken', async (type) => {
    using connection = new RawConnection(port);
    const headers = [ours, `Content-Type: ${type}`, `Content-Length: ${film.length}`];
    connection.write(head(`POST ${ink}`, ...headers) + film);
    expect((await connection.answer()).status).toBe(200);
  });

  test('garbage gets problem details', async () => {
    using connection = new RawConnection(port);
    const { body } = await connection.write('hello\r\n\r\n').answer();
    expect(JSON.parse(body)).toMatchObject({ status: 400, title: 'Bad Request' });
    expect(await connection.rest()).toBe('');
  });
});

test('a client that leaves while its key is looked up is not waited for', async () => {
  const [asked, found] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const lines: string[] = [];
  await using slow = testServer({
    door: {
      ...door,
      async authenticate(key, address) {
        asked.resolve();
        await found.promise;
        return door.authenticate(key, address);
      },
    },
    log: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }),
    config: { slowMs: -1 },
  });
  {
    using connection = new RawConnection(await listen(slow));
    connection.write(submit(film, ours).slice(0, -10));
    await asked.promise;
  }
  await expect.poll(() => connections(slow)).toBe(0);
  found.resolve();
  // The line that every request leaves here when it is done with.
  await expect.poll(() => lines.length).toBe(1);
});

test('what is no HTTP is not answered in the place of the request before it', async () => {
  const gate = Promise.withResolvers<void>();
  await using slow = testServer({
    door: {
      ...door,
      async create(principal, order) {
        await gate.promise;
        return door.create(principal, order);
      },
    },
  });
  using connection = new RawConnection(await listen(slow));
  connection.write(`${submit(film, ours)}hello\r\n\r\n`);
  expect(await connection.rest()).toBe('');
  gate.resolve();
});

test('a request that does not arrive is answered with a 408 and ended', async () => {
  await using hasty = testServer({ config: { requestTimeoutMs: 300 } });
  using connection = new RawConnection(await listen(hasty));
  connection.write(`POST ${ink} HTTP/1.1\r\nHost: film`);
  expect((await connection.answer()).status).toBe(408);
  expect(await connection.rest()).toBe('');
});
