import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keys } from '../testing/memory-door.ts';
import { testServer } from '../testing/server.ts';

let app = testServer();
beforeEach(() => {
  app = testServer();
});
afterEach(() => app.close());

const bearer = { authorization: `Bearer ${keys.ours}` };
const hmtm = '/api/open/v1/generations';
const ink = '/api/open/v1/video/generations';

const film = { model: 'seedance-2.0', prompt: 'A river in autumn' };

function submit(payload: object, headers: Record<string, string> = {}) {
  return app.inject({ method: 'POST', url: ink, headers: { ...bearer, ...headers }, payload });
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

test('the second answer under an idempotency key is the first, marked as a replay', async () => {
  const first = await submit(film, { 'idempotency-key': 'k1' });
  const second = await submit(film, { 'x-idempotency-key': '"k1"' });
  expect(second.body).toBe(first.body);
  expect(first.headers['idempotent-replayed']).toBeUndefined();
  expect(second.headers['idempotent-replayed']).toBe('true');
});
