import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { refundTask } from '../tasks/refund.ts';
import { refundJsonSchema, taskJsonSchema } from '../tasks/task-json.ts';
import { addCustomer, order, settlement, success } from '../tasks/testing/fixture.ts';
import type { Submitter } from '../tasks/submit.ts';
import type { CallAnswer } from '../media/fetch.ts';
import { changeEndpoint, addEndpoint, findEndpoint } from './endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import { listDeliveries, resendDelivery, sendTestEvent } from './log.ts';
import {
  headersOf,
  openWebhookFixture,
  taken,
  type WebhookFixture,
  type Received,
} from './testing/fixture.ts';
import { oneKey } from '../testing/keys.ts';

let nowMs = Date.now();
let hooks: WebhookFixture;
let who: Submitter;
let endpoint: Endpoint;
let secret: string;

beforeAll(async () => {
  hooks = await openWebhookFixture({ now: () => nowMs });
});
afterAll(() => hooks.close());
beforeEach(async () => {
  await hooks.fixture.database.general.query('truncate work');
  hooks.receiver.calls.length = 0;
  answerWith(taken);
  nowMs = Date.now();
  who = await addCustomer(hooks.fixture, 4_000);
  ({ endpoint, secret } = await addEndpoint(hooks.parts, {
    ...who,
    url: 'https://receiver.example/hook',
  }));
});

const bodySchema = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: taskJsonSchema.strict(),
});

function only(): Received {
  const [call, ...more] = hooks.receiver.calls;
  if (!call || more.length > 0) throw new Error(`${String(more.length + 1)} calls, not one`);
  return call;
}

const list = () => listDeliveries(hooks.parts, { accountId: who.accountId, limit: 100 });
const answerWith = (answer: CallAnswer): void => {
  hooks.receiver.answer = () => Promise.resolve(answer);
};
const asBytes = (text: string): number => Buffer.byteLength(text);

describe('what an endpoint is told', () => {
  test('is the task in Standard Webhooks, which the reference library takes', async () => {
    const id = await hooks.finishedTask(who);
    await hooks.turn();
    const call = only();
    const body: unknown = new Webhook(secret).verify(call.body, headersOf(call));
    expect(call).toMatchObject({ url: endpoint.url, method: 'POST', totalMs: 15_000 });
    expect(bodySchema.parse(body)).toMatchObject({
      type: 'task.failed',
      data: { id, state: 'failed', mode: 'live', quotedCredits: 40, shortened: [] },
    });
    const [delivery] = await list();
    expect(body).toMatchObject({ timestamp: new Date(delivery?.createdAtMs ?? 0).toISOString() });
  });

  test('is what it asked for and no more, each state as it was at its time', async () => {
    await changeEndpoint(hooks.parts, endpoint, { types: ['task.running', 'task.cancelled'] });
    const { row } = await hooks.fixture.submit(who, order());
    const { general } = hooks.fixture.database;
    await general.query(`update tasks set state = 'submitting' where id = $1`, [row.id]);
    await general.query(`update tasks set state = 'running' where id = $1`, [row.id]);
    await general.query(`update tasks set state = 'unknown' where id = $1`, [row.id]);
    await hooks.fixture.settler.settle(settlement(row.id, { from: ['unknown'] }));
    await hooks.turn();
    const { type, data } = bodySchema.parse(JSON.parse(only().body));
    expect(type).toBe('task.running');
    expect(data).toMatchObject({ state: 'running', failure: null, finishedAt: null });
  });

  test('is below 20 kB, however long the prompt', async () => {
    const { row } = await hooks.fixture.submit(who, order({ prompt: '雪'.repeat(30_000) }));
    await hooks.fixture.settler.settle(settlement(row.id));
    await hooks.turn();
    const { body } = only();
    expect(asBytes(body)).toBeLessThan(20_000);
    expect(bodySchema.parse(JSON.parse(body)).data.shortened).toEqual(['prompt']);
  });

  test('goes to each endpoint of its account, signed with its own secret, and to no other account', async () => {
    const { secret: second } = await addEndpoint(hooks.parts, {
      ...who,
      url: 'https://second.example/',
    });
    const other = await addCustomer(hooks.fixture, 100);
    await addEndpoint(hooks.parts, { ...other, url: 'https://other.example/' });
    await hooks.finishedTask(who);
    await hooks.turn();
    const secrets = { 'https://receiver.example/hook': secret, 'https://second.example/': second };
    const calls = Object.entries(secrets).map(([url, one]) => {
      const call = hooks.receiver.calls.find((received) => received.url === url);
      if (!call) throw new Error(`nothing came to ${url}`);
      new Webhook(one).verify(call.body, headersOf(call));
      return call;
    });
    expect(hooks.receiver.calls).toHaveLength(calls.length);
  });
});

