import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, revokeKey } from '../../../accounts/keys.ts';
import { grantCredits } from '../../../ledger/grants.ts';
import { taskJsonSchema } from '../../../tasks/task-json.ts';
import {
  openPlatformServer,
  type Browsing,
  type Customer,
  type PlatformServer,
} from '../testing/platform-server.ts';
import { openSse, patience, type SseClient } from '../testing/sse-client.ts';

let server: PlatformServer;
beforeAll(async () => {
  server = await openPlatformServer({ limits: { restMs: 20, heartbeatMs: 100 } });
});
afterAll(() => server.close());

function listen(who: Customer | Browsing, query = '', on = server): SseClient {
  const headers = 'key' in who ? {} : who.headers;
  const key = 'key' in who ? { key: who.key } : {};
  return openSse({ port: on.port, path: `/platform/v1/events${query}`, headers, ...key });
}

/** Resolves once it is followed what happens. */
async function listening(...asked: Parameters<typeof listen>): Promise<SseClient> {
  const client = listen(...asked);
  await expect.poll(() => client.events[0]?.type, patience).toBe('resync');
  return client;
}

const told = ({ events }: SseClient, id: string) =>
  events.filter(({ data }) => data['id'] === id).map(({ data }) => data['state']);
const last = (client: SseClient, id: string) => told(client, id).at(-1);

describe('a stream of an account', () => {
  test('begins with resync, and tells each task that changes as a list has it', async () => {
    const who = await server.customer();
    const before = await server.submit(who);
    await server.become(before, 'running');
    const client = await listening(who);
    expect(client.events).toEqual([
      { lastEventId: '', type: 'resync', data: { topics: ['tasks'] } },
    ]);
    expect(client.retryMs).toBe(2_000);
    const id = await server.submit(who);
    await expect.poll(() => last(client, id), patience).toBe('queued');
    await server.become(id, 'submitting');
    await server.become(id, 'running');
    await expect.poll(() => last(client, id), patience).toBe('running');
    await server.fail(id);
    await expect.poll(() => last(client, id), patience).toBe('failed');
    // What stood when it began is read, not told.
    expect(told(client, before)).toEqual([]);
    const { json } = await server.call(who.key, 'GET', '/tasks?limit=1');
    const [event] = client.events.filter(({ data }) => data['state'] === 'failed');
    expect(event?.type).toBe('task');
    expect({ data: [taskJsonSchema.parse(event?.data)], nextCursor: before }).toMatchObject({
      data: (json as { data: unknown[] }).data,
    });
    await server.fail(before);
    await expect.poll(() => last(client, before), patience).toBe('failed');
  });

  test('tells nothing of other accounts, and of one mode alone where that is asked', async () => {
    const [who, other] = [await server.customer(), await server.customer()];
    const testing = await server.customer(0, { ...who, mode: 'test' });
    const [both, live] = [await listening(who), await listening(who, '?mode=live')];
    const theirs = await server.submit(other);
    const inTest = await server.submit(testing);
    const ours = await server.submit(who);
    for (const client of [both, live]) {
      await expect.poll(() => last(client, ours), patience).toBe('queued');
    }
    await expect.poll(() => last(both, inTest), patience).toBe('queued');
    await server.fail(ours);
    await expect.poll(() => last(live, ours), patience).toBe('failed');
    expect(told(live, inTest)).toEqual([]);
    for (const client of [both, live]) expect(told(client, theirs)).toEqual([]);
  });

  test('tells the balance where it is asked for, and where anything of it changed', async () => {
    const who = await server.customer(100);
    const client = await listening(who, '?topics=balance,lines');
    expect(client.events[0]?.data).toEqual({ topics: ['balance'] });
    await grantCredits(server.database, {
      accountId: who.accountId,
      amountMicros: 50_000_000n,
      reason: 'test',
    });
    const available = () => client.events.at(-1)?.data['availableCredits'];
    await expect.poll(available, patience).toBe(150);
    expect(client.events.at(-1)?.type).toBe('balance');
    const { json } = await server.call(who.key, 'GET', '/balance');
    expect(client.events.at(-1)?.data).toEqual(json);
    const id = await server.submit(who);
    await expect.poll(() => client.events.at(-1)?.data['heldCredits'], patience).toBeGreaterThan(0);
    expect(told(client, id)).toEqual([]);
  });

  test.each(['?topics=lines', '?topics=', '?mode=both'])('is refused for %s', async (query) => {
    const who = await server.customer();
    const { status, json } = await server.call(who.key, 'GET', `/events${query}`);
    expect([status, json]).toMatchObject([400, { code: 'invalid_parameter' }]);
  });

  test('misses nothing that becomes seen later than it happened', async () => {
    const who = await server.customer();
    const id = await server.submit(who);
    const client = await listening(who);
    const late = await server.database.general.connect();
    await late.query('begin');
    await late.query(`update tasks set state = 'running' where id = $1`, [id]);
    // Another one happens after it, and is seen before it.
    const other = await server.submit(who);
    await server.become(other, 'running');
    await expect.poll(() => last(client, other), patience).toBe('running');
    await late.query('commit');
    late.release();
    await expect.poll(() => last(client, id), patience).toBe('running');
  });
});

