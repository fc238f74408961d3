import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Submitter } from '../tasks/submit.ts';
import { addCustomer } from '../tasks/testing/fixture.ts';
import { addEndpoint, changeEndpoint, removeEndpoint } from './endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import {
  listDeliveries,
  readDelivery,
  resendDelivery,
  resendRange,
  sendTestEvent,
  type DeliveryFilter,
} from './log.ts';
import { pruneDeliveries } from './prune.ts';
import { openWebhookFixture, taken, type WebhookFixture } from './testing/fixture.ts';

let hooks: WebhookFixture;
let who: Submitter;
let endpoint: Endpoint;
beforeAll(async () => {
  hooks = await openWebhookFixture();
});
afterAll(() => hooks.close());
beforeEach(async () => {
  who = await addCustomer(hooks.fixture, 4_000);
  ({ endpoint } = await addEndpoint(hooks.parts, { ...who, url: 'https://receiver.example/' }));
  // What the test before left to be sent.
  await hooks.fixture.database.general.query('truncate work');
  hooks.receiver.calls.length = 0;
  hooks.receiver.answer = () => Promise.resolve(taken);
});

const list = (filter: Partial<DeliveryFilter> = {}) =>
  listDeliveries(hooks.parts, { accountId: who.accountId, limit: 100, ...filter });

async function newest(): Promise<string> {
  const [delivery] = await list({ limit: 1 });
  if (!delivery) throw new Error('there is no delivery');
  return delivery.id;
}