describe('a refund', () => {
  const refundSchema = bodySchema.extend({ data: refundJsonSchema.strict() });

  async function refundedTask(...credits: readonly bigint[]): Promise<string> {
    const { row } = await hooks.fixture.submit(who, order());
    await hooks.fixture.settler.settle(success(row.id));
    for (const one of credits) {
      const amountMicros = one * 1_000_000n;
      await refundTask(hooks.fixture, { taskId: row.id, amountMicros, reason: 'test' });
    }
    return row.id;
  }

  test('is told where it was asked for, and nowhere else', async () => {
    const plain = order();
    const callbackUrl = 'https://receiver.example/callback';
    const decode = () => ({ ...plain.decode(), callbackUrl });
    const { row } = await hooks.fixture.submit(who, { ...plain, decode });
    await hooks.fixture.settler.settle(success(row.id));
    await hooks.turn();
    const before = hooks.receiver.calls.map(({ url }) => url).toSorted();
    expect(before).toEqual([callbackUrl, endpoint.url]);
    await refundTask(hooks.fixture, { taskId: row.id, amountMicros: null, reason: 'test' });
    await hooks.turn();
    expect(hooks.receiver.calls).toHaveLength(2);
  });

  test('is told once each, under an id of its own, with the task as it stood then', async () => {
    await changeEndpoint(hooks.parts, endpoint, { types: ['task.succeeded', 'task.refunded'] });
    const id = await refundedTask(15n, 20n);
    await refundTask(hooks.fixture, { taskId: id, amountMicros: 99_000_000n, reason: 'too much' });
    await hooks.turn();
    const { calls } = hooks.receiver;
    for (const call of calls) new Webhook(secret).verify(call.body, headersOf(call));
    expect(new Set(calls.map((call) => headersOf(call)['webhook-id'])).size).toBe(3);
    const bodies = calls.map(({ body }): unknown => JSON.parse(body));
    const refunds = bodies
      .flatMap((body) => refundSchema.safeParse(body).data ?? [])
      .toSorted((one, other) => one.data.refundedCredits - other.data.refundedCredits);
    const told = { id, state: 'succeeded', chargedCredits: 40 };
    expect(refunds).toMatchObject([
      { type: 'task.refunded', data: { ...told, refundedNowCredits: 15, refundedCredits: 15 } },
      { type: 'task.refunded', data: { ...told, refundedNowCredits: 20, refundedCredits: 35 } },
    ]);
    for (const { timestamp, data } of refunds) expect(data.updatedAt).toBe(timestamp);
    const [made] = bodies.flatMap((body) => bodySchema.safeParse(body).data ?? []);
    expect(made).toMatchObject({
      type: 'task.succeeded',
      data: { ...told, refundedCredits: 0 },
    });
  });

  test('that is sent again says the same', async () => {
    await changeEndpoint(hooks.parts, endpoint, { types: ['task.refunded'] });
    const id = await refundedTask(15n);
    await hooks.turn();
    const first = only().body;
    await refundTask(hooks.fixture, { taskId: id, amountMicros: null, reason: 'test' });
    await hooks.turn();
    hooks.receiver.calls.length = 0;
    const oldest = (await list()).at(-1)?.id ?? '';
    await resendDelivery(hooks.parts, { accountId: who.accountId, id: oldest });
    await hooks.turn();
    expect(only().body).toBe(first);
  });
});

describe('a test event', () => {
  test('arrives signed, even at a disabled endpoint', async () => {
    await changeEndpoint(hooks.parts, endpoint, { enabled: false });
    const id = await sendTestEvent(hooks.parts, endpoint);
    await hooks.turn();
    const call = only();
    expect(new Webhook(secret).verify(call.body, headersOf(call))).toMatchObject({
      type: 'test.ping',
      data: { endpointId: endpoint.id },
    });
    expect(await list()).toMatchObject([
      { id, type: 'test.ping', taskId: null, state: 'delivered' },
    ]);
  });

  test('that fails is not repeated, says why, and counts for nothing', async () => {
    answerWith({ ...taken, status: 500 });
    await sendTestEvent(hooks.parts, endpoint);
    await hooks.turn();
    expect(await list()).toMatchObject([
      { state: 'failed', failure: 'The receiver answered HTTP 500.', nextTryAtMs: null },
    ]);
    expect(await findEndpoint(hooks.parts, endpoint)).toEqual(endpoint);
  });
});

