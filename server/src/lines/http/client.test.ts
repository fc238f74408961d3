import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { CreateCommand } from '../../dialects/mechanism.ts';
import { createGuardedFetch, type GuardedFetch } from '../../media/fetch.ts';
import { createLineClient, type LineClient } from './client.ts';

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;

let server: Server;
let fetch: GuardedFetch;
let answer: Answer;
let client: LineClient;
let asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      asked.push({ method, url, headers, body });
      answer(request, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fetch = createGuardedFetch({ allowPrivateHosts: true });
  client = clientAt((server.address() as AddressInfo).port);
});
afterEach(async () => {
  await fetch.close();
  server.closeAllConnections();
  server.close();
});

function clientAt(port: number, speaks = 'ark', path = ''): LineClient {
  const dialect = dialects.find(({ name }) => name === speaks);
  if (!dialect) throw new Error(`no ${speaks}`);
  const secret = 'upstream-key';
  const baseUrl = `http://127.0.0.1:${String(port)}${path}`;
  return createLineClient({ dialect, baseUrl, secret, fetch });
}

const create: CreateCommand = {
  ask: { model: 'doubao-seedance-2-0-260128', prompt: 'a river', media: [], seconds: 5 },
};

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, _body, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

describe('a call', () => {
  test('is the operation of the dialect, with the key where the dialect has it', async () => {
    answer = json(200, { id: 'cgt-1' });
    expect(await client.call('create', create)).toEqual({
      kind: 'answered',
      report: expect.objectContaining({ id: 'cgt-1' }),
    });
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/api/v3/contents/generations/tasks',
      headers: { authorization: 'Bearer upstream-key', 'content-type': 'application/json' },
    });
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: 'a river' }],
    });
  });

  test('puts ids into the path, encoded', async () => {
    answer = json(200, { id: 'a/b', status: 'running' });
    await client.call('get', { id: 'a/b?c' });
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: '/api/v3/contents/generations/tasks/a%2Fb%3Fc',
      body: '',
    });
  });

  test('goes to an address with a version of its own in the place of the dialect’s', async () => {
    const { port } = server.address() as AddressInfo;
    answer = json(200, { id: 'cgt-1' });
    await clientAt(port, 'ark', '/api/plan/v3').call('create', create);
    await clientAt(port, 'ark', '/api/plan/v3').call('get', { id: 'cgt-1' });
    expect(asked.map(({ url }) => url)).toEqual([
      '/api/plan/v3/contents/generations/tasks',
      '/api/plan/v3/contents/generations/tasks/cgt-1',
    ]);
    const content = clientAt(port, 'openai', '/proxy/v2').video('v');
    expect(content).toContain('/proxy/v2/videos/v/content');
  });

  test('that the dialect cannot say is not sent', async () => {
    expect(await client.call('balance', {})).toMatchObject({ kind: 'unsayable' });
    expect(asked).toEqual([]);
  });
});

describe('a create for an engine that reads nothing but forms', () => {
  const command: CreateCommand = {
    ask: {
      model: 'Wan2.2',
      prompt: '一条河 & "two boats"\r\n',
      media: [
        { url: 'https://a.example/1.png', kind: 'image', role: 'first_frame', field: 'media[0]' },
      ],
      seconds: 5,
      resolution: '720p',
      ratio: '16:9',
      seed: 7,
      watermark: false,
    },
  };
  let fields: Record<string, unknown>;
  const onlyForms: Answer = (request, body, response) => {
    const type = request.headers['content-type'] ?? '';
    new Response(body, { headers: { 'content-type': type } })
      .formData()
      .then((form) => {
        fields = Object.fromEntries(form);
        response.end(JSON.stringify({ id: 'video_gen_1', status: 'queued' }));
      })
      .catch(() => {
        response.writeHead(415).end(JSON.stringify({ detail: 'a form, please' }));
      });
  };
  const engine = () => clientAt((server.address() as AddressInfo).port, 'openai');

  test('is a form with each field as a text', async () => {
    answer = onlyForms;
    expect(await engine().call('create', command, { as: 'form' })).toMatchObject({
      kind: 'answered',
      report: { id: 'video_gen_1', state: 'queued' },
    });
    expect(fields).toEqual({
      model: 'Wan2.2',
      prompt: '一条河 & "two boats"\r\n',
      seconds: '5',
      size: '1280x720',
      seed: '7',
      watermark: 'false',
      'input_reference[image_url]': 'https://a.example/1.png',
    });
  });

  test('is JSON where nothing is said, which it refuses', async () => {
    answer = onlyForms;
    expect(await engine().call('create', command)).toMatchObject({ kind: 'refused', status: 415 });
    expect(asked[0]?.headers['content-type']).toBe('application/json');
  });

  test('is JSON all the same where the dialect takes nothing else', async () => {
    answer = json(200, { id: 'cgt-1' });
    expect(await client.call('create', create, { as: 'form' })).toMatchObject({ kind: 'answered' });
    expect(asked[0]?.headers['content-type']).toBe('application/json');
  });
});

