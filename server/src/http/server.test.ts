import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keys } from './testing/memory-door.ts';
import { testServer } from './testing/server.ts';

let app = testServer();
beforeEach(() => {
  app = testServer();
});
afterEach(() => app.close());

async function echo(id: string): Promise<unknown> {
  const answer = await app.inject({ url: '/healthz', headers: { 'x-client-request-id': id } });
  return answer.headers['x-client-request-id'];
}

describe('request ids', () => {
  test.each([
    ['an operation', '/api/open/v1/models'],
    ['a refusal', '/api/open/v1/tasks/x'],
    ['a method that is not served', '/api/open/v1/generations'],
    ['an unknown path', '/nowhere'],
    ['a broken path', '/nowhere/%ZZ'],
    ['health', '/healthz'],
    ['a missing file', '/media/x/y.mp4'],
  ])('%s has its own', async (_name, url) => {
    const [first, second] = [await app.inject({ url }), await app.inject({ url })];
    expect(first.headers['x-request-id']).toMatch(/^[0-9a-z]{8}-[0-9a-f]{16}-[0-9a-z]+$/);
    expect(second.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  });

  test("a caller's own is echoed where it is sane", async () => {
    expect(await echo('order-7/try:2')).toBe('order-7/try:2');
    expect(await echo('two words')).toBeUndefined();
    expect(await echo('x'.repeat(129))).toBeUndefined();
    expect(await echo('clé')).toBeUndefined();
  });
});

describe('where nothing is served', () => {
  test('a client of a dialect reads its own shape', async () => {
    const hmtm = await app.inject({ method: 'POST', url: '/api/open/v1/generation', payload: {} });
    expect([hmtm.statusCode, hmtm.json()]).toEqual([
      404,
      { error: expect.any(String), code: 'not_found' },
    ]);
    const ink = await app.inject({ url: '/api/open/v1/video/%ZZ' });
    expect([ink.statusCode, ink.json()]).toMatchObject([400, { success: false }]);
  });

  test.each([
    ['/', 404, 'route_not_found'],
    ['/platform/v1/nothing', 404, 'route_not_found'],
    ['/nowhere/%ZZ', 400, 'invalid_parameter'],
  ])('anybody else reads problem details: %s', async (url, status, code) => {
    const answer = await app.inject({ url });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect([answer.statusCode, answer.json()]).toEqual([
      status,
      {
        type: `/docs/problems/${code}`,
        title: expect.any(String),
        status,
        detail: expect.any(String),
        code,
        retryable: false,
        remedy: expect.any(String),
        instance: answer.headers['x-request-id'],
      },
    ]);
  });

  test('an unread body does not change the answer', async () => {
    const payload = '{"no json';
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/nowhere', headers, payload });
    expect(answer.statusCode).toBe(404);
  });
});

describe('health', () => {
  test('a living process says so', async () => {
    expect((await app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
  });

  test('a process that can serve is ready', async () => {
    const answer = await app.inject({ url: '/readyz' });
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: true, serving: true } },
    ]);
  });

  test.each([
    ['a check fails', async () => ({ database: true, worker: false })],
    ['a check says why not', async () => ({ database: 'starting' })],
    ['the checks themselves fail', async () => Promise.reject(new Error('secret'))],
  ])('not ready where %s', async (_name, ready) => {
    await using other = testServer({ health: { ready } });
    const answer = await other.inject({ url: '/readyz' });
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { status: 'unready' }]);
    expect(answer.body).not.toContain('secret');
    expect((await other.inject({ url: '/healthz' })).statusCode).toBe(200);
  });
});

test('answers that hold what belongs to an account are kept by no cache', async () => {
  const headers = { authorization: `Bearer ${keys.ours}` };
  const answer = await app.inject({ url: '/api/open/v1/tasks/x', headers });
  expect(answer.headers['cache-control']).toBe('no-store');
});