describe('an endpoint is disabled', () => {
  test('at once by its answer 410, and what waits for it is given up with words', async () => {
    for (let task = 0; task < 3; task += 1) await hooks.finishedTask(who);
    answerWith({ ...taken, status: 500 });
    await hooks.turn();
    answerWith({ ...taken, status: 410 });
    await hooks.finishedTask(who);
    await hooks.turn();
    expect(await findEndpoint(hooks.parts, endpoint)).toMatchObject({
      enabled: false,
      disabledBecause: 'gone',
    });
    expect((await list()).map(({ state, failure }) => [state, failure])).toEqual(
      Array.from({ length: 4 }, () => [
        'failed',
        'The receiver answered HTTP 410: it wants nothing more.',
      ]),
    );
    await hooks.finishedTask(who);
    expect(await list()).toHaveLength(4);
    await hooks.makeDue();
    await hooks.turn();
    expect(hooks.receiver.calls).toHaveLength(4);
  });

  /** Lets so much time pass for the endpoint's failures, and for what waits. */
  async function later(hours: number): Promise<void> {
    await hooks.fixture.database.general.query(
      `update webhook_endpoints
          set failing_since = failing_since - make_interval(hours => $2),
              last_failed_at = last_failed_at - make_interval(hours => $2) where id = $1`,
      [endpoint.id, hours],
    );
    await hooks.makeDue();
  }

  test('after five days of nothing but failures, and goes on where it was once it is enabled', async () => {
    answerWith({ ...taken, status: 503 });
    for (let day = 0; day < 5; day += 1) {
      await hooks.finishedTask(who);
      await hooks.turn();
      const { enabled, failingSinceMs } = await findEndpoint(hooks.parts, endpoint);
      expect(enabled).toBe(true);
      expect(failingSinceMs).not.toBeNull();
      await later(24);
    }
    await later(1);
    await hooks.turn();
    expect(await findEndpoint(hooks.parts, endpoint)).toMatchObject({
      enabled: false,
      disabledBecause: 'failing',
    });
    expect(await list()).toMatchObject(Array.from({ length: 5 }, () => ({ state: 'pending' })));
    const before = hooks.receiver.calls.length;
    await later(24);
    await hooks.turn();
    expect(hooks.receiver.calls).toHaveLength(before);
    answerWith(taken);
    await changeEndpoint(hooks.parts, endpoint, { enabled: true });
    await hooks.turn();
    expect(await list()).toMatchObject(Array.from({ length: 5 }, () => ({ state: 'delivered' })));
    expect(await findEndpoint(hooks.parts, endpoint)).toMatchObject({ failingSinceMs: null });
  });

  test('not while anything gets through, and not for failures with days of silence between', async () => {
    answerWith({ ...taken, status: 503 });
    await hooks.finishedTask(who);
    await hooks.turn();
    await later(96);
    answerWith(taken);
    await hooks.turn();
    expect(await findEndpoint(hooks.parts, endpoint)).toMatchObject({ failingSinceMs: null });

    answerWith({ ...taken, status: 503 });
    await hooks.finishedTask(who);
    await hooks.turn();
    await later(150);
    await hooks.turn();
    const { enabled, failingSinceMs } = await findEndpoint(hooks.parts, endpoint);
    expect(enabled).toBe(true);
    expect(failingSinceMs).toBeGreaterThan(Date.now() - 60_000);
  });
});

test.each([429, 502, 504])(
  'a receiver that answers %i gets one at a time for a minute',
  async (status) => {
    const many = async (count: number): Promise<void> => {
      await Promise.all(Array.from({ length: count }, () => hooks.finishedTask(who)));
    };
    answerWith({ ...taken, status });
    await many(1);
    await hooks.turn();
    let underWay = 0;
    let most = 0;
    hooks.receiver.answer = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return taken;
    };
    await many(10);
    await hooks.turn();
    expect(hooks.receiver.calls).toHaveLength(11);
    expect(most).toBe(1);
    nowMs += 61_000;
    await many(10);
    await hooks.turn();
    expect(most).toBeGreaterThan(1);
  },
);

test('what a process with another secret cannot sign rests, and is sent by one with the right one', async () => {
  const lines: { msg?: string; endpoint?: string }[] = [];
  const stranger = await openWebhookFixture({
    beside: { fixture: hooks.fixture, parts: { keys: oneKey() } },
    log: pino({}, { write: (line: string) => void lines.push(pinoLine(line)) }),
  });
  onTestFinished(() => stranger.close());
  await hooks.finishedTask(who);
  await hooks.finishedTask(who);
  for (let turn = 0; turn < 3; turn += 1) {
    await stranger.turn();
    const [seconds = 0] = await hooks.makeDue();
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(600);
  }
  const waiting = { state: 'pending', failure: null, tries: [] };
  expect(await list()).toMatchObject([waiting, waiting]);
  expect([stranger.receiver.calls, hooks.receiver.calls]).toEqual([[], []]);
  expect(lines).toMatchObject([{ endpoint: endpoint.id }]);
  expect(lines[0]?.msg).toContain('FILMGATE_SECRET');

  await hooks.turn();
  for (const call of hooks.receiver.calls) new Webhook(secret).verify(call.body, headersOf(call));
  expect(await list()).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }]);
});

const pinoLine = (line: string): { msg?: string; endpoint?: string } =>
  z.object({ msg: z.string(), endpoint: z.string() }).partial().parse(JSON.parse(line));
