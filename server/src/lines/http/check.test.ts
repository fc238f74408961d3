import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { foreignRefusals } from '../../dialects/testing/foreign-refusals.ts';
import { newapiRefusals } from '../../dialects/testing/newapi-answers.ts';
import { createGuardedFetch, type GuardedFetch } from '../../media/fetch.ts';
import { checkLine, type LineCheck } from './check.ts';

const secret = 'sk-upstream/5ecret';

interface Answer {
  status: number;
  /** A text is sent as it is. */
  body: unknown;
}
/** By method and path without the query; all else is the page of a proxy. */
type Answers = Readonly<Record<string, Answer>>;

let server: Server;
let fetch: GuardedFetch;
let answers: Answers;
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://upstream');
    const call = `${request.method ?? ''} ${pathname}`;
    asked.push(call);
    const { status, body } = answers[call] ?? { status: 404, body: '<html>not here</html>' };
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fetch = createGuardedFetch({ allowPrivateHosts: true });
});
afterEach(async () => {
  await fetch.close();
  server.closeAllConnections();
  server.close();
});

function dialectOf(wanted: string): Dialect {
  const dialect = dialects.find(({ name }) => name === wanted);
  if (!dialect) throw new Error(`no ${wanted}`);
  return dialect;
}

function check(name: string, given: Answers): Promise<LineCheck> {
  answers = given;
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  return checkLine({ baseUrl, dialect: dialectOf(name), secret, fetch });
}

const arkList = 'GET /api/v3/contents/generations/tasks';
const arkGet = 'GET /api/v3/contents/generations/tasks/filmgate-line-test';
const hmtmGet = 'GET /api/open/v1/tasks/filmgate-line-test';
const jimmyBalance = 'GET /api/open-api/v1/user/balance';

const arkError = (code: string, message = 'no') => ({ error: { code, message } });

describe('an upstream is fine', () => {
  test.each<[string, string, Answers]>([
    ['ark', 'that lists nothing', { [arkList]: { status: 200, body: { total: 0, items: [] } } }],
    [
      'ark',
      'that lists a task',
      { [arkList]: { status: 200, body: { total: 7, items: [{ id: 'cgt-1', status: 'new' }] } } },
    ],
    [
      'ark',
      'that has no list, but knows no made-up id',
      { [arkGet]: { status: 404, body: arkError('NotFound') } },
    ],
    [
      'openai',
      'of a self-hosted engine without videos',
      { 'GET /v1/videos': { status: 200, body: { object: 'list', data: [] } } },
    ],
    [
      'jimmyai',
      'that tells its balance',
      {
        [jimmyBalance]: { status: 200, body: { code: 20000, msg: 'ok', data: { available: 8.5 } } },
      },
    ],
    ...[
      { status: 200, body: '<html>' },
      { status: 200, body: { code: 404, msg: 'Not Found' } },
      { status: 200, body: { code: 20_002, msg: 'no such api', data: null } },
      { status: 400, body: '' },
    ].map((none): [string, string, Answers] => [
      'jimmyai',
      `without a call for its balance, which it answers with ${JSON.stringify(none)}`,
      {
        [jimmyBalance]: none,
        'GET /api/open-api/v1/videos/filmgate-line-test': {
          status: 200,
          body: { code: '20002', msg: 'task not found', data: null },
        },
      },
    ]),
  ])('%s, %s', async (name, _which, given) => {
    expect(await check(name, given)).toMatchObject({ verdict: 'fine' });
  });

  test.each(dialects.map(({ name }) => name))(
    'in %s, as we would answer a stranger’s id there',
    async (name) => {
      const dialect = dialectOf(name);
      const get = dialect.operations.find(({ does }) => does === 'get');
      const path = get?.path.replace(/\{\w+\}/, 'filmgate-line-test') ?? '';
      const missing = dialect.problem({ code: 'task_not_found', message: 'no' }, get ?? null);
      expect(await check(name, { [`GET ${path}`]: missing })).toMatchObject({ verdict: 'fine' });
    },
  );
});

