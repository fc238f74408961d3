import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Submitter } from '../tasks/submit.ts';
import { addCustomer } from '../tasks/testing/fixture.ts';
import {
  addEndpoint,
  changeEndpoint,
  endpointsMax,
  findEndpoint,
  listEndpoints,
  removeEndpoint,
  rotateSecret,
} from './endpoints.ts';
import { listDeliveries, resendDelivery, resendRange, sendTestEvent } from './log.ts';
import { openWebhookFixture, type WebhookFixture } from './testing/fixture.ts';

const url = 'https://receiver.example/hook';

let hooks: WebhookFixture;
beforeAll(async () => {
  hooks = await openWebhookFixture();
});
afterAll(() => hooks.close());

const customer = (): Promise<Submitter> => addCustomer(hooks.fixture, 1_000);

test('an endpoint is told of final states, and its secret is kept sealed and shown once', async () => {
  const { accountId } = await customer();
  const { endpoint, secret } = await addEndpoint(hooks.parts, { accountId, url });
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/u);
  expect(endpoint).toMatchObject({
    accountId,
    url,
    description: '',
    types: ['task.succeeded', 'task.failed', 'task.cancelled', 'task.expired'],
    enabled: true,
    disabledBecause: null,
    failingSinceMs: null,
    formerSecretUntilMs: null,
  });
  expect(await listEndpoints(hooks.parts, { accountId })).toEqual([endpoint]);
  const { rows } = await hooks.fixture.database.general.query<{ text: string }>(
    `select encode(secret_sealed, 'escape') || e::text as text from webhook_endpoints e where id = $1`,
    [endpoint.id],
  );
  expect(rows[0]?.text).not.toContain(secret.slice('whsec_'.length));
});

describe('what cannot be an endpoint is refused by the name of its field', () => {
  test.each([
    ['url', { url: 'http://receiver.example/' }, 'must be https'],
    ['url', { url: 'https://127.0.0.1/' }, 'not on the public internet'],
    ['url', { url: 'https://receiver.example:8443/' }, 'Port 8443'],
    ['url', { url: 'no address' }, 'not a valid'],
    ['types', { types: [] }, 'is empty: name some of task.running'],
    ['types', { types: ['task.failed', 'task.lost'] }, 'holds "task.lost"'],
    ['description', { description: 'x'.repeat(501) }, 'has 501 characters'],
  ])('%s of %j', async (field, spec, words) => {
    const { accountId } = await customer();
    const refusal = { problem: { code: 'invalid_parameter', field } };
    const adding = addEndpoint(hooks.parts, { accountId, url, ...spec });
    await expect(adding).rejects.toMatchObject(refusal);
    await expect(adding).rejects.toThrow(words);
    const { endpoint } = await addEndpoint(hooks.parts, { accountId, url });
    await expect(changeEndpoint(hooks.parts, endpoint, spec)).rejects.toMatchObject(refusal);
    expect(await findEndpoint(hooks.parts, endpoint)).toEqual(endpoint);
  });
});

test('an account has no more endpoints than it may, however many are added at once', async () => {
  const { accountId } = await customer();
  const adding = Array.from({ length: endpointsMax + 5 }, () =>
    addEndpoint(hooks.parts, { accountId, url }),
  );
  const refusals = (await Promise.allSettled(adding)).flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  expect(refusals).toHaveLength(5);
  expect(refusals[0]).toMatchObject({ problem: { code: 'endpoint_limit' } });
  expect(await listEndpoints(hooks.parts, { accountId })).toHaveLength(endpointsMax);
});

test('another account’s endpoint is answered for as a missing one, whatever is asked of it', async () => {
  const { accountId } = await customer();
  const { endpoint } = await addEndpoint(hooks.parts, { accountId, url });
  const other = await customer();
  const actions = [
    (key: typeof endpoint) => findEndpoint(hooks.parts, key),
    (key: typeof endpoint) => changeEndpoint(hooks.parts, key, { description: 'theirs' }),
    (key: typeof endpoint) => changeEndpoint(hooks.parts, key, { enabled: false }),
    (key: typeof endpoint) => rotateSecret(hooks.parts, key),
    (key: typeof endpoint) => sendTestEvent(hooks.parts, key),
    (key: typeof endpoint) => removeEndpoint(hooks.parts, key),
  ];
  for (const deed of actions) {
    const missing = await deed({ ...endpoint, id: randomUUID() }).catch((error: unknown) => error);
    const foreign = await deed({ ...endpoint, accountId: other.accountId }).catch(
      (error: unknown) => error,
    );
    expect(foreign).toMatchObject({ problem: { code: 'endpoint_not_found' } });
    expect(foreign).toEqual(missing);
  }
  expect(await findEndpoint(hooks.parts, endpoint)).toEqual(endpoint);
  expect(await listEndpoints(hooks.parts, other)).toEqual([]);
});

test('what waits for an endpoint waits while it is disabled, and is sent when it is enabled', async () => {
  const who = await customer();
  const { endpoint } = await addEndpoint(hooks.parts, { ...who, url: `${url}/wait` });
  const before = await hooks.finishedTask(who);
  const disabled = await changeEndpoint(hooks.parts, endpoint, { enabled: false });
  expect(disabled).toMatchObject({ enabled: false, disabledBecause: 'owner' });
  await hooks.finishedTask(who);
  await hooks.turn();
  expect(hooks.receiver.calls).toEqual([]);
  expect(await listDeliveries(hooks.parts, { ...who, limit: 9 })).toMatchObject([
    { taskId: before, state: 'pending', nextTryAtMs: null, tries: [] },
  ]);
  const enabled = await changeEndpoint(hooks.parts, endpoint, { enabled: true });
  expect(enabled).toMatchObject({ enabled: true, disabledBecause: null });
  await hooks.turn();
  expect(await listDeliveries(hooks.parts, { ...who, limit: 9 })).toMatchObject([
    { taskId: before, state: 'delivered' },
  ]);
});

