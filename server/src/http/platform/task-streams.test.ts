import type pg from 'pg';
import { Agent, EventSource, MessageEvent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../postgres/database.ts';
import { taskJsonSchema } from '../../tasks/task-json.ts';
import { openTaskFixture, settlement, success } from '../../tasks/testing/fixture.ts';
import {
  openPlatformServer,
  type Customer,
  type PlatformServer,
} from './testing/platform-server.ts';
import { openSse, patience, type SseClient, type SseOrder } from './testing/sse-client.ts';

let server: PlatformServer;
let who: Customer;
beforeAll(async () => {
  server = await openPlatformServer({ limits: { restMs: 20, progressMs: 50 } });
  who = await server.customer(100_000);
});
afterAll(() => server.close());

function stream(id: string, more: Partial<SseOrder> = {}): SseClient {
  const path = `/platform/v1/tasks/${id}/events`;
  return openSse({ port: server.port, key: who.key, path, ...more });
}

const told = ({ events }: SseClient) =>
  events.map(({ lastEventId, type }) => `${lastEventId} ${type}`);

/** Accepted, sent, running, sent again after it came to nothing, running, failed. */
async function eventfulTask(): Promise<string> {
  const id = await server.submit(who);
  for (const state of ['submitting', 'running', 'queued', 'submitting', 'running'] as const) {
    await server.become(id, state);
  }
  await server.fail(id);
  return id;
}
const seenOfIt = [
  '0 task.queued',
  '2 task.running',
  '3 task.queued',
  '5 task.running',
  '6 task.failed',
];

describe('a stream', () => {
  test('follows a task from its acceptance to its end, with the task as it stood then', async () => {
    const id = await server.submit(who);
    const client = stream(id);
    const { statusCode, headers } = await client.head;
    expect([statusCode, headers['content-type']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(headers['x-request-id']).toMatch(/./);
    await expect.poll(() => told(client), patience).toEqual(['0 task.queued']);
    await server.become(id, 'submitting');
    await server.become(id, 'running');
    await expect.poll(() => told(client), patience).toHaveLength(2);
    await server.fail(id);
    expect(await client.ended).toBe(true);
    expect(told(client)).toEqual(['0 task.queued', '2 task.running', '3 task.failed']);
    expect(client.retryMs).toBe(2_000);
    const data = client.events.map((event) => taskJsonSchema.parse(event.data));
    expect(data.map(({ state }) => state)).toEqual(['queued', 'running', 'failed']);
    expect(data.map(({ failure }) => failure?.code)).toEqual([
      undefined,
      undefined,
      'provider_error',
    ]);
  });

  test('of a finished task replays all that clients can see of it, and of no later state before its time', async () => {
    const client = stream(await eventfulTask());
    expect(await client.ended).toBe(true);
    expect(told(client)).toEqual(seenOfIt);
    const states = client.events.map(({ type, data }) => [type, `task.${String(data['state'])}`]);
    for (const [type, state] of states) expect(state).toBe(type);
    expect(client.events.map(({ data }) => data['finishedAt'] !== null)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test('goes on after any id that the client names', async () => {
    const id = await eventfulTask();
    for (const [known, rest] of [
      ['0', 1],
      ['1', 1],
      ['2', 2],
      ['3', 3],
      ['4', 3],
      ['5', 4],
    ] as const) {
      const client = stream(id, { lastEventId: known });
      await client.ended;
      expect(told(client), `after ${known}`).toEqual(seenOfIt.slice(rest));
    }
  });

  test('begins anew after an id that was never given out: better twice than never', async () => {
    const client = stream(await eventfulTask(), { lastEventId: '700' });
    await client.ended;
    expect(told(client)).toEqual(seenOfIt);
  });

  test('is not begun for a client that knows the end: 204 keeps it from coming back', async () => {
    const client = stream(await eventfulTask(), { lastEventId: '6' });
    expect((await client.head).statusCode).toBe(204);
    expect(await client.ended).toBe(true);
  });

  test('that has ended is not begun again by a refund, and tells the end as it was', async () => {
    const id = await server.submit(who);
    await server.settler.settle(success(id));
    await server.database.general.query(`select * from refund_task($1, 5000000, 'test')`, [id]);
    const again = stream(id, { lastEventId: '1' });
    expect((await again.head).statusCode).toBe(204);
    const client = stream(id);
    expect(await client.ended).toBe(true);
    expect(told(client)).toEqual(['0 task.queued', '1 task.succeeded']);
    const { data } = client.events[1] ?? {};
    expect(data).toMatchObject({ chargedCredits: 40, refundedCredits: 0 });
    expect(data?.['updatedAt']).toBe(data?.['finishedAt']);
  });

  test('tells progress without an id, as it grows', async () => {
    const id = await server.submit(who);
    await server.become(id, 'running');
    const client = stream(id);
    await expect.poll(() => told(client), patience).toEqual(['0 task.queued', '1 task.running']);
    for (const percent of [20, 40, 60]) {
      await server.become(id, 'running', percent);
      await expect.poll(() => client.events.at(-1)?.data['progress'], patience).toBe(percent);
    }
    await server.fail(id);
    await client.ended;
    const progress = client.events.filter(({ type }) => type === 'task.progress');
    expect(progress.map(({ lastEventId, data }) => [lastEventId, data['progress']])).toEqual([
      ['1', 20],
      ['1', 40],
      ['1', 60],
    ]);
    expect(told(client).at(-1)).toBe('2 task.failed');
  });

  test('ends when its task is deleted meanwhile, and is not found afterwards', async () => {
    const id = await server.submit(who);
    const client = stream(id);
    await expect.poll(() => told(client), patience).toHaveLength(1);
    await server.database.general.query('update tasks set forgotten_at = now() where id = $1', [
      id,
    ]);
    expect(await client.ended).toBe(true);
    expect((await stream(id).head).statusCode).toBe(404);
  });

  test('is refused with what is no id of an event', async () => {
    const client = stream(await server.submit(who), { lastEventId: 'abc' });
    expect((await client.head).statusCode).toBe(400);
  });
});

test('what another process writes is told as well', async () => {
  const id = await server.submit(who);
  const client = stream(id);
  await expect.poll(() => told(client), patience).toHaveLength(1);
  const other = await openTaskFixture(server.address);
  await other.settler.settle(settlement(id));
  await other.close();
  expect(await client.ended).toBe(true);
  expect(told(client)).toEqual(['0 task.queued', '1 task.failed']);
});

test('an EventSource as browsers have it comes back after a lost connection, and not after the end', async () => {
  const id = await server.submit(who);
  const authorized = new Agent().compose((dispatch) => (asked, handler) => {
    const headers = Object.assign({}, asked.headers, { authorization: `Bearer ${who.key}` });
    return dispatch({ ...asked, headers }, handler);
  });
  const source = new EventSource(
    `http://127.0.0.1:${String(server.port)}/platform/v1/tasks/${id}/events`,
    { node: { dispatcher: authorized } },
  );
  const seen: string[] = [];
  for (const state of ['queued', 'running', 'failed']) {
    source.addEventListener(`task.${state}`, (event) => {
      if (event instanceof MessageEvent) seen.push(`${event.lastEventId} ${state}`);
    });
  }
  await expect.poll(() => seen, patience).toEqual(['0 queued']);
  server.app.server.closeAllConnections();
  await server.become(id, 'running');
  await server.fail(id);
  await expect.poll(() => source.readyState, patience).toBe(EventSource.CLOSED);
  expect(seen).toEqual(['0 queued', '1 running', '2 failed']);
  await authorized.close();
});

test('a final state that comes between the first look and the subscription is told', async () => {
  let settle = (): Promise<void> => Promise.resolve();
  await using other = await openPlatformServer({
    readFrom: (database) => afterFirstRead(database, () => settle()),
  });
  const customer = await other.customer();
  const id = await other.submit(customer);
  settle = () => other.fail(id);
  const path = `/platform/v1/tasks/${id}/events`;
  const client = openSse({ port: other.port, key: customer.key, path });
  expect(await client.ended).toBe(true);
  expect(told(client)).toEqual(['0 task.queued', '1 task.failed']);
});

/** Does something once an answer of the database stands and before whoever asked gets it. */
function afterFirstRead(database: Database, act: () => Promise<void>): Database {
  let isFirst = true;
  const reads = new Proxy(database.reads, {
    get: (pool, name) =>
      name === 'query'
        ? async (asked: pg.QueryConfig) => {
            const answer = await pool.query(asked);
            if (isFirst) {
              isFirst = false;
              await act();
            }
            return answer;
          }
        : Reflect.get(pool, name),
  });
  return { ...database, reads };
}