describe('who may hear it', () => {
  test('each topic needs a scope of its own, and the stream ends where it is taken away', async () => {
    const { accountId } = await server.customer();
    const billing = await server.browsing(accountId, 'billing');
    expect((await server.call(billing, 'GET', '/events')).status).toBe(403);
    expect((await server.call(billing, 'GET', '/events?topics=balance,tasks')).status).toBe(403);
    const viewer = await server.browsing(accountId, 'viewer');
    const [balance, tasks] = [
      await listening(billing, '?topics=balance'),
      await listening(viewer, '?topics=tasks,balance'),
    ];
    await server.database.general.query(
      `update members set role = 'billing' where person_id = $1`,
      [viewer.personId],
    );
    expect(await tasks.ended).toBe(true);
    const heard = balance.heartbeatsAtMs.length;
    await expect.poll(() => balance.heartbeatsAtMs.length, patience).toBeGreaterThan(heard + 2);
    await server.database.general.query('delete from sessions where person_id = $1', [
      billing.personId,
    ]);
    expect(await balance.ended).toBe(true);
  });

  test('it ends when its key is revoked, and no other of the account', async () => {
    const who = await server.customer();
    const { accountId, mode } = who;
    const other = await createKey(server.database, { accountId, mode });
    const [client, another] = [await listening(who), await listening({ ...who, key: other.key })];
    await revokeKey(server.database, who.keyId);
    expect(await client.ended).toBe(true);
    const id = await server.submit(who);
    await expect.poll(() => last(another, id), patience).toBe('queued');
  });
});

test('beyond so many of an account a 429, and room again when one is closed', async () => {
  await using few = await openPlatformServer({ limits: { streamsOfAccountMax: 1 } });
  const who = await few.customer();
  const first = await listening(who, '', few);
  const refused = await few.call(who.key, 'GET', '/events');
  expect([refused.status, refused.json]).toMatchObject([429, { code: 'rate_limited' }]);
  first.drop();
  await expect
    .poll(async () => {
      const again = listen(who, '', few);
      const { statusCode } = await again.head;
      again.drop();
      return statusCode;
    }, patience)
    .toBe(200);
});

test('where more changed than is told one by one, everybody reads anew', async () => {
  await using few = await openPlatformServer({ limits: { changesMax: 3, restMs: 300 } });
  const who = await few.customer(100_000);
  const client = await listening(who, '', few);
  await Promise.all(Array.from({ length: 12 }, () => few.submit(who)));
  await expect
    .poll(() => client.events.filter(({ type }) => type === 'resync').length, patience)
    .toBeGreaterThan(1);
});

test('many streams of an account are told by one statement at a time', async () => {
  let reads = 0;
  await using counted = await openPlatformServer({
    limits: { restMs: 20, heartbeatMs: 60_000 },
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
  const who = await counted.customer();
  const clients = await Promise.all(Array.from({ length: 30 }, () => listening(who, '', counted)));
  const before = reads;
  const id = await counted.submit(who);
  for (const client of clients) {
    await expect.poll(() => last(client, id), patience).toBe('queued');
  }
  expect(reads - before).toBeLessThan(15);
});

test('a reader that takes nothing holds little memory, and is cut', async () => {
  await using slow = await openPlatformServer({
    limits: { restMs: 5, heartbeatMs: 400, changesMax: 5_000 },
  });
  const who = await slow.customer(1_000_000);
  let most = 0;
  let isOpen = false;
  slow.app.server.on('request', (request, response) => {
    if (!request.url?.includes('/events')) return;
    isOpen = true;
    const look = (): void => {
      most = Math.max(most, response.writableLength);
      if (!response.destroyed) setImmediate(look);
    };
    look();
    response.on('close', () => {
      isOpen = false;
    });
  });
  const socket = connect(slow.port, '127.0.0.1').pause();
  socket.write(
    `GET /platform/v1/events HTTP/1.1\r\nHost: f\r\nAuthorization: Bearer ${who.key}\r\n\r\n`,
  );
  await expect.poll(() => isOpen, patience).toBe(true);
  const ids = await Promise.all(
    Array.from({ length: 40 }, () => slow.submit(who, 'x'.repeat(4_000))),
  );
  await expect
    .poll(
      async () => {
        await slow.database.general.query(
          `update tasks set state = case when state = 'queued' then 'running' else 'queued' end
            where id = any ($1::text[])`,
          [ids],
        );
        slow.wake.tell('events');
        return isOpen;
      },
      { timeout: 60_000, interval: 10 },
    )
    .toBe(false);
  expect(most).toBeLessThan(300_000);
  socket.destroy();
});

test('when the server stops, streams end at once', async () => {
  const stopping = await openPlatformServer({ config: { drainMaxMs: 20_000 } });
  const who = await stopping.customer();
  const client = await listening(who, '', stopping);
  const closed = stopping.close();
  expect(await client.ended).toBe(true);
  await closed;
});