test('an event that came just while its endpoint was disabled waits as well', async () => {
  const who = await customer();
  const { endpoint } = await addEndpoint(hooks.parts, { ...who, url });
  await hooks.finishedTask(who);
  // As another transaction sees it that has read the endpoint just before.
  await hooks.fixture.database.general.query(
    `update webhook_endpoints set enabled = false, disabled_because = 'owner' where id = $1`,
    [endpoint.id],
  );
  await hooks.turn();
  const [delivery] = await listDeliveries(hooks.parts, { ...who, limit: 9 });
  expect(delivery).toMatchObject({ state: 'pending', nextTryAtMs: null, tries: [] });
  await changeEndpoint(hooks.parts, endpoint, { enabled: true });
  await hooks.turn();
  const [sent] = await listDeliveries(hooks.parts, { ...who, limit: 9 });
  expect(sent).toMatchObject({ state: 'delivered' });
});

test('what waits for an endpoint that is removed is given up with words, and stays in the log', async () => {
  const who = await customer();
  const { endpoint } = await addEndpoint(hooks.parts, { ...who, url });
  await hooks.finishedTask(who);
  await removeEndpoint(hooks.parts, endpoint);
  await expect(findEndpoint(hooks.parts, endpoint)).rejects.toThrow('no such webhook endpoint');
  expect(await listDeliveries(hooks.parts, { ...who, limit: 9 })).toMatchObject([
    { state: 'failed', failure: 'The endpoint was removed.', nextTryAtMs: null },
  ]);
});

describe('an endpoint belongs to a mode', () => {
  const told = async ({ accountId }: Submitter) => {
    const deliveries = await listDeliveries(hooks.parts, { accountId, limit: 9 });
    return deliveries.map(({ endpointId, taskId }) => [endpointId, taskId]);
  };

  test('and is told of tasks of that alone; a request’s own address is told of its own', async () => {
    const live = await customer();
    const sandbox: Submitter = { ...live, mode: 'test' };
    const { endpoint: ofLive } = await addEndpoint(hooks.parts, { ...live, url: `${url}/live` });
    const { endpoint: ofTest } = await addEndpoint(hooks.parts, { ...sandbox, url: `${url}/test` });
    expect([ofLive.mode, ofTest.mode]).toEqual(['live', 'test']);
    const drawing = await hooks.finishedTask(sandbox);
    const film = await hooks.finishedTask(live);
    const called = await hooks.finishedTask(sandbox, `${url}/callback`);
    expect(new Set(await told(live))).toEqual(
      new Set([
        [ofTest.id, drawing],
        [ofLive.id, film],
        [ofTest.id, called],
        [null, called],
      ]),
    );
  });

  test('which is live, where nobody says', async () => {
    const { accountId } = await customer();
    const { endpoint } = await addEndpoint(hooks.parts, { accountId, url });
    expect(endpoint.mode).toBe('live');
  });

  test('and is seen and changed from there alone', async () => {
    const live = await customer();
    const { endpoint } = await addEndpoint(hooks.parts, { ...live, url });
    await hooks.finishedTask(live);
    const [delivery] = await listDeliveries(hooks.parts, { ...live, limit: 9 });
    const elsewhere = { ...endpoint, mode: 'test' as const };
    const actions = [
      () => findEndpoint(hooks.parts, elsewhere),
      () => changeEndpoint(hooks.parts, elsewhere, { enabled: false }),
      () => rotateSecret(hooks.parts, elsewhere),
      () => sendTestEvent(hooks.parts, elsewhere),
      () => removeEndpoint(hooks.parts, elsewhere),
      () =>
        resendRange(hooks.parts, {
          ...{ accountId: live.accountId, mode: 'test', endpointId: endpoint.id },
          ...{ fromMs: 0, toMs: Date.now(), states: ['pending'] },
        }),
    ];
    for (const deed of actions) {
      await expect(deed()).rejects.toMatchObject({ problem: { code: 'endpoint_not_found' } });
    }
    await expect(
      resendDelivery(hooks.parts, { ...live, mode: 'test', id: delivery?.id ?? '' }),
    ).rejects.toMatchObject({ problem: { code: 'delivery_not_found' } });
    expect(await listEndpoints(hooks.parts, { ...live, mode: 'test' })).toEqual([]);
    expect(await listEndpoints(hooks.parts, live)).toEqual([endpoint]);
  });

  test('of which each has room for as many', async () => {
    const live = await customer();
    for (let made = 0; made < endpointsMax; made += 1) {
      await addEndpoint(hooks.parts, { ...live, mode: 'test', url });
    }
    expect((await addEndpoint(hooks.parts, { ...live, url })).endpoint.mode).toBe('live');
  });
});

test('test events can be named among the types', async () => {
  const { accountId } = await customer();
  const types = ['task.succeeded', 'test.ping'];
  const { endpoint } = await addEndpoint(hooks.parts, { accountId, url, types });
  expect(endpoint.types).toEqual(types);
});
