import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../../dialects/index.ts';
import type { AnyOperation, Deed, FileOperation } from '../../dialects/mechanism.ts';
import type { Problem } from '../../generation/problems.ts';
import { keys, memoryDoor } from '../testing/memory-door.ts';
import { testServer } from '../testing/server.ts';

const door = memoryDoor();
const app = testServer({ door });
beforeEach(() => {
  door.empty();
});
afterAll(() => app.close());

const bearer = { authorization: `Bearer ${keys.ours}` };
const theirs = { authorization: `Bearer ${keys.theirs}` };
const hmtm = '/api/open/v1/generations';
const ink = '/api/open/v1/video/generations';

const film = { model: 'seedance-2.0', prompt: 'A river in autumn' };

function submit(payload: object | string, headers: Record<string, string> = {}) {
  const json = { 'content-type': 'application/json' };
  const all = { ...json, ...bearer, ...headers };
  return app.inject({ method: 'POST', url: ink, headers: all, payload });
}

async function submitted(): Promise<string> {
  return (await submit(film)).json<{ requestId: string }>().requestId;
}

describe.each(['', '/d/seedance2ink'])('seedance2.ink at "%s"', (mount) => {
  test('a task is submitted, read and cancelled in the words of the dialect', async () => {
    const url = mount + ink;
    const created = await app.inject({ method: 'POST', url, headers: bearer, payload: film });
    expect(created.statusCode).toBe(200);
    expect(created.json()).toMatchObject({ success: true, status: 'queued', creditsCharged: 40 });
    const { requestId } = created.json<{ requestId: string }>();

    const read = await app.inject({ url: `${url}/${requestId}`, headers: bearer });
    expect(read.json()).toMatchObject({ requestId, status: 'queued', prompt: film.prompt });
    const cancel = `${url}/${requestId}/cancel`;
    const cancelled = await app.inject({ method: 'POST', url: cancel, headers: bearer });
    expect(cancelled.json()).toEqual({ success: true, requestId, status: 'cancelled' });
  });

  test('models need no key', async () => {
    const answer = await app.inject({ url: `${mount}/api/open/v1/models` });
    expect(answer.json()).toEqual({ success: true, data: [] });
  });
});

describe.each(['', '/d/hmtm'])('hmtm at "%s"', (mount) => {
  test('a task is submitted and read in the words of the dialect', async () => {
    const content = [{ type: 'text', text: 'a cat runs on grass' }];
    const payload = { abilityId: 'cme_doubao_seedance_2_0', content };
    const headers = { 'x-api-key': keys.ours };
    const created = await app.inject({ method: 'POST', url: mount + hmtm, headers, payload });
    const { taskId } = created.json<{ taskId: string }>();
    const read = await app.inject({ url: `${mount}/api/open/v1/tasks/${taskId}`, headers });
    expect(read.json()).toMatchObject({ taskId, status: 'queued', progress: 0 });
  });
});

test('what a client leaves open is left out of creates and queries', async () => {
  const url = '/api/v3/contents/generations/tasks';
  const content = [{ type: 'text', text: 'x', role: null }];
  const open = { frames: null, resolution: null, callback_url: '', ratio: '' };
  const payload = { model: 'doubao-seedance-2-0-260128', content, ...open };
  const created = await app.inject({ method: 'POST', url, headers: bearer, payload });
  expect([created.statusCode, created.json()]).toMatchObject([200, { id: expect.any(String) }]);
  const query = 'page_num=&page_size=&filter.status=&filter.model=&filter.task_ids=';
  const listed = await app.inject({ url: `${url}?${query}`, headers: bearer });
  expect([listed.statusCode, listed.json()]).toMatchObject([200, { items: expect.any(Array) }]);
});

test('a task of one dialect is read in the words of another', async () => {
  const id = await submitted();
  const read = await app.inject({ url: `/api/open/v1/tasks/${id}`, headers: bearer });
  expect(read.json()).toMatchObject({ taskId: id, status: 'queued' });
});