describe('an upstream that only knows of the call that it is none', () => {
  /** Their refusals are of one shape. */
  const alike = [
    ['ark', 'threehei'],
    ['openai', 'tokenhub', 'newapi'],
  ];
  const others = dialects.flatMap((platform) => {
    const get = platform.operations.find(({ does }) => does === 'get') ?? null;
    const { body } = platform.problem({ code: 'task_not_found', message: 'no' }, get);
    return [[platform.name, JSON.stringify(body)] as const];
  });
  const cases = dialects.flatMap(({ name }) => [
    ...foreignRefusals.map(([who, text]) => ({ name, who, text })),
    ...others.flatMap(([who, text]) =>
      who === name || alike.some((some) => some.includes(who) && some.includes(name))
        ? []
        : [{ name, who, text }],
    ),
  ]);

  test.each(cases)('is not taken for $name: $who', async ({ name, text }) => {
    for (const status of [404, 400, 200]) {
      const everywhere = new Proxy({}, { get: () => ({ status, body: text }) });
      expect(await check(name, everywhere), String(status)).toMatchObject({
        verdict: 'wrong_dialect',
      });
    }
  });

  test.each<[string, string, object]>([
    ['openai', 'GET /v1/videos', { code: 0, data: [] }],
    ['openai', 'GET /v1/videos', { object: 'page', data: [] }],
    ['openai', 'GET /v1/videos', { object: 'list', data: 'none' }],
    ['ark', arkList, { total: 0 }],
    ['ark', arkList, { items: { total: 0 } }],
    ['threehei', 'GET /v1/videos', { object: 'list', data: [], total: 0 }],
  ])('is not taken for %s, at %s with %j', async (name, call, body) => {
    expect(await check(name, { [call]: { status: 200, body } })).toMatchObject({
      verdict: 'wrong_dialect',
    });
  });
});

test('a New-API that lacks the task is one, though it says so with 400', async () => {
  const { status, text } = newapiRefusals.missingTask;
  const get = 'GET /v1/video/generations/filmgate-line-test';
  expect(await check('newapi', { [get]: { status, body: text } })).toMatchObject({
    verdict: 'fine',
  });
  const { unknownKey } = newapiRefusals;
  const refused = { [get]: { status: unknownKey.status, body: unknownKey.text } };
  expect(await check('newapi', refused)).toMatchObject({ verdict: 'key_refused' });
});

describe('what is wrong is said:', () => {
  test.each<[LineCheck['verdict'], string, string, Answers]>([
    [
      'key_refused',
      'a refused key',
      'ark',
      { [arkList]: { status: 401, body: arkError('AuthenticationError') } },
    ],
    [
      'key_refused',
      'a refused key under a success',
      'jimmyai',
      { [jimmyBalance]: { status: 200, body: { code: 20001, msg: 'invalid key', data: null } } },
    ],
    ['wrong_dialect', 'the page of a proxy', 'ark', { [arkList]: { status: 200, body: '<html>' } }],
    ['wrong_dialect', 'another API', 'ark', { [arkList]: { status: 200, body: { hello: 1 } } }],
    [
      'wrong_dialect',
      'a framework’s 404',
      'hmtm',
      { [hmtmGet]: { status: 404, body: { detail: 'Not Found' } } },
    ],
    ['wrong_dialect', 'nothing there at all', 'ark', {}],
    ['wrong_dialect', 'a redirect', 'ark', { [arkList]: { status: 301, body: '' } }],
    ['not_now', 'too many calls', 'ark', { [arkList]: { status: 429, body: arkError('Burst') } }],
    ['not_now', 'a server in trouble', 'ark', { [arkList]: { status: 502, body: '<html>' } }],
    [
      'refused',
      'another refusal',
      'ark',
      { [arkList]: { status: 400, body: arkError('InvalidParameter') } },
    ],
  ])('%s, for %s', async (verdict, _what, name, given) => {
    const found = await check(name, given);
    expect(found).toMatchObject({ verdict, message: expect.stringMatching(/^It .*[.]$/) });
    expect(found.call).toContain('http://127.0.0.1');
  });

  test('an address where nobody listens, and one that is not allowed', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const baseUrl = `http://127.0.0.1:${String(port)}`;
    const parts = { baseUrl, dialect: dialectOf('ark'), secret };
    expect(await checkLine({ ...parts, fetch })).toMatchObject({
      verdict: 'unreachable',
      message: expect.stringContaining('refused or broke off the connection'),
    });
    const publicOnly = createGuardedFetch({ allowPrivateHosts: false });
    expect(await checkLine({ ...parts, fetch: publicOnly })).toMatchObject({
      verdict: 'unreachable',
    });
    await publicOnly.close();
  });

  test('a host that speaks no TLS', async () => {
    const { port } = server.address() as AddressInfo;
    const baseUrl = `https://127.0.0.1:${String(port)}`;
    expect(await checkLine({ baseUrl, dialect: dialectOf('ark'), secret, fetch })).toMatchObject({
      verdict: 'unreachable',
      message: expect.stringContaining('TLS'),
    });
  });
});

test('the check costs nothing: it only reads', async () => {
  for (const { name } of dialects) await check(name, {});
  expect(asked.filter((call) => !call.startsWith('GET '))).toEqual([]);
});

test('a key that the upstream repeats is not shown', async () => {
  const message = `Incorrect API key provided: ${secret}, or ${encodeURIComponent(secret)}`;
  const found = await check('ark', { [arkList]: { status: 401, body: arkError('Bad', message) } });
  expect(found.message).toContain('Incorrect API key provided: [secret], or [secret]');
  expect(JSON.stringify(found)).not.toContain('5ecret');
});
