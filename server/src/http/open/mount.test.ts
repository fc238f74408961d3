import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keys } from '../testing/memory-door.ts';
import { testServer } from '../testing/server.ts';

let app = testServer();
beforeEach(() => {
  app = testServer();
});
afterEach(() => app.close());

const bearer = { authorization: `Bearer ${keys.ours}` };
const films = '/toys/v1/films';

function submit(payload: object | string, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/json' };
  return app.inject({
    method: 'POST',
    url: films,
    headers: { ...type, ...bearer, ...headers },
    payload,
  });
}

describe.each(['', '/d/toy'])('mounted at "%s"', (mount) => {
  test('a task is submitted, read and cancelled in the words of the dialect', async () => {
    const created = await app.inject({
      method: 'POST',
      url: mount + films,
      headers: bearer,
      payload: { prompt: 'a kite' },
    });
    expect([created.statusCode, created.json()]).toEqual([201, { id: 'task-1', prompt: 'a kite' }]);
    const read = await app.inject({ url: `${mount}${films}/task-1`, headers: bearer });
    expect([read.statusCode, read.json()]).toEqual([
      200,
      { id: 'task-1', state: 'queued', prompt: 'a kite' },
    ]);
    const cancelled = await app.inject({
      method: 'POST',
      url: `${mount}${films}/task-1/cancel`,
      headers: bearer,
    });
    expect(cancelled.json()).toEqual({ id: 'task-1', state: 'cancelled' });
  });
});

test('the second answer under an idempotency key is the first, marked as a replay', async () => {
  const first = await submit({ prompt: 'a kite' }, { 'idempotency-key': 'k1' });
  const second = await submit({ prompt: 'a kite' }, { 'x-idempotency-key': '"k1"' });
  expect(second.body).toBe(first.body);
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  expect(second.headers['idempotent-replayed']).toBe('true');
});