describe.each(['', '/d/openai'])('what OpenAI has and nobody here does, at "%s"', (mount) => {
  test.each(['edits', 'extensions', 'characters', 'characters/char_1'])(
    '%s is refused by name, whatever the method',
    async (what) => {
      const url = `${mount}/v1/videos/${what}`;
      for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'] as const) {
        const answer = await app.inject({ method, url, headers: bearer });
        const name = what.replace(/\/.*/u, '');
        expect([answer.statusCode, answer.json()]).toEqual([
          404,
          {
            error: {
              type: 'invalid_request_error',
              param: null,
              code: 'not_found',
              message: expect.stringMatching(new RegExp(`^${name}\\b.* not offered here: `, 'iu')),
            },
          },
        ]);
      }
      expect(door.orders).toEqual([]);
    },
  );
});

test('New-API’s form is taken, with its key alone', async () => {
  const part = (name: string, value: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const parts = [
    part('model', 'doubao-seedance-2-0-260128'),
    part('prompt', 'a kite'),
    part('duration', '4'),
    part('metadata', '{"ratio":"9:16"}'),
    part('images', 'https://media.example/a.png'),
  ];
  const headers = {
    authorization: keys.ours,
    'content-type': 'multipart/form-data; boundary=x',
  };
  const payload = `${parts.join('')}--x--\r\n`;
  const url = '/v1/video/generations';
  const created = await app.inject({ method: 'POST', url, headers, payload });
  expect([created.statusCode, created.json()]).toMatchObject([200, { status: 'queued' }]);
  const { task_id: id } = created.json<{ task_id: string }>();
  const read = await app.inject({ url: `${url}/${id}`, headers: { authorization: keys.ours } });
  expect(read.json()).toMatchObject({ code: 'success', data: { task_id: id, status: 'QUEUED' } });
});

describe('every operation that needs a key', () => {
  const guarded = dialects.flatMap((dialect) =>
    dialect.operations
      .filter((op) => op.open !== true)
      .map((op) => ({ dialect, op, url: op.path.replaceAll(/\{\w+\}/g, 'task-1') })),
  );

  test.each(guarded)(
    '$dialect.name $op.does refuses in its shape',
    async ({ dialect, op, url }) => {
      for (const key of [
        {},
        { authorization: 'Bearer nonsense' },
        { authorization: 'Basic eDp5' },
      ]) {
        const headers = { 'content-type': 'no type at all', ...key };
        const answer = await app.inject({ method: op.method, url, headers });
        const refusal = dialect.problem({ code: 'unauthorized', message: '' }, op);
        expect(answer.statusCode).toBe(refusal.status);
        expect(answer.headers['www-authenticate']).toBe('Bearer');
        expect(Object.keys(answer.json())).toEqual(Object.keys(Object(refusal.body)));
      }
      expect(door.orders).toEqual([]);
    },
  );
});

test('the one documented refusal is answered to the letter, without a key and with a bad one', async () => {
  for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
    const answer = await app.inject({ method: 'POST', url: ink, headers, payload: film });
    expect([answer.statusCode, answer.body]).toEqual([
      401,
      '{"success":false,"error":{"code":"unauthorized","message":"Invalid API key"}}',
    ]);
  }
});

test("another account's task and a missing one are told apart by nothing", async () => {
  const id = await submitted();
  const reads = [`${ink}/${id}`, `${ink}/task-0`, `/api/open/v1/tasks/${id}`];
  for (const url of reads.slice(0, 2)) {
    const answer = await app.inject({ url, headers: theirs });
    expect([answer.statusCode, answer.json()]).toEqual([
      404,
      { success: false, error: expect.objectContaining({ code: 'not_found' }) },
    ]);
  }
  const [foreign, missing] = await Promise.all(
    reads.slice(0, 2).map((url) => app.inject({ url, headers: theirs })),
  );
  expect(foreign?.body).toBe(missing?.body);
  const rest = (answer: typeof foreign) => ({ ...answer?.headers, 'x-request-id': '', date: '' });
  expect(rest(foreign)).toEqual(rest(missing));
});

