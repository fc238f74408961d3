import { setTimeout as wait } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../tasks/caller.ts';
import { keys, memoryDoor } from './testing/memory-door.ts';
import { listen, RawConnection } from './testing/raw-socket.ts';
import { testServer } from './testing/server.ts';

/** The last create's; it is answered when the test says so. */
let caller: Promise<Caller>;
let answer: () => void;
/** Tasks whose answer nobody got. */
let noted: string[];
let app: ReturnType<typeof testServer>;
let port: number;

beforeEach(async () => {
  const arrived = Promise.withResolvers<Caller>();
  const answered = Promise.withResolvers<void>();
  ({ promise: caller } = arrived);
  ({ resolve: answer } = answered);
  const door = memoryDoor();
  noted = [];
  app = testServer({
    door: {
      ...door,
      async create(principal, order) {
        if (order.caller) arrived.resolve(order.caller);
        await answered.promise;
        return door.create(principal, order);
      },
      async noteUnanswered(principal, said, taskId) {
        await door.noteUnanswered(principal, said, taskId);
        noted.push(taskId);
      },
    },
  });
  port = await listen(app);
});
afterEach(() => app.close());

function create(version = '1.1', ...headers: string[]): RawConnection {
  const body = JSON.stringify({ model: 'seedance-2.0', prompt: 'a kite' });
  return new RawConnection(port).write(
    [
      `POST /api/open/v1/video/generations HTTP/${version}`,
      'Host: filmgate',
      `Authorization: Bearer ${keys.ours}`,
      'Content-Type: application/json',
      `Content-Length: ${String(body.length)}`,
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );
}

test('who stays is here', async () => {
  using connection = create();
  expect((await caller).isGone()).toBe(false);
  answer();
  expect((await connection.answer()).status).toBe(200);
});

test('who resets the connection is gone at once, and whoever works for it is told', async () => {
  using connection = create();
  const { isGone, left } = bound(await caller);
  const signal = left();
  expect(signal.aborted).toBe(false);
  connection.socket.resetAndDestroy();
  await expect.poll(() => signal.aborted).toBe(true);
  expect(isGone()).toBe(true);
  expect(left()).toBe(signal);
});

test('who closes it is found out', async () => {
  using connection = create();
  const { isGone, left } = bound(await caller);
  connection.socket.destroy();
  await expect.poll(() => left().aborted, { timeout: 3_000 }).toBe(true);
  expect(await isGone()).toBe(true);
});

test('who has only said all it has to say gets its answer', async () => {
  using connection = create();
  const { isGone } = bound(await caller);
  connection.socket.end();
  await wait(100);
  expect(await isGone()).toBe(false);
  answer();
  const heads: number[] = [];
  for (let status = 0; status !== 200;) heads.push(({ status } = await connection.answer()).status);
  expect(heads).toEqual([102, 102, 102, 200]);
  expect(await connection.rest()).toBe('');
});

test('a client that knows of no interim answers hears none', async () => {
  using connection = create('1.0');
  const { isGone } = bound(await caller);
  connection.socket.end();
  await wait(100);
  expect(await isGone()).toBe(false);
  answer();
  expect((await connection.answer()).status).toBe(200);
});

test('one that ends its side with its last byte is not cut off before its create begins', async () => {
  using connection = create();
  connection.socket.end();
  await caller;
  answer();
  for (let status = 0; status !== 200;) ({ status } = await connection.answer());
});

test('where nothing is made a connection that has ended is given up, as before', async () => {
  using connection = new RawConnection(port);
  connection.write(
    `GET /api/open/v1/video/generations/x HTTP/1.1\r\nHost: filmgate\r\nAuthorization: Bearer ${keys.ours}\r\n\r\n`,
  );
  expect((await connection.answer()).status).toBe(404);
  connection.socket.end();
  expect(await connection.rest()).toBe('');
});

/** The id of the task, and whether it was an earlier one. */
async function answered(connection: RawConnection): Promise<[id: unknown, replayed: boolean]> {
  const { status, head, body } = await connection.answer();
  expect(status).toBe(200);
  const { requestId }: { requestId?: unknown } = JSON.parse(body);
  return [requestId, /idempotent-replayed: true/i.test(head)];
}

describe('a create without a key that says it is a retry', () => {
  const retry = 'X-Stainless-Retry-Count: 1';

  test.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed', (socket: Socket) => socket.destroy()],
  ])(
    'is given the task of one whose connection was %s before its answer, once',
    async (_what, end) => {
      using lost = create();
      await caller;
      end(lost.socket);
      await wait(100);
      answer();
      await expect.poll(() => noted.length, { timeout: 5_000 }).toBe(1);
      using first = create();
      expect(await answered(first)).toEqual(['task-2', false]);
      using second = create('1.1', 'X-Stainless-Retry-Count: 0');
      expect(await answered(second)).toEqual(['task-3', false]);
      using keyed = create('1.1', retry, 'Idempotency-Key: k');
      expect(await answered(keyed)).toEqual(['task-4', false]);
      using again = create('1.1', retry);
      expect(await answered(again)).toEqual(['task-1', true]);
      using more = create('1.1', retry);
      expect(await answered(more)).toEqual(['task-5', false]);
    },
  );

  test('is a task of its own where all others were answered, also those that only ended their side', async () => {
    answer();
    using first = create();
    first.socket.end();
    for (let status = 0; status !== 200;) ({ status } = await first.answer());
    using again = create('1.1', retry);
    expect(await answered(again)).toEqual(['task-2', false]);
    expect(noted).toEqual([]);
  });
});

function bound(one: Caller): Caller {
  return { isGone: () => one.isGone(), left: () => one.left() };
}
