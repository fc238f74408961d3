import { afterAll, beforeEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deliveryRoutes } from './deliveries.ts';
import type { PlatformRoute } from './route.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';
import { webhookRoutes } from './webhooks.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  who = await server.customer();
});

/** What a route answers, after its own schema. */
async function call(method: PlatformRoute['method'], path: string, body?: object) {
  const { status, json } = await server.call(who.key, method, path, body);
  const route = [...webhookRoutes(server.webhooks), ...deliveryRoutes(server.webhooks)].find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replace('{id}', '[^/]+')}$`).test(path.split('?')[0] ?? ''),
  );
  if (!route || !('act' in route)) throw new Error(`no route for ${method} ${path}`);
  expect([path, status, json]).toEqual([path, route.answers.status, json]);
  if (!('schema' in route.answers)) return {};
  return objectOf(route.answers.schema.parse(json));
}

function objectOf(value: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(value);
}

const url = 'https://receiver.example/hook';
const add = (more = {}) => call('POST', '/webhook-endpoints', { url, ...more });
const usualTypes = async () => (await add())['types'];

describe('a webhook endpoint', () => {
  test('is added with a secret that is shown this once', async () => {
    const { secret, ...endpoint } = await add({ description: 'shop' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(endpoint).toMatchObject({
      url,
      description: 'shop',
      types: ['task.succeeded', 'task.failed', 'task.cancelled', 'task.expired'],
      mode: 'live',
      enabled: true,
      disabledBecause: null,
      failingSince: null,
    });
    expect(await call('GET', `/webhook-endpoints/${String(endpoint['id'])}`)).toEqual(endpoint);
    expect(await call('GET', '/webhook-endpoints')).toEqual({ data: [endpoint], nextCursor: null });
  });

  test('is changed, disabled and enabled', async () => {
    const { id } = await add();
    const path = `/webhook-endpoints/${String(id)}`;
    const changed = await call('PATCH', path, { types: ['task.running'], enabled: false });
    expect(changed).toMatchObject({
      url,
      types: ['task.running'],
      enabled: false,
      disabledBecause: 'owner',
    });
    expect(await call('PATCH', path, { enabled: true })).toMatchObject({ enabled: true });
  });

  test('is added without what is null', async () => {
    const { types, description } = await add({ types: null, description: null });
    expect([types, description]).toEqual([await usualTypes(), '']);
    const { status, json } = await server.call(who.key, 'POST', '/webhook-endpoints', {
      url: null,
    });
    expect([status, json]).toMatchObject([400, { code: 'missing_parameter', field: 'url' }]);
  });

  test('loses what is changed to null, as far as it can be without', async () => {
    const { id } = await add({ types: ['task.running'], description: 'shop' });
    const path = `/webhook-endpoints/${String(id)}`;
    const changed = await call('PATCH', path, { types: null, description: null });
    expect(changed).toMatchObject({ url, types: await usualTypes(), description: '' });
    for (const field of ['url', 'enabled']) {
      const { status, json } = await server.call(who.key, 'PATCH', path, { [field]: null });
      expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field }]);
    }
  });

  test('gets another secret, and signs with both for a day', async () => {
    const added = await add();
    const path = `/webhook-endpoints/${String(added['id'])}`;
    const { secret, formerSecretUntil } = await call('POST', `${path}/rotate-secret`);
    expect(secret).not.toBe(added['secret']);
    const leftMs = Date.parse(String(formerSecretUntil)) - Date.now();
    expect(leftMs).toBeGreaterThan(23.9 * 3_600_000);
    expect(await call('GET', path)).toMatchObject({ formerSecretUntil });
  });

  test('is removed', async () => {
    const { id } = await add();
    await call('DELETE', `/webhook-endpoints/${String(id)}`);
    expect(await call('GET', '/webhook-endpoints')).toEqual({ data: [], nextCursor: null });
  });

  test.each([
    ['a URL that is not allowed', { url: 'http://receiver.example' }, 'url'],
    ['a type that is no type', { url, types: ['task.done'] }, 'types[0]'],
    ['no type', { url, types: [] }, 'types'],
    ['a description beyond measure', { url, description: 'x'.repeat(501) }, 'description'],
  ])('is not added with %s', async (_what, body, field) => {
    const { status, json } = await server.call(who.key, 'POST', '/webhook-endpoints', body);
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field }]);
  });

  test('is one of few', async () => {
    for (let made = 0; made < 20; made += 1) await add();
    const { status, json } = await server.call(who.key, 'POST', '/webhook-endpoints', { url });
    expect([status, json]).toMatchObject([409, { code: 'endpoint_limit' }]);
  });
});

test('a test key makes, sees and changes endpoints of its own mode alone', async () => {
  const ofLive = await add();
  const live = who;
  who = await server.customer(0, { ...live, mode: 'test' });
  const ofTest = await add();
  expect([ofLive['mode'], ofTest['mode']]).toEqual(['live', 'test']);
  expect(await call('GET', '/webhook-endpoints')).toMatchObject({ data: [{ id: ofTest['id'] }] });
  const path = `/webhook-endpoints/${String(ofLive['id'])}`;
  for (const [method, end, body] of [
    ['GET', ''],
    ['PATCH', '', { enabled: false }],
    ['POST', '/rotate-secret'],
    ['POST', '/test'],
    ['POST', '/resend', { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }],
    ['DELETE', ''],
  ] as const) {
    const { status } = await server.call(who.key, method, `${path}${end}`, body);
    expect([method, end, status]).toEqual([method, end, 404]);
  }
  who = live;
  expect(await call('GET', '/webhook-endpoints')).toMatchObject({ data: [{ id: ofLive['id'] }] });
});

test('a person sees endpoints of both modes, and says which a new one is of', async () => {
  const { id: ofLive } = await add();
  const person = await server.browsing(who.accountId, 'developer');
  const added = await server.call(person, 'POST', '/webhook-endpoints', { url, mode: 'test' });
  expect([added.status, added.json]).toMatchObject([201, { mode: 'test' }]);
  const { id: ofTest } = z.looseObject({ id: z.string() }).parse(added.json);
  for (const [query, id] of [
    ['', ofLive],
    ['?mode=live', ofLive],
    ['?mode=test', ofTest],
  ]) {
    const { json } = await server.call(person, 'GET', `/webhook-endpoints${String(query)}`);
    expect(json).toMatchObject({ data: [{ id }] });
  }
  const sent = await server.call(person, 'POST', `/webhook-endpoints/${ofTest}/test`);
  const { deliveryId } = z.looseObject({ deliveryId: z.string() }).parse(sent.json);
  const listed = async (query: string) =>
    (await server.call(person, 'GET', `/deliveries${query}`)).json;
  expect(await listed('')).toMatchObject({ data: [] });
  expect(await listed('?mode=test')).toMatchObject({ data: [{ id: deliveryId }] });
  const read = await server.call(person, 'GET', `/deliveries/${deliveryId}`);
  expect(read.json).toMatchObject({ id: deliveryId, endpointId: ofTest });
  const refused = await server.call(who.key, 'GET', '/webhook-endpoints?mode=test');
  expect([refused.status, refused.json]).toMatchObject([403, { code: 'forbidden' }]);
});

test('a test event answers with what came back, where that is waited for', async () => {
  const { id } = await add();
  const answering = server.call(who.key, 'POST', `/webhook-endpoints/${String(id)}/test?wait=true`);
  const { general } = server.database;
  const find = async () => {
    const { rows } = await general.query<{ id: string }>(
      'select id from deliveries where endpoint_id = $1',
      [id],
    );
    return rows[0]?.id;
  };
  await expect.poll(find, { timeout: 20_000 }).toBeDefined();
  const deliveryId = await find();
  await general.query(
    `insert into delivery_tries (delivery_id, account_id, number, url, headers, request, status, took_ms)
     values ($1, $2, 1, $3, '{}', '{}', 204, 84)`,
    [deliveryId, who.accountId, url],
  );
  await general.query(
    `update deliveries set state = 'delivered', tries = 1, finished_at = now() where id = $1`,
    [deliveryId],
  );
  server.wake.tell('tested', deliveryId);
  const { status, json } = await answering;
  expect([status, json]).toEqual([
    202,
    { deliveryId, state: 'delivered', status: 204, error: null, tookMs: 84 },
  ]);
});

test('a key reads no deliveries to endpoints of the other mode', async () => {
  const { id: ofLive } = await add();
  const { deliveryId: toLive } = await call('POST', `/webhook-endpoints/${String(ofLive)}/test`);
  const live = who;
  who = await server.customer(0, { ...live, mode: 'test' });
  const { id: ofTest } = await add();
  const { deliveryId: toTest } = await call('POST', `/webhook-endpoints/${String(ofTest)}/test`);
  const pages = async () => {
    const seen: unknown[] = [];
    let cursor: string | null = '';
    // Of one, so that a page may be empty and not the last.
    while (cursor !== null) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await call('GET', `/deliveries?limit=1${after}`);
      seen.push(...z.array(z.object({ id: z.string() })).parse(page['data']));
      cursor = z.string().nullable().parse(page['nextCursor']);
    }
    return seen;
  };
  for (const [own, other, otherEndpoint] of [
    [toTest, toLive, ofLive],
    [toLive, toTest, ofTest],
  ]) {
    expect(await pages()).toEqual([{ id: own }]);
    expect(await call('GET', `/deliveries?endpointId=${String(otherEndpoint)}`)).toEqual({
      data: [],
      nextCursor: null,
    });
    const { status } = await server.call(who.key, 'GET', `/deliveries/${String(other)}`);
    expect(status).toBe(404);
    expect(await call('GET', `/deliveries/${String(own)}`)).toMatchObject({ id: own });
    who = live;
  }
});

describe('deliveries', () => {
  /** As the deliverer leaves them. */
  const end = (state: string) =>
    server.database.general.query(
      `with ended as (
         update deliveries set state = $2, finished_at = now() where account_id = $1 returning id
       ) delete from work where step = 'deliver' and subject_id in (select id from ended)`,
      [who.accountId, state],
    );

  test('of a test event and of a task are listed, the newest first, and filtered', async () => {
    const { id: endpointId } = await add();
    const { id: otherId } = await add({ types: ['task.cancelled'] });
    const { deliveryId } = await call('POST', `/webhook-endpoints/${String(endpointId)}/test`);
    const taskId = await server.submit(who);
    await server.fail(taskId);
    const { data } = await call('GET', '/deliveries');
    expect(data).toMatchObject([
      { type: 'task.failed', taskId, endpointId, state: 'pending', tries: [] },
      { id: deliveryId, type: 'test.ping', taskId: null, endpointId },
    ]);
    const count = async (filter: string) => {
      const page = await call('GET', `/deliveries?${filter}`);
      return z.array(z.unknown()).parse(page['data']).length;
    };
    expect(await count(`taskId=${taskId}`)).toBe(1);
    expect(await count(`endpointId=${String(endpointId)}&state=pending`)).toBe(2);
    expect(await count(`endpointId=${String(otherId)}`)).toBe(0);
    expect(await count('state=failed')).toBe(0);
  });

  test('are listed in pages that neither skip nor repeat', async () => {
    const { id } = await add();
    const made = [];
    for (let count = 0; count < 5; count += 1) {
      made.push((await call('POST', `/webhook-endpoints/${String(id)}/test`))['deliveryId']);
    }
    const seen: unknown[] = [];
    let cursor: unknown = undefined;
    const sizes: number[] = [];
    do {
      const after = typeof cursor === 'string' ? `&cursor=${cursor}` : '';
      const page = await call('GET', `/deliveries?limit=2${after}`);
      const data = z.array(z.object({ id: z.string() })).parse(page['data']);
      seen.push(...data.map((one) => one.id));
      sizes.push(data.length);
      cursor = page['nextCursor'];
    } while (cursor !== null);
    expect(sizes).toEqual([2, 2, 1]);
    expect(seen).toHaveLength(made.length);
    expect(new Set(seen)).toEqual(new Set(made));
  });

  test('are read with what was sent and what came back', async () => {
    const { id } = await add();
    const { deliveryId } = await call('POST', `/webhook-endpoints/${String(id)}/test`);
    await server.database.general.query(
      `insert into delivery_tries (delivery_id, number, url, headers, request, status, answer, took_ms)
       values ($1, 1, $2, '{"webhook-id": "x"}', '{"type":"test.ping"}', 500, 'sorry', 12)`,
      [deliveryId, url],
    );
    const summary = { number: 1, url, status: 500, error: null, tookMs: 12 };
    expect(await call('GET', `/deliveries/${String(deliveryId)}`)).toMatchObject({
      tries: [
        {
          ...summary,
          headers: { 'webhook-id': 'x' },
          request: '{"type":"test.ping"}',
          answer: 'sorry',
        },
      ],
    });
    const [listed] = z
      .array(z.object({ tries: z.array(z.looseObject({})) }))
      .parse((await call('GET', '/deliveries'))['data']);
    expect(listed?.tries).toEqual([{ ...summary, at: expect.any(String) }]);
  });

  test('are sent again, one or all that failed in a time', async () => {
    const { id } = await add();
    for (let count = 0; count < 2; count += 1) {
      await call('POST', `/webhook-endpoints/${String(id)}/test`);
    }
    await server.fail(await server.submit(who));
    await end('failed');
    const page = await call('GET', '/deliveries?state=failed');
    const [first] = z.array(z.object({ id: z.string() })).parse(page['data']);
    const again = await call('POST', `/deliveries/${String(first?.id)}/resend`);
    expect(again).toMatchObject({ id: first?.id, state: 'pending', finishedAt: null });
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const resend = (from: number, to: number, more = {}) =>
      call('POST', `/webhook-endpoints/${String(id)}/resend`, {
        from: at(from),
        to: at(to),
        ...more,
      });
    expect(await resend(-7_200_000, -3_600_000)).toEqual({ count: 0 });
    expect(await resend(-3_600_000, 3_600_000, { states: ['delivered'] })).toEqual({ count: 0 });
    expect(await resend(-3_600_000, 3_600_000)).toEqual({ count: 2 });
  });

  test('are not sent again to an endpoint that is disabled', async () => {
    const { id } = await add();
    const { deliveryId } = await call('POST', `/webhook-endpoints/${String(id)}/test`);
    await end('failed');
    await call('PATCH', `/webhook-endpoints/${String(id)}`, { enabled: false });
    const path = `/deliveries/${String(deliveryId)}/resend`;
    const { status, json } = await server.call(who.key, 'POST', path);
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter' }]);
  });
});
