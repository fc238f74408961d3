import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { keysMax } from '../../accounts/key-records.ts';
import { keyScopes } from '../../accounts/scopes.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';
import { routes } from './testing/routes.ts';
import { noVisit } from '../testing/server.ts';

let server: PlatformServer;
/** Somebody who may do all there is to do. */
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer({ everyScope: true });
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await server.customer();
});

/** What a route answers, after its own schema, without anything more. */
async function call(method: string, path: string, body?: object) {
  const { status, json } = await server.call(who.key, method, path, body);
  const route = routes.find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replace('{id}', '[^/]+')}$`).test(path.split('?')[0] ?? ''),
  );
  if (!route || !('act' in route)) throw new Error(`no route for ${method} ${path}`);
  expect([path, status, json]).toEqual([path, route.answers.status, json]);
  if (!('schema' in route.answers)) return {};
  return z.record(z.string(), z.unknown()).parse(route.answers.schema.parse(json));
}

const made = z.looseObject({ id: z.string(), key: z.string() });
const add = async (terms = {}) =>
  made.parse(await call('POST', '/keys', { mode: 'live', ...terms }));
const refused = async (method: string, path: string, body?: object) => {
  const { status, json } = await server.call(who.key, method, path, body);
  return [status, json];
};
/** What a key is answered that reads itself. */
const own = (key: string) => server.call(key, 'GET', '/key');
/** After so long no process takes a key any more as it was. */
const isForgotten = { timeout: 5_000, interval: 50 };
const statusOf = async (key: string) => (await own(key)).status;

const unlimited = {
  scopes: null,
  models: null,
  addresses: null,
  expiresAt: null,
  createsPerMinute: null,
  tasksAtOnce: null,
  budget: null,
  heldCreditsMost: null,
  limits: [],
};

describe('a key', () => {
  test('is made, shown this once, and read without its secret', async () => {
    const { key, ...record } = await add({ name: ' shop ' });
    expect(key).toMatch(/^fg_live_[0-9A-Za-z]{36}$/);
    expect(record).toMatchObject({
      name: 'shop',
      mode: 'live',
      prefix: key.slice(0, 12),
      lastFour: key.slice(-4),
      state: 'active',
      ...unlimited,
      formerSecrets: [],
      lastUsedAt: null,
    });
    expect(await call('GET', `/keys/${record.id}`)).toEqual({ ...record, uses: [] });
    expect((await own(key)).json).toEqual(record);
    const { data } = await call('GET', '/keys');
    expect(data).toMatchObject([record, { id: who.keyId }]);
    expect(JSON.stringify(data)).not.toContain(key.slice(12, 40));
  });

  test('is made with all that it may be limited by, and told what binds it', async () => {
    const terms = {
      scopes: ['tasks:read', 'tasks:create'],
      models: ['seedance-2.0', 'doubao-seedance-2-0-260128'],
      addresses: ['127.0.0.0/8', '2001:db8::1'],
      expiresAt: '2030-01-01T00:00:00.000Z',
      createsPerMinute: 60,
      tasksAtOnce: 5,
      budget: { credits: 100.5, period: 'month' },
      heldCreditsMost: 80,
    };
    const { key, ...record } = await add(terms);
    const noPeriod = { period: null, periodStart: null, resetsAt: null, timeZone: null };
    const noWaiting = { waiting: null, waitingMost: null };
    expect(record).toMatchObject({
      ...terms,
      limits: [
        {
          of: 'key',
          limit: 'budget',
          most: 100.5,
          used: 0,
          left: 100.5,
          ...noWaiting,
          period: 'month',
          periodStart: expect.stringMatching(/-01T00:00:00.000Z$/) as string,
          resetsAt: expect.stringMatching(/-01T00:00:00.000Z$/) as string,
          timeZone: 'UTC',
        },
        { of: 'key', limit: 'heldCredits', most: 80, used: 0, left: 80, ...noWaiting, ...noPeriod },
        {
          of: 'key',
          limit: 'tasksAtOnce',
          most: 5,
          used: 0,
          left: 5,
          waiting: 0,
          waitingMost: 1_000,
          ...noPeriod,
        },
      ],
    });
    await server.submit({ ...who, keyId: record.id });
    expect((await own(key)).json).toMatchObject({
      limits: [
        { used: 40, left: 60.5 },
        { used: 40, left: 40 },
        { used: 1, left: 4 },
        { of: 'key', limit: 'createsPerMinute', most: 60, used: 49, left: 11, resetsAt: null },
      ],
    });
  });

  test('is changed, and loses what is changed to null', async () => {
    const { id } = await add({ name: 'shop', tasksAtOnce: 5, models: ['seedance-2.0'] });
    const path = `/keys/${id}`;
    const budget = { credits: 7, period: 'day' };
    expect(await call('PATCH', path, { budget, createsPerMinute: 9 })).toMatchObject({
      name: 'shop',
      models: ['seedance-2.0'],
      tasksAtOnce: 5,
      budget,
      createsPerMinute: 9,
    });
    const cleared = {
      name: null,
      models: null,
      tasksAtOnce: null,
      budget: null,
      createsPerMinute: null,
    };
    expect(await call('PATCH', path, cleared)).toMatchObject({ ...unlimited, name: '' });
    expect(await call('PATCH', path, {})).toMatchObject({ ...unlimited, name: '' });
  });

  test('is disabled, and enabled again', async () => {
    const { id, key } = await add();
    expect(await statusOf(key)).toBe(200);
    const disabled = await call('PATCH', `/keys/${id}`, { disabled: true });
    expect(disabled).toMatchObject({ state: 'disabled' });
    await expect.poll(() => statusOf(key), isForgotten).toBe(401);
    expect((await own(key)).json).toMatchObject({
      detail: expect.stringContaining('is disabled') as string,
    });
    await call('PATCH', `/keys/${id}`, { disabled: false });
    await expect.poll(() => statusOf(key), isForgotten).toBe(200);
  });

  test('ends by itself', async () => {
    const { id, key } = await add({ expiresAt: '2001-01-01T00:00:00Z' });
    const { status, json } = await own(key);
    expect([status, json]).toMatchObject([
      401,
      { code: 'unauthorized', detail: expect.stringContaining('has expired') as string },
    ]);
    expect(await call('GET', `/keys/${id}`)).toMatchObject({ state: 'expired' });
    await call('PATCH', `/keys/${id}`, { expiresAt: '2030-01-01T00:00:00+08:00' });
    await expect.poll(() => statusOf(key), isForgotten).toBe(200);
  });

  test('is revoked for ever, and listed only where that is asked for', async () => {
    const { id, key } = await add();
    expect(await statusOf(key)).toBe(200);
    expect(await call('DELETE', `/keys/${id}`)).toEqual({ queued: 0, running: 0 });
    await expect.poll(() => statusOf(key), isForgotten).toBe(401);
    expect(await call('GET', `/keys/${id}`)).toMatchObject({ state: 'revoked' });
    expect(await call('GET', '/keys')).toMatchObject({ data: [{ id: who.keyId }] });
    expect(await call('GET', '/keys?revoked=true')).toMatchObject({
      data: [{ id }, { id: who.keyId }],
    });
    for (const [method, end, body] of [
      ['PATCH', '', { disabled: false }],
      ['DELETE', ''],
      ['POST', '/roll', { overlapHours: 1 }],
    ] as const) {
      expect(await refused(method, `/keys/${id}${end}`, body)).toMatchObject([
        404,
        { code: 'key_not_found' },
      ]);
    }
  });

  test('leaves what it has asked for, of which what waits is cancelled on request', async () => {
    const { id } = await add();
    const ours = [
      await server.submit({ ...who, keyId: id }),
      await server.submit({ ...who, keyId: id }),
    ];
    const anothers = await server.submit(who);
    await server.become(ours[0] ?? '', 'running');
    expect(await call('DELETE', `/keys/${id}`)).toEqual({ queued: 1, running: 1 });
    const cancelled = await call('POST', `/keys/${id}/cancel-queued`);
    expect(cancelled).toEqual({ cancelled: 1, queued: 0, running: 1 });
    const states = await Promise.all(
      [...ours, anothers].map((task) => server.reader.read({ accountId: who.accountId, id: task })),
    );
    expect(states.map((task) => task?.state)).toEqual(['running', 'cancelled', 'queued']);
  });

  test.each([
    ['no mode', { mode: undefined }, 'mode', 'missing_parameter'],
    ['a scope that people alone have', { scopes: ['keys:write'] }, 'scopes[0]'],
    ['no scope', { scopes: [] }, 'scopes'],
    ['a model that nobody sells', { models: ['sora-9'] }, 'models[0]'],
    ['an address that is none', { addresses: ['203.0.113.0/33'] }, 'addresses[0]'],
    ['a time that is none', { expiresAt: 'tomorrow' }, 'expiresAt'],
    ['a year of five digits', { expiresAt: '9999-12-31T23:00:00-02:00' }, 'expiresAt'],
    ['a year before the first', { expiresAt: '0000-01-01T01:00:00+02:00' }, 'expiresAt'],
    ['a budget without a period', { budget: { credits: 1 } }, 'budget.period', 'missing_parameter'],
    ['a budget below nothing', { budget: { credits: -1, period: 'day' } }, 'budget.credits'],
    [
      'a budget finer than credits are',
      { budget: { credits: 0.000_000_1, period: 'day' } },
      'budget.credits',
    ],
    ['no task at once', { tasksAtOnce: 0 }, 'tasksAtOnce'],
    ['half a create a minute', { createsPerMinute: 0.5 }, 'createsPerMinute'],
    ['a name that nobody can see', { name: '\u200b\u200b' }, 'name'],
  ])('is not made with %s', async (_what, terms, field, code = 'invalid_parameter') => {
    const body = { mode: 'live', ...terms };
    expect(await refused('POST', '/keys', body)).toMatchObject([400, { code, field }]);
  });

  test('is one of many, but not of any number', async () => {
    await server.database.general.query(
      `insert into keys (id, account_id, mode, prefix, last_four, hash)
       select gen_random_uuid(), account.id, 'live', 'fg_live_aaaa', 'aaaa', sha256(convert_to(i || account.id::text, 'utf8'))
         from generate_series(2, $2::int) i, accounts account where account.id = $1`,
      [who.accountId, keysMax],
    );
    expect(await refused('POST', '/keys', { mode: 'live' })).toMatchObject([
      409,
      { code: 'key_limit' },
    ]);
  });
});

test('keys are listed in pages that neither skip nor repeat', async () => {
  const ids = [who.keyId];
  for (let count = 0; count < 4; count += 1) ids.unshift((await add()).id);
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = await call('GET', `/keys?limit=2${after}`);
    seen.push(
      ...z
        .array(z.object({ id: z.string() }))
        .parse(page['data'])
        .map(({ id }) => id),
    );
    cursor = z.string().nullable().parse(page['nextCursor']);
  }
  expect(seen).toEqual(ids);
  expect(await refused('GET', '/keys?cursor=x')).toMatchObject([400, { field: 'cursor' }]);
});

describe('a rolled key', () => {
  test('tells which of its secrets is used, and from where', async () => {
    const before = await add();
    const { key } = made.parse(await call('POST', `/keys/${before.id}/roll`, { overlapHours: 1 }));
    for (const one of [before.key, key, before.key]) expect(await statusOf(one)).toBe(200);
    await server.keyUses.close();
    const read = await call('GET', `/keys/${before.id}`);
    expect(read).toMatchObject({ lastUsedAt: expect.any(String) as string });
    const at = { address: '127.0.0.1', lastAt: read['lastUsedAt'] };
    expect(new Set(z.array(z.unknown()).parse(read['uses']))).toEqual(
      new Set([key, before.key].map((one) => ({ lastFour: one.slice(-4), ...at }))),
    );
  });

  test('has two secrets for as long as was said, and is the same key', async () => {
    const before = await add({ tasksAtOnce: 3 });
    const path = `/keys/${before.id}`;
    const after = made.parse(await call('POST', `${path}/roll`, { overlapHours: 24 }));
    expect(after).toMatchObject({
      id: before.id,
      tasksAtOnce: 3,
      formerSecrets: [{ lastFour: before.key.slice(-4) }],
    });
    expect(after.key).not.toBe(before.key);
    expect(await statusOf(after.key)).toBe(200);
    expect(await statusOf(before.key)).toBe(200);
    const { rows } = await server.database.general.query<{ hours: number }>(
      `select extract(epoch from until - now())::float8 / 3600 as hours from former_key_secrets where key_id = $1`,
      [before.id],
    );
    expect(rows[0]?.hours).toBeCloseTo(24, 1);
    await server.database.general.query(
      'update former_key_secrets set until = now() where key_id = $1',
      [before.id],
    );
    await expect.poll(() => statusOf(before.key), isForgotten).toBe(401);
    expect(await call('GET', path)).toMatchObject({ formerSecrets: [] });
    expect(await statusOf(after.key)).toBe(200);
  });

  test('loses its former secret at once where none is to overlap', async () => {
    const before = await add();
    const after = made.parse(await call('POST', `/keys/${before.id}/roll`, { overlapHours: 0 }));
    expect(after).toMatchObject({ formerSecrets: [] });
    await expect.poll(() => statusOf(before.key), isForgotten).toBe(401);
    expect(await statusOf(after.key)).toBe(200);
  });

  test('keeps few of them, and loses all when it is revoked', async () => {
    const { id, key } = await add();
    const roll = { overlapHours: 1 };
    for (let count = 0; count < 5; count += 1) await call('POST', `/keys/${id}/roll`, roll);
    expect(await refused('POST', `/keys/${id}/roll`, roll)).toMatchObject([
      409,
      { code: 'key_limit' },
    ]);
    expect(await statusOf(key)).toBe(200);
    const last = made.parse(await call('POST', `/keys/${id}/roll`, { overlapHours: 0 }));
    await expect.poll(() => statusOf(key), isForgotten).toBe(401);
    const next = made.parse(await call('POST', `/keys/${id}/roll`, roll));
    await call('DELETE', `/keys/${id}`);
    for (const one of [last, next])
      await expect.poll(() => statusOf(one.key), isForgotten).toBe(401);
  });

  test('is rolled by an overlap that there is', async () => {
    expect(await refused('POST', `/keys/${who.keyId}/roll`, { overlapHours: 2 })).toMatchObject([
      400,
      { code: 'invalid_parameter', field: 'overlapHours' },
    ]);
  });
});

describe('a key that is limited', () => {
  test('may be used from the addresses of its list alone', async () => {
    const { key } = await add({ addresses: ['127.0.0.1'] });
    expect(await statusOf(key)).toBe(200);
    const { key: elsewhere } = await add({ addresses: ['203.0.113.0/24'] });
    const { status, json } = await own(elsewhere);
    expect([status, json]).toMatchObject([
      403,
      { code: 'forbidden', detail: expect.stringContaining('from 127.0.0.1') as string },
    ]);
  });

  test('may make so many changes a minute, and read as often as it likes', async () => {
    const { key } = await add({ createsPerMinute: 1 });
    const change = () => server.call(key, 'PATCH', '/keys/x', { name: 'x' });
    const limit = async () => Object((await own(key)).json).limits[0];
    expect(await limit()).toMatchObject({ limit: 'createsPerMinute', most: 1, used: 0, left: 1 });
    expect((await change()).status).toBe(404);
    const now = { limit: 'createsPerMinute', most: 1, used: 1, left: 0 };
    const { resetsAt, ...told } = await limit();
    expect(told).toMatchObject(now);
    expect(Date.parse(resetsAt) - Date.now()).toBeGreaterThan(50_000);
    expect(Date.parse(resetsAt) - Date.now()).toBeLessThanOrEqual(60_000);
    const { status, headers, json } = await change();
    expect([status, json]).toMatchObject([429, { code: 'rate_limited' }]);
    const wait = headers.get('retry-after');
    expect(Number(wait)).toBeGreaterThan(50);
    expect(headers.get('ratelimit-policy')).toBe('"key-creates";q=1;w=60');
    expect(headers.get('ratelimit')).toBe(`"key-creates";r=0;t=${String(wait)}`);
    expect(headers.get('x-should-retry')).toBe('true');
    for (let count = 0; count < 5; count += 1) expect(await statusOf(key)).toBe(200);
    // What takes something away is not counted.
    expect((await server.call(key, 'DELETE', '/keys/x')).status).toBe(404);
  });
});

test('each create and change of a key that has a rate says what is left of it', async () => {
  const { key } = await add({ createsPerMinute: 60 });
  const estimate = { model: 'seedance-2.0', prompt: 'a river' };
  const ask = async (method: string, path: string, body?: object) =>
    (await server.call(key, method, path, body)).headers;
  const first = await ask('POST', '/tasks/estimate', estimate);
  expect(first.get('ratelimit-policy')).toBe('"key-creates";q=60;w=60');
  expect(first.get('ratelimit')).toMatch(/^"key-creates";r=1[01];t=1$/);
  await ask('POST', '/tasks', estimate);
  // Refused for something else, and counted.
  const refused = await ask('POST', '/tasks', { model: 'none' });
  expect(refused.get('ratelimit')).toMatch(/^"key-creates";r=(?:8|9|10);t=1$/);
  expect((await ask('GET', '/key')).get('ratelimit')).toBeNull();
  const { key: unlimited } = await add();
  const answer = await server.call(unlimited, 'POST', '/tasks/estimate', estimate);
  expect([answer.status, answer.headers.get('ratelimit-policy')]).toEqual([200, null]);
});

test('nobody gives a key what they do not have themselves', async () => {
  const [post] = routes.filter(({ method, path }) => method === 'POST' && path === '/keys');
  if (!post || !('act' in post)) throw new Error('no route');
  const give = (body: object) =>
    post.act(
      {
        ...who,
        scopes: new Set(['keys:write', 'tasks:read']),
        models: null,
        createsPerMinute: null,
        isSuspended: false,
      },
      { path: {}, query: {}, body: { mode: 'test', ...body } },
      noVisit,
    );
  for (const body of [{}, { scopes: null }, { scopes: ['tasks:read', 'tasks:create'] }]) {
    await expect(give(body)).rejects.toMatchObject({
      problem: { code: 'forbidden', field: 'scopes' },
    });
  }
  expect(keyScopes).not.toContain('keys:write');
});
