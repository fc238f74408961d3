import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';

/** The log of requests, as an account reads it. */

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer({ everyScope: true });
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await server.customer();
});

const film = { model: 'seedance-2.0', prompt: 'A river in autumn' };
const ink = '/api/open/v1/video/generations';

const page = z.object({
  data: z.array(z.looseObject({ id: z.string(), taskId: z.string().nullable() })),
  nextCursor: z.string().nullable(),
});

async function list(query = '', of = who) {
  await server.requests.close();
  const { status, json } = await server.call(of.key, 'GET', `/requests${query}`);
  expect([status, json]).toMatchObject([200, {}]);
  return page.parse(json);
}

async function counts(query = '') {
  await server.requests.close();
  const { json } = await server.call(who.key, 'GET', `/requests/reads${query}`);
  return z
    .object({ data: z.array(z.looseObject({})), nextCursor: z.string().nullable() })
    .parse(json);
}

/** In a dialect. */
async function inDialect(method: 'GET' | 'POST', url: string, payload?: object) {
  const headers = { authorization: `Bearer ${who.key}`, 'x-forwarded-for': '203.0.113.9' };
  const order = { method, url, headers, ...(payload ? { payload } : {}) };
  const answer = await server.app.inject(order);
  return { ...answer, id: String(answer.headers['x-request-id']), json: answer.json<object>() };
}

describe('the log has', () => {
  test('creates, with their tasks and what they asked for', async () => {
    const { headers, json } = await server.call(who.key, 'POST', '/tasks', film);
    const { data } = await list();
    const request = {
      id: headers.get('x-request-id'),
      at: expect.stringMatching(/Z$/) as string,
      api: 'platform',
      method: 'POST',
      route: '/platform/v1/tasks',
      path: '/platform/v1/tasks',
      status: 202,
      code: null,
      tookMs: expect.any(Number) as number,
      mode: 'live',
      keyId: who.keyId,
      personId: null,
      taskId: Object(json).id,
      address: '127.0.0.1',
    };
    expect(data).toEqual([request]);
    const whole = await server.call(who.key, 'GET', `/requests/${String(request.id)}`);
    expect(whole.json).toEqual({ ...request, detail: null, body: JSON.stringify(film) });
  });

  test('changes, and paths with their ids', async () => {
    await server.call(who.key, 'PATCH', `/keys/${who.keyId}`, { name: 'shop' });
    await server.call(who.key, 'DELETE', '/keys/x');
    expect((await list()).data).toMatchObject([
      {
        method: 'DELETE',
        route: '/platform/v1/keys/{id}',
        path: '/platform/v1/keys/x',
        status: 404,
      },
      { method: 'PATCH', path: `/platform/v1/keys/${who.keyId}`, status: 200, code: null },
    ]);
  });

  test('refusals, with what was wrong', async () => {
    const wrong = { ...film, prompt: 7 };
    const { headers } = await server.call(who.key, 'POST', '/tasks', wrong);
    await server.call(who.key, 'GET', '/tasks/nothing?include=charge');
    const { data } = await list();
    expect(data).toMatchObject([
      {
        path: '/platform/v1/tasks/nothing?include=charge',
        status: 404,
        code: 'task_not_found',
        taskId: 'nothing',
      },
      { status: 400, code: 'invalid_parameter', taskId: null },
    ]);
    const id = String(headers.get('x-request-id'));
    expect((await server.call(who.key, 'GET', `/requests/${id}`)).json).toMatchObject({
      detail: expect.stringContaining('prompt') as string,
      body: JSON.stringify(wrong),
    });
  });

  test('what a body was refused for before it was read', async () => {
    const scopeless = await server.customer(0, who);
    const { status } = await server.call(scopeless.key, 'POST', '/tasks', [1]);
    expect(status).toBe(400);
    const response = await fetch(`http://127.0.0.1:${String(server.port)}/platform/v1/tasks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${who.key}`, 'content-type': 'application/json' },
      body: '{"model":',
    });
    expect(response.status).toBe(400);
    const { data } = await list('?code=malformed_body');
    expect(data).toMatchObject([{ status: 400, keyId: who.keyId }]);
    const whole = await server.call(who.key, 'GET', `/requests/${String(data[0]?.id)}`);
    expect(whole.json).toMatchObject({ body: null });
  });

  test('those of dialects, under the paths that were called', async () => {
    const made = await inDialect('POST', `/d/seedance2ink${ink}`, film);
    const refused = await inDialect('POST', ink, { ...film, model: 'none' });
    const missing = await inDialect('GET', `${ink}/nothing`);
    expect((await list()).data).toMatchObject([
      {
        id: missing.id,
        method: 'GET',
        route: `${ink}/{requestId}`,
        path: `${ink}/nothing`,
        status: 404,
        code: 'task_not_found',
      },
      { id: refused.id, api: 'seedance2ink', code: 'model_unavailable', taskId: null },
      {
        id: made.id,
        api: 'seedance2ink',
        route: ink,
        path: `/d/seedance2ink${ink}`,
        status: 200,
        code: null,
        taskId: Object(made.json).requestId,
      },
    ]);
  });

  test('the dialect that was meant, where several share a path', async () => {
    const content = [{ type: 'text', text: 'a kite' }];
    await inDialect('POST', '/v1/videos', { model: 'none', content });
    await inDialect('POST', '/v1/videos', { model: 'none', prompt: 'a kite' });
    expect((await list()).data).toMatchObject([
      { api: 'openai', status: 400, code: 'model_unavailable' },
      { api: 'threehei', code: 'model_unavailable' },
    ]);
  });

  test('what people did, and nothing of who acts for no account', async () => {
    const person = await server.browsing(who.accountId);
    await server.call(person, 'PATCH', '/account', { timeZone: 'Asia/Shanghai' });
    const outsider = await server.browsing(null);
    expect((await server.call(outsider, 'GET', '/tasks/nothing')).status).toBe(403);
    expect((await list()).data).toMatchObject([
      { keyId: null, personId: person.personId, status: 200 },
    ]);
    const { rows } = await server.database.general.query(
      'select from request_log where person_id = $1',
      [outsider.personId],
    );
    expect(rows).toEqual([]);
  });

  test('nothing that no known key has sent, and nothing of others', async () => {
    await server.call('fg_live_nonsense', 'POST', '/tasks', film);
    await server.call('', 'POST', '/tasks', film);
    const stranger = await server.customer();
    await server.call(stranger.key, 'POST', '/tasks', film);
    const { data } = await list('', stranger);
    expect(data).toHaveLength(1);
    expect((await list()).data).toEqual([]);
    const path = `/requests/${String(data[0]?.id)}`;
    expect((await server.call(stranger.key, 'GET', path)).status).toBe(200);
    const { status, json } = await server.call(who.key, 'GET', path);
    expect([status, json]).toMatchObject([404, { code: 'request_not_found' }]);
  });
});

