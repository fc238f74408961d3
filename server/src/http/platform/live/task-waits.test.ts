import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { revokeKey } from '../../../accounts/keys.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from '../testing/platform-server.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer({ limits: { restMs: 20, waitsOfAccountMax: 3 } });
  who = await server.customer(100_000);
});
afterAll(() => server.close());

function asked(id: string, seconds = 60, headers = {}) {
  const answer = server.call(who.key, 'GET', `/tasks/${id}?wait=${String(seconds)}`, undefined, {
    ...headers,
  });
  let isOver = false;
  const done = answer.then((one) => {
    isOver = true;
    return one;
  });
  return { answer: done, isOver: () => isOver };
}

async function open(): Promise<string> {
  return server.submit(who);
}

describe('a read that waits', () => {
  test('answers when the state is another one, and when the task is over', async () => {
    const id = await open();
    const first = asked(id);
    await server.become(id, 'submitting');
    await server.become(id, 'running');
    expect((await first.answer).json).toMatchObject({ id, state: 'running' });
    const second = asked(id);
    await server.fail(id);
    expect((await second.answer).json).toMatchObject({ state: 'failed' });
  });

  test('is answered by progress no earlier: a state that the account cannot tell apart changes nothing', async () => {
    const id = await open();
    const waiting = asked(id, 2);
    await server.become(id, 'submitting');
    expect((await waiting.answer).json).toMatchObject({ state: 'queued' });
  });

  test('of what is over, or missing, waits for nothing', async () => {
    const id = await open();
    await server.fail(id);
    expect((await asked(id).answer).json).toMatchObject({ state: 'failed' });
    expect((await asked('z'.repeat(24)).answer).status).toBe(404);
  });

  test('answers after its time what stands, or that it is what the client has', async () => {
    const id = await open();
    const started = performance.now();
    const answer = await asked(id, 1).answer;
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(answer.json).toMatchObject({ state: 'queued' });
    expect(answer.headers.get('retry-after')).toBe('5');
    await server.fail(id);
    const etag = (await server.call(who.key, 'GET', `/tasks/${id}`)).headers.get('etag') ?? '';
    expect((await asked(id, 60, { 'if-none-match': etag }).answer).status).toBe(304);
  });

  test.each(['0', '61', 'x', '1.5'])('waits no %s seconds', async (seconds) => {
    const id = await open();
    const { status, json } = await server.call(who.key, 'GET', `/tasks/${id}?wait=${seconds}`);
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter', field: 'wait' }]);
  });
});

test('beyond those that may wait at once a read is answered at once, and room comes again', async () => {
  const id = await open();
  const waiting = Array.from({ length: 3 }, () => asked(id));
  await expect
    .poll(
      async () => {
        const one = await Promise.race([asked(id, 1).answer, later(200)]);
        return one === null ? 'waits' : 'answered';
      },
      { timeout: 20_000 },
    )
    .toBe('answered');
  expect(waiting.map(({ isOver }) => isOver())).toEqual([false, false, false]);
  await server.fail(id);
  for (const { answer } of waiting) {
    expect((await answer).json).toMatchObject({ state: 'failed' });
  }
  const other = await open();
  const again = asked(other);
  await server.fail(other);
  expect((await again.answer).json).toMatchObject({ state: 'failed' });
});

test('those that wait hold no turn of their account, so that others read meanwhile', async () => {
  await using many = await openPlatformServer({ limits: { restMs: 20 } });
  const reader = await many.customer();
  const id = await many.submit(reader);
  // More than the reads that an account may have under way.
  const waiting = Array.from({ length: 80 }, () =>
    many.call(reader.key, 'GET', `/tasks/${id}?wait=60`),
  );
  const { status } = await many.call(reader.key, 'GET', `/tasks/${id}`);
  expect(status).toBe(200);
  await many.fail(id);
  const states = (await Promise.all(waiting)).map(({ json }) => json);
  for (const json of states) expect(json).toMatchObject({ state: 'failed' });
});

test('a client that has left waits no longer, and leaves its place', async () => {
  const id = await open();
  const dropped = Array.from({ length: 3 }, () => {
    const one = request({
      agent: false,
      host: '127.0.0.1',
      port: server.port,
      path: `/platform/v1/tasks/${id}?wait=60`,
      headers: { authorization: `Bearer ${who.key}` },
    });
    one.on('error', () => undefined);
    one.end();
    return one;
  });
  await expect
    .poll(async () => Promise.race([asked(id, 1).answer, later(200)]), { timeout: 20_000 })
    .not.toBeNull();
  for (const one of dropped) one.destroy();
  await expect
    .poll(async () => Promise.race([asked(id, 1).answer, later(200)]), { timeout: 20_000 })
    .toBeNull();
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
  let isOver = false;
  const waiting = stopping.call(reader.key, 'GET', `/tasks/${id}?wait=60`).finally(() => {
    isOver = true;
  });
  await later(300);
  expect(isOver).toBe(false);
  const closed = stopping.close();
  expect((await waiting).json).toMatchObject({ state: 'queued' });
  await closed;
});

async function later(ms: number): Promise<null> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return null;
}
