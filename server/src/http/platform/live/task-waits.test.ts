import { once } from 'node:events';
import { request } from 'node:http';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { revokeKey } from '../../../accounts/keys.ts';
import { keys } from '../../testing/memory-door.ts';
import { listen } from '../../testing/raw-socket.ts';
import { platformOf, testServer } from '../../testing/server.ts';
import { jsonRoute } from '../route.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from '../testing/platform-server.ts';
import { createTaskWaits } from './task-waits.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer({ limits: { restMs: 20 } });
  who = await server.customer(100_000);
});
afterAll(() => server.close());

function asked(id: string, seconds = 60, headers = {}) {
  return server.call(who.key, 'GET', `/tasks/${id}?wait=${String(seconds)}`, undefined, headers);
}

async function open(): Promise<string> {
  return server.submit(who);
}

describe('a read that waits', () => {
  test('answers when the state is another one, and when the task is over', async () => {
    const id = await open();
    let isAnswered = false;
    const isDone = (): boolean => isAnswered;
    const first = asked(id).finally(() => {
      isAnswered = true;
    });
    // Again and again: nobody tells when it has begun to wait.
    for (let change = 0; !isDone(); change += 1) {
      await server.become(id, change % 2 === 0 ? 'running' : 'queued');
    }
    expect((await first).json).toMatchObject({ state: expect.stringMatching(/queued|running/) });
    const second = asked(id);
    await server.fail(id);
    expect((await second).json).toMatchObject({ state: 'failed' });
  });

  test('is answered by progress no earlier: a state that the account cannot tell apart changes nothing', async () => {
    const id = await open();
    const started = performance.now();
    const waiting = asked(id, 2);
    await server.become(id, 'submitting');
    expect((await waiting).json).toMatchObject({ state: 'queued' });
    expect(performance.now() - started).toBeGreaterThanOrEqual(1_990);
  });

  test('of what is over, or missing, waits for nothing', async () => {
    const id = await open();
    await server.fail(id);
    expect((await asked(id)).json).toMatchObject({ state: 'failed' });
    expect((await asked('z'.repeat(24))).status).toBe(404);
  });

  test('answers after its time what stands, or that it is what the client has', async () => {
    const id = await open();
    const started = performance.now();
    const answer = await asked(id, 1);
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(answer.json).toMatchObject({ state: 'queued' });
    expect(answer.headers.get('retry-after')).toBe('5');
    await server.fail(id);
    const etag = (await server.call(who.key, 'GET', `/tasks/${id}`)).headers.get('etag') ?? '';
    expect((await asked(id, 60, { 'if-none-match': etag })).status).toBe(304);
  });

  test.each(['0', '61', 'x', '1.5'])('waits no %s seconds', async (seconds) => {
    const id = await open();
    const { status, json } = await server.call(who.key, 'GET', `/tasks/${id}?wait=${seconds}`);
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field: 'wait' }]);
  });
});

test('beyond those that may wait at once nobody waits, and room comes again', async () => {
  const { database, wake } = server;
  const log = pino({ level: 'silent' });
  const waits = createTaskWaits({ database, wake, log, limits: { waitsOfAccountMax: 2 } });
  const id = await open();
  const { accountId } = who;
  const waiting = (key = { accountId, id }) => {
    const left = new AbortController();
    const bounds = { withinMs: 60_000, left: left.signal };
    const one = { left, isOver: false, over: Promise.resolve() };
    one.over = waits.wait(key, bounds).then(() => {
      one.isOver = true;
    });
    return one;
  };
  const [first, second] = [waiting(), waiting()];
  await waiting().over;
  expect([first.isOver, second.isOver]).toEqual([false, false]);
  // Another account has room of its own.
  const other = await server.customer();
  const theirs = waiting({ accountId: other.accountId, id: await server.submit(other) });
  first.left.abort();
  await first.over;
  const third = waiting();
  await waiting().over;
  expect([second.isOver, third.isOver, theirs.isOver]).toEqual([false, false, false]);
  await server.fail(id);
  await Promise.all([second.over, third.over]);
  expect(theirs.isOver).toBe(false);
  waits.end();
  await theirs.over;
  await waits.close();
});

test('those that wait hold no turn of their account, so that others read meanwhile', async () => {
  await using many = await openPlatformServer({ limits: { restMs: 20 } });
  const reader = await many.customer();
  const id = await many.submit(reader);
  // More than the reads that an account may have under way.
  const waiting = Array.from({ length: 80 }, () =>
    many.call(reader.key, 'GET', `/tasks/${id}?wait=60`),
  );
  for (let read = 0; read < 20; read += 1) {
    expect((await many.call(reader.key, 'GET', `/tasks/${id}`)).status).toBe(200);
  }
  await many.fail(id);
  const states = (await Promise.all(waiting)).map(({ json }) => json);
  for (const json of states) expect(json).toMatchObject({ state: 'failed' });
});

test('a client that has left is waited for no longer', async () => {
  const [begun, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const route = jsonRoute({
    method: 'GET',
    path: '/slow',
    summary: 'Wait',
    needs: null,
    asks: {},
    answers: { status: 200, schema: z.object({}) },
    refuses: [],
    async waits(_principal, _call, signal) {
      signal.addEventListener('abort', () => left.resolve());
      begun.resolve();
      await left.promise;
      return true;
    },
    act: () => Promise.resolve({}),
  });
  const app = testServer({ platform: platformOf([route]) });
  const asking = request({
    agent: false,
    host: '127.0.0.1',
    port: await listen(app),
    path: '/platform/v1/slow',
    headers: { authorization: `Bearer ${keys.ours}` },
  });
  asking.on('error', () => undefined);
  asking.end();
  await begun.promise;
  asking.destroy();
  await left.promise;
  await app.close();
});

test('a key that is revoked meanwhile is told nothing', async () => {
  const revoked = await server.customer(1_000, who);
  const id = await open();
  const waiting = server.call(revoked.key, 'GET', `/tasks/${id}?wait=60`);
  const read = async () => (await server.call(revoked.key, 'GET', `/tasks/${id}`)).status;
  expect(await read()).toBe(200);
  await revokeKey(server.database, revoked.keyId);
  await expect.poll(read, { timeout: 20_000 }).toBe(401);
  await server.fail(id);
  expect((await waiting).json).toMatchObject({ code: 'unauthorized' });
});

test('when the server stops, all are answered at once', async () => {
  const stopping = await openPlatformServer({ config: { drainMaxMs: 30_000 } });
  const reader = await stopping.customer();
  const id = await stopping.submit(reader);
  const arrived = once(stopping.app.server, 'request');
  const waiting = stopping.call(reader.key, 'GET', `/tasks/${id}?wait=60`);
  await arrived;
  const closed = stopping.close();
  expect((await waiting).json).toMatchObject({ state: 'queued' });
  await closed;
});