test('reads that were answered are counted, by key, route and minute', async () => {
  const id = await server.submit(who);
  const other = await server.customer(0, who);
  for (let count = 0; count < 3; count += 1) await server.call(who.key, 'GET', `/tasks/${id}`);
  await server.call(other.key, 'GET', '/tasks');
  await inDialect('GET', '/api/open/v1/models');
  const { data } = await counts();
  for (const { minute } of data) expect(minute).toMatch(/T\d\d:\d\d:00.000Z$/);
  expect(data).toContainEqual({
    minute: expect.any(String) as string,
    keyId: other.keyId,
    route: '/platform/v1/tasks',
    reads: 1,
    unlisted: 0,
  });
  const reads = data.filter(({ route }) => route === '/platform/v1/tasks/{id}');
  expect(reads.reduce((sum, one) => sum + Number(one['reads']), 0)).toBe(3);
  expect((await list()).data).toEqual([]);
});

test('pages of counts have each once', async () => {
  const paths = ['/tasks', '/balance', '/key', '/models', '/account'];
  for (const path of paths) await server.call(who.key, 'GET', path);
  const seen: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const asked: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { data, nextCursor } = await counts(`?limit=2${asked}`);
    seen.push(...data.map(({ route }) => route));
    cursor = nextCursor;
  }
  for (const path of paths) {
    expect(seen.filter((route) => route === `/platform/v1${path}`)).toHaveLength(1);
  }
  const { status, json } = await server.call(who.key, 'GET', '/requests/reads?cursor=x');
  expect([status, json]).toMatchObject([400, { field: 'cursor' }]);
});

