import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemStatus } from '../../generation/problems.ts';
import { addEndpoint } from '../../webhooks/endpoints.ts';
import { sendTestEvent } from '../../webhooks/log.ts';
import type { PlatformRoute } from './route.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';
import { routes } from './testing/routes.ts';

/** What holds for every route that there is, so that a new one need not be thought of. */

let server: PlatformServer;
let ours: Customer;
let stranger: Customer;
/** Of our account, by the beginning of the paths where they stand. */
let ids: Record<string, string>;

beforeAll(async () => {
  server = await openPlatformServer({ everyScope: true });
  [ours, stranger] = [await server.customer(), await server.customer()];
  const { webhooks } = server;
  const { accountId } = ours;
  const url = 'https://receiver.example/hook';
  const { endpoint } = await addEndpoint(webhooks, { accountId, url });
  ids = {
    tasks: await server.submit(ours),
    'webhook-endpoints': endpoint.id,
    keys: ours.keyId,
    deliveries: await sendTestEvent(webhooks, { accountId, id: endpoint.id }),
  };
});
afterAll(() => server.close());

/** A body that the route takes. */
const bodies: Readonly<Record<string, object>> = {
  'PATCH /account': { timeZone: 'Asia/Shanghai' },
  'POST /keys': { mode: 'test' },
  'PATCH /keys/{id}': { name: 'changed' },
  'POST /keys/{id}/roll': { overlapHours: 0 },
  'POST /webhook-endpoints': { url: 'https://receiver.example/other' },
  'PATCH /webhook-endpoints/{id}': { description: 'changed' },
  'POST /webhook-endpoints/{id}/resend': {
    from: '2026-11-01T00:00:00Z',
    to: '2026-11-02T00:00:00Z',
  },
};

const named = routes.map((route) => ({ name: `${route.method} ${route.path}`, route }));

function call(key: string, { method, path, asks }: PlatformRoute, id: string, more = {}) {
  const body = asks.body && { ...bodies[`${method} ${path}`], ...more };
  return server.call(key, method, path.replace('{id}', id), body);
}

function seen({ status, headers, text }: Awaited<ReturnType<typeof call>>): unknown {
  const requestId = headers.get('x-request-id') ?? '';
  const { date: _date, 'x-request-id': _id, ...rest } = Object.fromEntries(headers);
  return { status, headers: rest, text: text.replaceAll(requestId, 'REQUEST') };
}

describe.each(named.filter(({ route }) => route.path.includes('{id}')))('$name', ({ route }) => {
  test('answers another account’s id exactly as a missing one', async () => {
    const [, kind = ''] = route.path.split('/');
    const own = ids[kind] ?? '';
    // As long as the own one: lengths stand in headers.
    const missing = await call(stranger.key, route, 'z'.repeat(own.length));
    expect(missing.status).toBe(404);
    expect(seen(await call(stranger.key, route, own))).toEqual(seen(missing));
  });
});

describe.each(named)('$name', ({ route }) => {
  test('takes no call without a key, with an unknown one and with a broken one', async () => {
    const keys = ['', 'fg_live_nonsense', `${ours.key}x`];
    for (const key of keys) {
      const { status, headers, json } = await call(key, route, 'x');
      expect([status, json]).toMatchObject([401, { code: 'unauthorized', status: 401 }]);
      expect(headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('says what it may refuse, in words of the catalogue', () => {
    for (const code of route.refuses) expect(problemStatus).toHaveProperty(code);
    if (route.path.includes('{id}')) expect(route.refuses.join(' ')).toContain('_not_found');
  });

  test('can be described in a reference', () => {
    expect(route.summary).toMatch(/^[A-Z].*[^.]$/);
    const schemas = [
      ...Object.values(route.asks),
      ...('streams' in route ? Object.values(route.streams) : []),
      ...('answers' in route && 'schema' in route.answers ? [route.answers.schema] : []),
    ];
    for (const schema of schemas) {
      expect(() => z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' })).not.toThrow();
    }
  });
});

test.each(named.filter(({ route }) => route.asks.body))(
  '$name refuses a field that it does not know, by its name',
  async ({ route }) => {
    const { status, json } = await call(ours.key, route, 'x', { webhook_url: 'https://x.example' });
    expect([status, json]).toMatchObject([
      400,
      {
        code: 'invalid_parameter',
        field: 'webhook_url',
        detail: expect.stringMatching(/^webhook_url is not known here/),
      },
    ]);
  },
);

test.each(named.filter(({ route }) => route.asks.query))(
  '$name refuses a filter that it does not know, by its name',
  async ({ route }) => {
    const { status, json } = await server.call(ours.key, 'GET', `${route.path}?stat=failed`);
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field: 'stat' }]);
  },
);

describe('a refusal', () => {
  test('is a problem as RFC 9457 describes it, with the id of its request', async () => {
    const { headers, json } = await server.call(ours.key, 'GET', '/tasks/nothing');
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(json).toEqual({
      type: 'about:blank',
      title: 'Task not found',
      status: 404,
      detail: expect.stringMatching(/^There is no such task/),
      code: 'task_not_found',
      instance: headers.get('x-request-id'),
    });
  });

  test('of a method names those that are taken', async () => {
    const { status, headers, json } = await server.call(
      ours.key,
      'PUT',
      '/webhook-endpoints/x',
      {},
    );
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, PATCH, DELETE']);
    expect(json).toMatchObject({ code: 'method_not_allowed' });
  });

  test.each([
    ['no JSON', 400, 'malformed_body', '{"url":', 'application/json'],
    ['a list', 400, 'invalid_parameter', '[]', 'application/json'],
    ['another type', 415, 'unsupported_media_type', 'url=x', 'application/x-www-form-urlencoded'],
    ['too large', 413, 'body_too_large', JSON.stringify('x'.repeat(2 ** 20)), 'application/json'],
  ])('of a body that is %s', async (_what, status, code, body, type) => {
    const response = await fetch(
      `http://127.0.0.1:${String(server.port)}/platform/v1/webhook-endpoints`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${ours.key}`, 'content-type': type },
        body,
      },
    );
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });
});
