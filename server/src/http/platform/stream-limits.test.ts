import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createKey, revokeKey } from '../../accounts/keys.ts';
import { openPlatformServer, type PlatformServer } from './testing/platform-server.ts';
import { openSse, patience, type SseClient } from './testing/sse-client.ts';

function stream(server: PlatformServer, key: string, id: string): SseClient {
  return openSse({ port: server.port, key, path: `/platform/v1/tasks/${id}/events` });
}

test('a silent stream says now and then that it lives, and outlives the time-outs of the server', async () => {
  const config = { requestTimeoutMs: 300, connectionTimeoutMs: 400 };
  await using server = await openPlatformServer({ config, limits: { heartbeatMs: 100 } });
  const who = await server.customer();
  const id = await server.submit(who);
  const client = stream(server, who.key, id);
  await expect.poll(() => client.heartbeatsAtMs.length, patience).toBeGreaterThan(11);
  await server.fail(id);
  expect(await client.ended).toBe(true);
  expect(client.events.at(-1)?.type).toBe('task.failed');
});

test('progress is told no more often than it should, however often it changes', async () => {
  await using server = await openPlatformServer({
    limits: { restMs: 10, heartbeatMs: 100, progressMs: 60_000 },
  });
  const who = await server.customer();
  const id = await server.submit(who);
  await server.become(id, 'running', 10);
  const client = stream(server, who.key, id);
  await expect
    .poll(() => client.events.map(({ type }) => type), patience)
    .toContain('task.progress');
  for (const percent of [20, 30, 40]) {
    await server.become(id, 'running', percent);
    const heard = client.heartbeatsAtMs.length;
    await expect.poll(() => client.heartbeatsAtMs.length, patience).toBeGreaterThan(heard + 1);
  }
  await server.fail(id);
  await client.ended;
  const progress = client.events.filter(({ type }) => type === 'task.progress');
  expect(progress.map(({ data }) => data['progress'])).toEqual([10]);
});

test('streams are looked at no more often than they should, however often they are woken', async () => {
  let reads = 0;
  await using server = await openPlatformServer({
    limits: { heartbeatMs: 50, restMs: 2_000 },
    readFrom: (database) => ({
      ...database,
      reads: new Proxy(database.reads, {
        get(pool, name) {
          if (name === 'query') reads += 1;
          const value: unknown = Reflect.get(pool, name);
          return typeof value === 'function' ? value.bind(pool) : value;
        },
      }),
    }),
  });
  const who = await server.customer();
  const id = await server.submit(who);
  const client = stream(server, who.key, id);
  const heartbeats = (count: number) =>
    expect.poll(() => client.heartbeatsAtMs.length, patience).toBeGreaterThan(count);
  server.wake.tell('events');
  await heartbeats(1);
  const before = reads;
  for (let told = 0; told < 10; told += 1) {
    server.wake.tell('events');
    await heartbeats(client.heartbeatsAtMs.length);
  }
  // One may come by the clock.
  expect(reads - before).toBeLessThanOrEqual(1);
});