describe('it is searched', () => {
  let made: string;
  let key: Customer;
  beforeEach(async () => {
    key = await server.customer(0, who);
    const { json } = await server.call(who.key, 'POST', '/tasks', film);
    made = String(Object(json).id);
    await server.call(key.key, 'POST', `/tasks/${made}/cancel`);
    await server.call(who.key, 'POST', '/tasks', { ...film, model: 'none' });
    await server.call(who.key, 'DELETE', '/keys/x');
  });

  test.each([
    ['', ['DELETE 404', 'POST 400', 'POST 200', 'POST 202']],
    ['?status=4xx', ['DELETE 404', 'POST 400']],
    ['?status=202', ['POST 202']],
    ['?method=DELETE', ['DELETE 404']],
    ['?path=/platform/v1/tasks/', ['POST 200']],
    ['?path=/platform/v1/tasks/{id}/cancel', ['POST 200']],
    ['?code=model_unavailable', ['POST 400']],
    ['?from=2026-01-01T00:00:00Z&status=2xx', ['POST 200', 'POST 202']],
    ['?to=2026-01-01T00:00:00Z', []],
    ['?method=PUT', []],
  ])('by "%s"', async (query, expected) => {
    const { data } = await list(query);
    expect(data.map((one) => `${String(one['method'])} ${String(one['status'])}`)).toEqual(
      expected,
    );
  });

  test('by key and by task', async () => {
    expect((await list(`?keyId=${key.keyId}`)).data).toMatchObject([{ status: 200 }]);
    expect((await list('?keyId=x')).data).toEqual([]);
    expect((await list(`?taskId=${made}`)).data).toMatchObject([{ status: 200 }, { status: 202 }]);
  });

  test('page by page, each once, while others come', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const asked: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { data, nextCursor } = await list(`?limit=1${asked}`);
      seen.push(...data.map(({ id }) => id));
      cursor = nextCursor;
      await server.call(who.key, 'DELETE', '/keys/x');
    }
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
  });

  test.each(['status=99', 'status=6xx', 'status=4x', 'method=get', 'cursor=x', 'code=x'])(
    '"%s" is refused',
    async (query) => {
      const { status, json } = await server.call(who.key, 'GET', `/requests?${query}`);
      expect([status, json]).toMatchObject([400, { field: query.split('=')[0] }]);
    },
  );
});

test('no secret and no medium is anywhere in it', async () => {
  const secrets = {
    password: 'a lighthouse in a storm',
    webhook: 'whsec_c2VjcmV0IG9mIGFuIGVuZHBvaW50',
    line: 'sk-line-0a1b2c3d4e5f6a7b8c9d',
    medium: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
    signature: 'X-Amz-Signature=5f3c0d',
    user: 'hunter2',
  };
  const url = `data:image/png;base64,${secrets.medium}`;
  const signed = `https://ada:${secrets.user}@media.invalid/a.png?${secrets.signature}`;
  const told = `${secrets.webhook} ${secrets.line} ${signed} Bearer ${secrets.user}`;
  const person = await server.browsing(who.accountId);
  const post = (path: string, body: object) => server.call(who.key, 'POST', path, body);
  await post('/tasks', { ...film, prompt: `${who.key} ${told} ${url}` });
  await post('/tasks', { ...film, media: [{ url, kind: 'image' }] });
  await post('/tasks', { ...film, media: [{ url: signed, kind: 'image' }] });
  await post('/tasks', { ...film, callbackUrl: signed, metadata: { apiKey: secrets.line } });
  await post('/tasks', { ...film, [who.key]: 1, key: secrets.line, token: secrets.webhook });
  await post('/webhook-endpoints', { url: signed, secret: secrets.webhook });
  await server.call(person, 'PATCH', '/password', {
    currentPassword: secrets.password,
    password: secrets.password,
  });
  await server.call(who.key, 'GET', `/tasks/${who.key}?token=${secrets.webhook}`);
  await inDialect('POST', `${ink}?key=${who.key}`, { ...film, imageUrls: [url, signed] });
  await inDialect('POST', '/v1/videos', { model: 'sora-2', prompt: told, input_reference: url });
  await server.requests.close();
  const { rows } = await server.database.general.query<{ row: string }>(
    'select to_json(r)::text as row from request_log r where account_id = $1',
    [who.accountId],
  );
  expect(rows.length).toBeGreaterThanOrEqual(10);
  const written = rows.map(({ row }) => row).join('\n');
  for (const secret of [who.key, ...Object.values(secrets)]) {
    expect(written).not.toContain(secret);
    if (secret.length > 20) expect(written).not.toContain(secret.slice(0, -8));
  }
  expect(written).not.toContain(who.key.slice(12, 30));
  // What a person has asked for is there, and its passwords are not.
  const changes = rows.filter(({ row }) => row.includes('/platform/v1/password'));
  expect(changes).toHaveLength(1);
  expect(changes[0]?.row).not.toContain(secrets.password);
});