test('the log shows what was sent, signatures shortened, and what came back', async () => {
  const taskId = await hooks.finishedTask(who);
  hooks.receiver.answer = () => Promise.resolve({ ...taken, status: 500, answer: 'no\0t now' });
  await hooks.turn();
  const id = await newest();
  const record = await readDelivery(hooks.parts, { accountId: who.accountId, id });
  const [call] = hooks.receiver.calls;
  expect(record).toMatchObject({
    id,
    type: 'task.failed',
    taskId,
    endpointId: endpoint.id,
    url: null,
    state: 'pending',
    failure: null,
    finishedAtMs: null,
    tries: [
      {
        number: 1,
        url: 'https://receiver.example/',
        request: call?.body,
        status: 500,
        answer: 'no\ufffdt now',
        error: null,
        tookMs: 3,
      },
    ],
  });
  expect(record.nextTryAtMs).toBeGreaterThan(record.createdAtMs);
  const [first] = record.tries;
  expect(first?.headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' });
  expect(first?.headers['webhook-signature']).toMatch(/^v1,.{8}…$/u);
  expect(await list()).toMatchObject([{ id, tries: [{ number: 1, status: 500 }] }]);
});

test('pages go from the newest to the oldest, each delivery once, whatever comes meanwhile', async () => {
  for (let task = 0; task < 7; task += 1) await hooks.finishedTask(who);
  const all = await list();
  const seen: string[] = [];
  for (;;) {
    const page = await list({ limit: 3, before: seen.at(-1) });
    if (page.length === 0) break;
    seen.push(...page.map(({ id }) => id));
    await hooks.finishedTask(who);
  }
  expect(seen).toEqual(all.map(({ id }) => id));
  const times = all.map(({ createdAtMs }) => createdAtMs);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

test('it is filtered by endpoint, by task and by state', async () => {
  const { endpoint: other } = await addEndpoint(hooks.parts, {
    ...who,
    url: 'https://other.example/',
  });
  hooks.receiver.answer = ({ url }) =>
    Promise.resolve(url.includes('other') ? { ...taken, status: 410 } : taken);
  const taskId = await hooks.finishedTask(who);
  await hooks.turn();
  await hooks.finishedTask(who);
  expect(await list({ endpointId: other.id })).toMatchObject([{ state: 'failed' }]);
  expect(await list({ taskId })).toHaveLength(2);
  expect(await list({ state: 'failed' })).toMatchObject([{ endpointId: other.id }]);
  expect(await list({ state: 'pending' })).toMatchObject([{ endpointId: endpoint.id }]);
  expect(await list({ state: 'delivered', taskId })).toMatchObject([{ endpointId: endpoint.id }]);
});

test('a delivery is sent once more under its id, with the schedule begun anew', async () => {
  await hooks.finishedTask(who);
  await hooks.turn();
  const key = { accountId: who.accountId, id: await newest() };
  hooks.receiver.answer = () => Promise.resolve({ ...taken, status: 500 });
  await resendDelivery(hooks.parts, key);
  await hooks.turn();
  const record = await readDelivery(hooks.parts, key);
  expect(record).toMatchObject({ state: 'pending', finishedAtMs: null });
  expect(record.tries.map(({ number, status }) => [number, status])).toEqual([
    [1, 200],
    [2, 500],
  ]);
  const ids = hooks.receiver.calls.map(({ headers }) => headers['webhook-id']);
  expect(ids).toEqual([key.id, key.id]);
  expect((await hooks.makeDue()).map(Math.round)).toEqual([5]);
});

test('a delivery that is sent again while a try is under way is not lost', async () => {
  await hooks.finishedTask(who);
  let answer: () => void = () => undefined;
  hooks.receiver.answer = () =>
    new Promise((resolve) => {
      answer = () => {
        resolve(taken);
      };
    });
  await hooks.deliverer.turn();
  await expect.poll(() => hooks.receiver.calls).toHaveLength(1);
  await resendDelivery(hooks.parts, { accountId: who.accountId, id: await newest() });
  hooks.receiver.answer = () => Promise.resolve(taken);
  answer();
  await hooks.deliverer.idle();
  await hooks.turn();
  expect(hooks.receiver.calls).toHaveLength(2);
  expect(await list()).toMatchObject([{ state: 'delivered' }]);
});

test('a range is sent again: only of its endpoint, its time and its states', async () => {
  await addEndpoint(hooks.parts, { ...who, url: 'https://other.example/' });
  hooks.receiver.answer = () => Promise.resolve({ ...taken, status: 410 });
  for (let task = 0; task < 5; task += 1) {
    await hooks.finishedTask(who);
    // Five different times of the log.
    await expect
      .poll(() => Date.now())
      .toBeGreaterThan((await list({ limit: 1 }))[0]?.createdAtMs ?? 0);
  }
  await hooks.turn();
  await changeEndpoint(hooks.parts, endpoint, { enabled: true });
  const failed = (await list({ endpointId: endpoint.id })).toReversed();
  expect(failed.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'failed'));
  const range = {
    accountId: who.accountId,
    endpointId: endpoint.id,
    fromMs: failed[1]?.createdAtMs ?? 0,
    toMs: failed[3]?.createdAtMs ?? 0,
    states: ['failed'] as const,
  };
  expect(await resendRange(hooks.parts, { ...range, states: ['delivered'] })).toBe(0);
  expect(await resendRange(hooks.parts, range)).toBe(3);
  hooks.receiver.answer = () => Promise.resolve(taken);
  await hooks.turn();
  const after = (await list({ endpointId: endpoint.id })).toReversed();
  expect(after.map(({ state }) => state)).toEqual([
    'failed',
    'delivered',
    'delivered',
    'delivered',
    'failed',
  ]);
  expect(after[1]).toMatchObject({ failure: null });
});

test('another account’s delivery is answered for as a missing one', async () => {
  await hooks.finishedTask(who);
  const id = await newest();
  const { accountId } = await addCustomer(hooks.fixture, 0);
  const missing = { accountId: who.accountId, id: randomUUID() };
  for (const deed of [readDelivery, resendDelivery]) {
    const foreign = await deed(hooks.parts, { accountId, id }).catch((error: unknown) => error);
    expect(foreign).toMatchObject({ problem: { code: 'delivery_not_found' } });
    expect(foreign).toEqual(await deed(hooks.parts, missing).catch((error: unknown) => error));
  }
  const range = {
    endpointId: endpoint.id,
    fromMs: 0,
    toMs: Date.now(),
    states: ['pending'],
  } as const;
  await expect(resendRange(hooks.parts, { ...range, accountId })).rejects.toMatchObject({
    problem: { code: 'endpoint_not_found' },
  });
  expect(await list({ accountId, before: undefined })).toEqual([]);
  expect(await list({ accountId, endpointId: endpoint.id })).toEqual([]);
});

test('nothing is sent again to an endpoint that is disabled or removed: it is said why', async () => {
  await hooks.finishedTask(who);
  const key = { accountId: who.accountId, id: await newest() };
  await changeEndpoint(hooks.parts, endpoint, { enabled: false });
  await expect(resendDelivery(hooks.parts, key)).rejects.toThrow('disabled: enable it first');
  await removeEndpoint(hooks.parts, endpoint);
  await expect(resendDelivery(hooks.parts, key)).rejects.toThrow('no such webhook endpoint');
});

test('the log is kept for its time; what is still being sent stays', async () => {
  const old = { accountId: who.accountId };
  await hooks.finishedTask(who);
  await hooks.turn();
  await sendTestEvent(hooks.parts, endpoint);
  const day = `interval '24 hours'`;
  // Ids are times: the log of 31 days ago.
  await hooks.fixture.database.general.query(`
    with aged as (
      update deliveries set id = delivery_id_at(now() - 31 * ${day}) || right(id, 16)
       where account_id = '${old.accountId}' returning id)
    update work set subject_id = aged.id from aged where right(subject_id, 16) = right(aged.id, 16)`);
  await hooks.finishedTask(who);
  expect(await pruneDeliveries(hooks.fixture.database, 30)).toBe(1);
  expect((await list()).map(({ type, state }) => [type, state])).toEqual([
    ['task.failed', 'pending'],
    ['test.ping', 'pending'],
  ]);
  expect(await pruneDeliveries(hooks.fixture.database, 30)).toBe(0);
});

test('of a delivery that was sent again and again the last tries are shown', async () => {
  await hooks.finishedTask(who);
  await hooks.turn();
  const key = { accountId: who.accountId, id: await newest() };
  await hooks.fixture.database.general.query(
    `insert into delivery_tries (delivery_id, number, url, headers, request, status, took_ms)
     select $1, n, 'https://receiver.example/', '{}', repeat('x', 100000), 500, 1
       from generate_series(2, 300) n`,
    [key.id],
  );
  const last = Array.from({ length: 20 }, (_, index) => 281 + index);
  const record = await readDelivery(hooks.parts, key);
  expect(record.tries.map(({ number }) => number)).toEqual(last);
  const [listed] = await list({ limit: 1 });
  expect(listed?.tries.map(({ number }) => number)).toEqual(last);
});