test('the second answer under an idempotency key is the first, marked as a replay', async () => {
  const first = await submit(film, { 'idempotency-key': 'k1' });
  const second = await submit(film, { 'x-idempotency-key': '"k1"' });
  expect(second.body).toBe(first.body);
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  expect(second.headers['idempotent-replayed']).toBe('true');
});

test('what a task can cost stands in a header, and the most that it may is handed on', async () => {
  const answer = await submit(film, { 'x-filmgate-max-credits': '40.5' });
  expect(answer.headers['x-filmgate-cost']).toBe('quoted=40');
  expect(door.orders.map((order) => order.decode())).toMatchObject([{ maxCredits: 40.5 }]);
  const wrong = await submit(film, { 'x-filmgate-max-credits': 'forty' });
  expect(wrong.statusCode).toBe(400);
  expect(wrong.body).toContain('X-Filmgate-Max-Credits must be an amount');
});

test('the customer’s own end user is named in a header', async () => {
  await submit(film, { 'x-filmgate-end-user': 'user 815' });
  expect(door.orders.map((order) => order.decode())).toMatchObject([{ endUser: 'user 815' }]);
  const wrong = await submit(film, { 'x-filmgate-end-user': 'x'.repeat(201) });
  expect([wrong.statusCode, wrong.body]).toEqual([
    400,
    expect.stringContaining('X-Filmgate-End-User must be a name'),
  ]);
});

test('the core hears of a known idempotency key before the body is judged', async () => {
  const answer = await submit({ model: 7 }, { 'idempotency-key': 'k1' });
  expect(answer.statusCode).toBe(400);
  expect(door.orders.map((order) => order.idempotencyKey)).toEqual(['k1']);
});

test.each([undefined, 'text/plain', 'application/x-www-form-urlencoded'])(
  'JSON that comes as %s is taken, with a byte order mark too',
  async (type) => {
    const headers = { ...bearer, ...(type !== undefined && { 'content-type': type }) };
    for (const payload of [JSON.stringify(film), `\ufeff ${JSON.stringify(film)}`]) {
      const answer = await app.inject({ method: 'POST', url: ink, headers, payload });
      expect([answer.statusCode, answer.json()]).toMatchObject([200, { status: 'queued' }]);
    }
  },
);

test.each([
  [
    'another request under a known key',
    { ...film, prompt: 'Snow' },
    { 'idempotency-key': 'k1' },
    422,
  ],
  ['two keys that differ', film, { 'idempotency-key': 'k1', 'x-idempotency-key': 'k2' }, 400],
  ['no JSON', '{"model":', {}, 400],
  ['no body', '', {}, 400],
  ['a field of a wrong type', { ...film, duration: '5' }, {}, 400],
  ['a NUL in the prompt', { ...film, prompt: 'a\0b' }, {}, 400],
  ['a body that is no JSON by its type', '{}', { 'content-type': 'text/html' }, 415],
  ['a text that is no JSON', 'model=x', { 'content-type': 'text/plain' }, 415],
  ['a body over 1 MiB', { ...film, prompt: 'x'.repeat(1024 * 1024) }, {}, 413],
])('%s is refused in the shape of the dialect', async (_name, payload, headers, status) => {
  await submit(film, { 'idempotency-key': 'k1' });
  const answer = await submit(payload, headers);
  expect([answer.statusCode, answer.json()]).toEqual([
    status,
    { success: false, error: { code: expect.any(String), message: expect.any(String) } },
  ]);
});

test('a refusal that passes says when to come back', async () => {
  door.refuseCreates({ code: 'overloaded', message: 'busy', retryAfterSeconds: 2 });
  const running = await submit(film, { 'idempotency-key': 'k1' });
  expect([running.statusCode, running.headers['retry-after']]).toEqual([503, '2']);
  door.refuseCreates({ code: 'rate_limited', message: 'slower', retryAfterSeconds: 0.2 });
  const limited = await submit(film);
  expect([limited.statusCode, limited.headers['retry-after']]).toEqual([429, '1']);
});

