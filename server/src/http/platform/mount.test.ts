import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { refuse } from '../../generation/problems.ts';
import { keys } from '../testing/memory-door.ts';
import { platformOf, testServer } from '../testing/server.ts';
import { jsonRoute, wholeNumber } from './route.ts';

let act = (): Promise<object> => Promise.resolve({});
const orders = jsonRoute({
  method: 'POST',
  path: '/orders',
  summary: 'Order something',
  needs: null,
  asks: {
    query: z.strictObject({ count: wholeNumber(1, 5).optional() }),
    body: z.strictObject({ film: z.strictObject({ title: z.string() }) }),
  },
  answers: { status: 201, schema: z.record(z.string(), z.unknown()) },
  refuses: [],
  act: (_principal, { query, body }) => act().then((more) => ({ ...query, ...body, ...more })),
});

let app = testServer();
beforeEach(() => {
  act = () => Promise.resolve({});
  app = testServer({ platform: platformOf([orders]) });
});
afterEach(() => app.close());

async function order(body: object, query = '') {
  const answer = await app.inject({
    method: 'POST',
    url: `/platform/v1/orders${query}`,
    headers: { authorization: `Bearer ${keys.ours}` },
    payload: body,
  });
  return { status: answer.statusCode, json: answer.json<object>(), headers: answer.headers };
}
const film = { film: { title: 'A river in autumn' } };

describe('what goes', () => {
  test('says so with each answer, as RFC 9745 and RFC 8594 write it', async () => {
    const deprecated = { since: '2026-12-01T00:00:00Z', sunset: '2027-06-01T00:00:00Z' };
    const going = testServer({ platform: platformOf([{ ...orders, deprecated }]) });
    const { headers } = await going.inject({
      method: 'POST',
      url: '/platform/v1/orders',
      headers: { authorization: `Bearer ${keys.ours}` },
      payload: film,
    });
    const refused = await going.inject({ method: 'POST', url: '/platform/v1/orders' });
    await going.close();
    expect([refused.statusCode, refused.headers['deprecation']]).toEqual([401, '@1796083200']);
    expect(headers['deprecation']).toBe('@1796083200');
    expect(headers['sunset']).toBe('Tue, 01 Jun 2027 00:00:00 GMT');
    expect((await order(film)).headers).not.toHaveProperty('deprecation');
  });
});

test('a rate that is reached is told by headers as well', async () => {
  const rate = { name: 'key-creates', quota: 60, windowSeconds: 60, left: 0, moreSeconds: 11.2 };
  const more = { retryAfterSeconds: 11.2, rate };
  act = () => Promise.reject(refuse('rate_limited', 'Too many.', more));
  const { status, headers } = await order(film);
  expect(status).toBe(429);
  expect(headers).toMatchObject({
    'ratelimit-policy': '"key-creates";q=60;w=60',
    ratelimit: '"key-creates";r=0;t=12',
    'retry-after': '12',
  });
  act = () => Promise.resolve({});
  expect((await order(film)).headers).not.toHaveProperty('ratelimit');
});

describe('a route', () => {
  test('gets what its schemas made of the call, and its answer is kept by no cache', async () => {
    const { status, json, headers } = await order(film, '?count=3');
    expect([status, json]).toEqual([201, { count: 3, ...film }]);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['etag']).toBeUndefined();
  });

  test.each([
    ['a missing field', {}, '', 'missing_parameter', 'film'],
    ['a wrong type', { film: { title: 7 } }, '', 'invalid_parameter', 'film.title'],
    ['an unknown field', { ...film, films: 2 }, '', 'invalid_parameter', 'films'],
    ['one further in', { film: { title: 'x', by: 'y' } }, '', 'invalid_parameter', 'film.by'],
    ['a number out of bounds', film, '?count=6', 'invalid_parameter', 'count'],
    ['a number that is none', film, '?count=0x3', 'invalid_parameter', 'count'],
    ['a filter that is given twice', film, '?count=1&count=2', 'invalid_parameter', 'count'],
    ['what cannot be stored', film, '?count=%00', 'invalid_parameter', 'count'],
  ])('does not see %s', async (_what, body, query, code, field) => {
    act = () => Promise.reject(new Error('the route was called'));
    const { status, json } = await order(body, query);
    expect([status, json]).toMatchObject([400, { code, field }]);
  });

  test('that cannot reach the database asks its client to come back', async () => {
    act = () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
    const { status, json, headers } = await order(film);
    expect([status, json]).toMatchObject([503, { code: 'overloaded' }]);
    expect(headers['retry-after']).toBe('1');
  });

  test('that fails tells nothing of the reason but the id to ask for', async () => {
    act = () => Promise.reject(new Error('secret words'));
    const { status, json, headers } = await order(film);
    expect([status, json]).toMatchObject([500, { code: 'internal' }]);
    expect(JSON.stringify(json)).not.toContain('secret words');
    expect(JSON.stringify(json)).toContain(String(headers['x-request-id']));
  });
});