describe('an answer', () => {
  test('in words of refusal says whether another line may try', async () => {
    const error = { code: 'InputTextSensitiveContentDetected', message: 'no', param: '', type: '' };
    answer = json(400, { error });
    expect(await client.call('create', create)).toMatchObject({
      kind: 'refused',
      status: 400,
      refusal: { kind: 'definite', failure: { code: 'content_policy' } },
    });
    answer = json(429, { error: { ...error, code: 'ServerOverloaded' } }, { 'retry-after': '7' });
    expect(await client.call('create', create)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'passing' },
      retryAfterSeconds: 7,
    });
  });

  test('that repeats our key does not tell it on', async () => {
    const error = {
      code: 'InvalidParameter',
      message: 'bad key: upstream-key',
      param: '',
      type: '',
    };
    answer = json(400, { error });
    expect(await client.call('create', create)).toMatchObject({
      refusal: { kind: 'definite', failure: { message: 'bad key: [secret]' } },
    });
  });

  test('that says very much is told by its beginning', async () => {
    const message = `refused: ${'😀'.repeat(100_000)}`;
    answer = json(400, { error: { code: 'InvalidParameter', message, param: '', type: '' } });
    const refused = await client.call('create', create);
    const told = refused.kind === 'refused' ? refused.refusal.failure.message : '';
    expect(told).toMatch(/^refused: 😀.*…$/u);
    expect(told.length).toBeLessThan(3_000);

    answer = json(200, {
      id: 'cgt-1',
      status: 'failed',
      error: { code: 'x', message: message.slice(0, 9_000) },
    });
    const read = await client.call('get', { id: 'cgt-1' });
    const failure = read.kind === 'answered' ? read.report.failure : undefined;
    expect(failure?.message.length).toBeLessThan(3_000);
  });

  test.each<[string, Answer]>([
    ['a 5xx', json(500, { error: { code: 'InternalServiceError', message: 'm' } })],
    [
      'the page of a proxy',
      (_request, _body, response) => response.writeHead(200).end('<html>hello</html>'),
    ],
    ['a success without an id', json(200, { ok: true })],
    ['a success with an id that nobody can keep', json(200, { id: 'x'.repeat(3_000) })],
    ['a redirect', (_request, _body, response) => response.writeHead(302).end()],
  ])('of a create that is %s leaves open whether it was accepted', async (_name, given) => {
    answer = given;
    expect(await client.call('create', create)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'ambiguous' },
    });
  });

  test('that never comes is lost, and a connection that is refused was never sent', async () => {
    answer = (request) => request.socket.destroy();
    expect(await client.call('create', create)).toMatchObject({ kind: 'lost' });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await clientAt(port).call('create', create)).toMatchObject({ kind: 'unsent' });
  });
});

describe('an answer that is no HTTP', () => {
  const ok = 'HTTP/1.1 200 OK\r\n';
  test.each([
    ['another protocol', 'hello\r\n\r\n'],
    ['the alert of TLS', '\x15\x03\x01\x00\x02\x02\x28'],
    ['a status in words', 'HTTP/1.1 fine OK\r\n\r\n'],
    ['a status of no meaning', 'HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 9999 OK\r\ncontent-length: 0\r\n\r\n'],
    ['a version that is none', 'HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n'],
    ['nothing but a promise', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['another way to speak', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['a header without a name', `${ok}: x\r\n\r\n`],
    ['a header with NUL', `${ok}x: a\0b\r\n\r\n`],
    ['a length below nothing', `${ok}content-length: -5\r\n\r\n{}`],
    ['a length beyond all', `${ok}content-length: ${'9'.repeat(30)}\r\n\r\n{}`],
    ['two lengths', `${ok}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
    ['pieces of no size', `${ok}transfer-encoding: chunked\r\n\r\nzz\r\n`],
    ['headers without an end', `${ok}x: ${'a'.repeat(200_000)}`],
    ['nothing', ''],
  ])('is a lost one: %s', async (_what, text) => {
    const raw = createSocketServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.from(text, 'latin1')));
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    const spoken = clientAt((raw.address() as AddressInfo).port);
    const outcomes = [
      await spoken.call('create', create),
      await spoken.call('get', { id: 'cgt-1' }),
    ];
    raw.close();
    expect(outcomes.map(({ kind }) => kind)).toEqual(['lost', 'lost']);
  });

  test('a key that cannot be said is sent nowhere, and no create is lost by it', async () => {
    const dialect = dialects.find(({ name }) => name === 'ark');
    if (!dialect) throw new Error('no ark');
    const baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const spoken = createLineClient({ dialect, baseUrl, secret: 'a\nb', fetch });
    expect(await spoken.call('create', create)).toMatchObject({ kind: 'unsent' });
  });
});