test('a conflict that stays one is not to be sent again', async () => {
  door.refuseCreates({ code: 'not_finished', message: 'busy' });
  const payload = { prompt: 'a kite' };
  const answer = await app.inject({ method: 'POST', url: '/v1/videos', headers: bearer, payload });
  expect([answer.statusCode, answer.headers['x-should-retry']]).toEqual([409, 'false']);
});

test('what nobody foresaw is a 500 in the shape of the dialect, which tells the request and nothing else', async () => {
  door.failCreates(new Error('password of the database'));
  const answer = await submit(film);
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ success: false, error: { code: 'internal_error' } });
  expect(answer.body).toContain(String(answer.headers['x-request-id']));
  expect(answer.body).not.toContain('password');
});

test('a dialect learns which operation it refuses', async () => {
  const telling = dialects.map((dialect) => ({
    ...dialect,
    problem: (_problem: Problem, operation: AnyOperation | FileOperation | null) => ({
      status: 400,
      body: { does: operation && 'does' in operation ? operation.does : null },
    }),
  }));
  await using other = testServer({ dialects: telling });
  const does = async (method: 'GET' | 'POST' | 'PUT', url: string) =>
    (await other.inject({ method, url })).json<{ does: Deed | null }>().does;
  expect(await does('POST', ink)).toBe('create');
  expect(await does('GET', `${ink}/x`)).toBe('get');
  expect(await does('POST', `/d/seedance2ink${ink}/x/cancel`)).toBe('cancel');
  expect(await does('PUT', ink)).toBeNull();
});

test('the status that a failed query or fetch carries is not passed on', async () => {
  door.failCreates(Object.assign(new Error('Not Found'), { statusCode: 404, code: 'NoSuchKey' }));
  expect((await submit(film)).statusCode).toBe(500);
});

test('HEAD answers like GET, without the body', async () => {
  const url = `${ink}/${await submitted()}`;
  const get = await app.inject({ url, headers: bearer });
  const head = await app.inject({ method: 'HEAD', url, headers: bearer });
  expect([head.statusCode, head.body]).toEqual([200, '']);
  expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.body)));
  expect((await app.inject({ method: 'HEAD', url })).statusCode).toBe(401);
});

test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] as const)(
  '%s where only POST is served: 405 with Allow, in the shape of the dialect',
  async (method) => {
    for (const url of [ink, `/d/seedance2ink${ink}`]) {
      const answer = await app.inject({ method, url });
      expect([answer.statusCode, answer.headers['allow']]).toEqual([405, 'POST']);
      expect(answer.json()).toMatchObject({
        success: false,
        error: { code: 'method_not_allowed' },
      });
    }
  },
);

describe('ids in paths', () => {
  test('are decoded once', async () => {
    const id = await submitted();
    const encoded = id.replace('-', '%2D');
    expect((await app.inject({ url: `${ink}/${encoded}`, headers: bearer })).statusCode).toBe(200);
    const twice = id.replace('-', '%252D');
    expect((await app.inject({ url: `${ink}/${twice}`, headers: bearer })).statusCode).toBe(404);
  });

  test.each([
    ['a NUL', 'task%00', 400],
    ['a NUL behind a query of the same name', 'task%00?requestId=task-1', 400],
    ['bytes that are no UTF-8', 'task%ff', 400],
    ['a broken percent sign', 'task%ZZ', 400],
    ['a thousand characters', 'x'.repeat(1000), 404],
    ['__proto__', '__proto__', 404],
  ])('with %s find nothing and harm nothing', async (_name, id, status) => {
    const answer = await app.inject({ url: `${ink}/${id}`, headers: bearer });
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { success: false }]);
  });
});

test.each(['//api/open/v1/models', '/api/open/v1/models/', '/api/open/v1/models?x=1'])(
  '%s finds its operation: a base URL with a slash too many works',
  async (url) => {
    expect((await app.inject({ url })).statusCode).toBe(200);
  },
);