describe('streams are bounded', () => {
  test('for each account: beyond it a 429, and room again when one is closed', async () => {
    await using server = await openPlatformServer({ limits: { streamsOfAccountMax: 2 } });
    const [who, other] = [await server.customer(), await server.customer()];
    const id = await server.submit(who);
    const open = [stream(server, who.key, id), stream(server, who.key, id)];
    for (const one of open) expect((await one.head).statusCode).toBe(200);
    const refused = await server.call(who.key, 'GET', `/tasks/${id}/events`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(refused.json).toMatchObject({ code: 'rate_limited', status: 429 });
    const theirs = stream(server, other.key, await server.submit(other));
    expect((await theirs.head).statusCode).toBe(200);
    open[0]?.drop();
    await expect
      .poll(async () => {
        const again = stream(server, who.key, id);
        const { statusCode } = await again.head;
        again.drop();
        return statusCode;
      }, patience)
      .toBe(200);
  });

  test('for each process: beyond it a 503', async () => {
    await using server = await openPlatformServer({ limits: { streamsMax: 1 } });
    const [who, other] = [await server.customer(), await server.customer()];
    const first = stream(server, who.key, await server.submit(who));
    expect((await first.head).statusCode).toBe(200);
    const refused = await server.call(
      other.key,
      'GET',
      `/tasks/${await server.submit(other)}/events`,
    );
    expect(refused.json).toMatchObject({ code: 'overloaded', status: 503 });
  });
});

test('a client that takes nothing is cut, and holds little memory until then', async () => {
  await using server = await openPlatformServer({ limits: { heartbeatMs: 150 } });
  const who = await server.customer();
  const id = await server.submit(who, 'x'.repeat(4_000));
  // Some 20 MB of events: more than the system takes for a client that does not read.
  await server.database.general.query(
    `insert into events (task_id, number, account_id, state, attempt)
     select $1, n, $2, case when n % 2 = 1 then 'running' else 'queued' end, 1
       from generate_series(1, 5000) n`,
    [id, who.accountId],
  );
  const held = watchResponses(server);
  const socket = connect(server.port, '127.0.0.1').pause();
  socket.write(
    `GET /platform/v1/tasks/${id}/events HTTP/1.1\r\nHost: f\r\nAuthorization: Bearer ${who.key}\r\n\r\n`,
  );
  await expect.poll(() => held().isOpen, patience).toBe(true);
  await expect.poll(() => held().isOpen, patience).toBe(false);
  expect(held().bytesMost).toBeGreaterThan(10_000);
  expect(held().bytesMost).toBeLessThan(200_000);
  socket.destroy();
});

/** The newest answer of the server: whether it is open, and the most that waited in it at any write. */
function watchResponses({ app }: PlatformServer): () => { isOpen: boolean; bytesMost: number } {
  let seen = { isOpen: false, bytesMost: 0 };
  app.server.on('request', (_request, response) => {
    seen = { isOpen: true, bytesMost: 0 };
    const look = (): void => {
      seen.bytesMost = Math.max(seen.bytesMost, response.writableLength);
      if (!response.destroyed) setImmediate(look);
    };
    look();
    response.on('close', () => {
      seen.isOpen = false;
    });
  });
  return () => seen;
}

test('a stream ends when its key is revoked, and no other of its account', async () => {
  await using server = await openPlatformServer({ limits: { heartbeatMs: 100 } });
  const who = await server.customer();
  const { accountId, mode } = who;
  const other = await createKey(server.database, { accountId, mode });
  const id = await server.submit(who);
  const [client, another] = [stream(server, who.key, id), stream(server, other.key, id)];
  await expect.poll(() => another.heartbeatsAtMs.length, patience).toBeGreaterThan(0);
  await revokeKey(server.database, who.keyId);
  expect(await client.ended).toBe(true);
  expect((await stream(server, who.key, id).head).statusCode).toBe(401);
  await server.fail(id);
  await another.ended;
  expect(another.events.at(-1)?.type).toBe('task.failed');
});

test('when the server stops, streams end at once, and whoever comes late is sent elsewhere', async () => {
  const server = await openPlatformServer({
    config: { drainLingerMs: 1_000, drainMaxMs: 20_000 },
  });
  const who = await server.customer();
  const id = await server.submit(who);
  const client = stream(server, who.key, id);
  await expect.poll(() => client.events.length, patience).toBe(1);
  const closed = server.close();
  expect(await client.ended).toBe(true);
  // Before it has even told everybody that it stops.
  expect(server.app.server.listening).toBe(true);
  // Any other answer than a stream's would keep a browser from coming back.
  const late = stream(server, who.key, id);
  expect((await late.head).statusCode).toBe(200);
  expect(await late.ended).toBe(true);
  expect(late.events).toEqual([]);
  expect(late.retryMs).toBe(2_000);
  expect(await Promise.race([closed.then(() => 'closed'), wait(10_000, 'hangs')])).toBe('closed');
});

test('100 streams, dropped again and again, miss no event of their tasks and tell none twice', async () => {
  await using server = await openPlatformServer({ limits: { restMs: 50 } });
  const who = await server.customer(100_000);
  const ids = await Promise.all(Array.from({ length: 100 }, () => server.submit(who)));
  const following = ids.map((id, index) => followWithDrops(server, who.key, id, index % 4));
  for (const state of ['submitting', 'running', 'queued', 'running'] as const) {
    await Promise.all(ids.map((id) => server.become(id, state)));
  }
  await Promise.all(ids.map((id) => server.fail(id)));
  for (const seen of await Promise.all(following)) {
    expect(seen).toEqual(['0 queued', '2 running', '3 queued', '4 running', '5 failed']);
  }
});

/** Drops its connection after each of the first `drops` events, and goes on after the last that it has. */
async function followWithDrops(
  server: PlatformServer,
  key: string,
  id: string,
  drops: number,
): Promise<string[]> {
  const seen: string[] = [];
  let lastEventId: string | undefined;
  for (;;) {
    const client = openSse({
      port: server.port,
      key,
      path: `/platform/v1/tasks/${id}/events`,
      lastEventId,
      onEvent(event, self) {
        lastEventId = event.lastEventId;
        seen.push(`${event.lastEventId} ${event.type.slice('task.'.length)}`);
        if (seen.length <= drops) self.drop();
      },
    });
    const { statusCode } = await client.head;
    if (statusCode === 204) return seen;
    await client.ended;
  }
}
