import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FetchRefusal, type CallAnswer } from '../media/fetch.ts';
import { addCustomer, order, settlement } from '../tasks/testing/fixture.ts';
import { hmacHex, standardHeaders, webhookSecret } from './sign.ts';
import {
  atMs,
  callbackSecret,
  openWebhookFixture,
  taken,
  type WebhookFixture,
} from './testing/fixture.ts';

/** Callbacks: the addresses that requests themselves name. */

let hooks: WebhookFixture;
beforeEach(async () => {
  hooks = await openWebhookFixture();
});
afterEach(() => hooks.close());

async function finishedTask(url = 'https://receiver.example/hook'): Promise<string> {
  return hooks.finishedTask(await addCustomer(hooks.fixture, 100), url);
}

async function deliveries() {
  const { rows } = await hooks.fixture.database.general.query<{ state: string; tries: number }>(`
    select d.state, (select count(*) from delivery_tries y where y.delivery_id = d.id)::int as tries
      from deliveries d order by d.url`);
  return rows;
}

test('a final state is told in the dialect’s words, signed for both kinds of receivers', async () => {
  const id = await finishedTask();
  await hooks.turn();
  const [call] = hooks.receiver.calls;
  if (!call) throw new Error('nothing was sent');
  expect(call.url).toBe('https://receiver.example/hook');
  expect(JSON.parse(call.body)).toMatchObject({
    requestId: id,
    status: 'failed',
    event: 'video.generation.failed',
    metadata: { projectId: 'proj_1001' },
  });
  const { 'X-Seedance-Signature': theirs, 'webhook-id': deliveryId } = call.headers;
  const t = String(atMs / 1000);
  expect(theirs).toBe(`t=${t},v1=${hmacHex(callbackSecret, `${t}.${call.body}`)}`);
  expect(call.headers).toMatchObject({
    'X-Seedance-Timestamp': t,
    'X-Seedance-Delivery': deliveryId,
  });
  const reference = new Webhook(callbackSecret.text);
  expect(reference.sign(String(deliveryId), new Date(atMs), call.body)).toBe(
    call.headers['webhook-signature'],
  );
  expect(await deliveries()).toEqual([{ state: 'delivered', tries: 1 }]);
});

test('after a rotation of the installation’s secret receivers that know the old one or the new one verify it', async () => {
  const former = webhookSecret(Buffer.alloc(32, 9));
  const rotated = await openWebhookFixture({ callbackSecrets: [callbackSecret, former] });
  onTestFinished(() => rotated.close());
  const who = await addCustomer(rotated.fixture, 100);
  await rotated.finishedTask(who, 'https://receiver.example/hook');
  await rotated.turn();
  const [call] = rotated.receiver.calls;
  if (!call) throw new Error('nothing was sent');
  const t = String(atMs / 1000);
  const signed = { deliveryId: call.headers['webhook-id'] ?? '', atSeconds: atMs / 1000 };
  expect(call.headers['webhook-signature']?.split(' ')).toEqual(
    [callbackSecret, former].map(
      (one) => standardHeaders([one], { ...signed, rawBody: call.body })['webhook-signature'],
    ),
  );
  // Where there is room for one alone, it is the one that receivers know for sure.
  expect(call.headers['X-Seedance-Signature']).toBe(
    `t=${t},v1=${hmacHex(former, `${t}.${call.body}`)}`,
  );
});

test('metadata goes back byte for byte, in callbacks and to endpoints', async () => {
  const metadataText = '{"b":12345678901234567890, "10":1.0,\n "2":"\\u732b", "b2":{ } }';
  const who = await addCustomer(hooks.fixture, 100);
  const submission = order();
  const { row } = await hooks.fixture.submit(who, {
    ...submission,
    decode: () => ({
      ...submission.decode(),
      callbackUrl: 'https://receiver.example/hook',
      // oxlint-disable-next-line typescript/no-unsafe-assignment -- as the door parses it
      metadata: JSON.parse(metadataText),
      metadataText,
    }),
  });
  await hooks.fixture.settler.settle(settlement(row.id));
  await hooks.turn();
  expect(hooks.receiver.calls[0]?.body).toContain(`"metadata":${metadataText}}`);
  const read = await hooks.fixture.reader.read({ accountId: who.accountId, id: row.id });
  expect(read?.metadata).toBe(metadataText);
});

test('metadata of before, which was kept as values, is told', async () => {
  const id = await finishedTask();
  await hooks.fixture.database.general.query(
    `update tasks set metadata = '{"projectId": "proj_1001"}' where id = $1`,
    [id],
  );
  await hooks.turn();
  expect(hooks.receiver.calls[0]?.body).toContain('"metadata":{"projectId": "proj_1001"}}');
});

test('our signature is the published vector of Standard Webhooks', () => {
  const known = webhookSecret(Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'));
  const headers = standardHeaders([known], {
    deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    atSeconds: 1_614_265_330,
    rawBody: '{"test": 2432232314}',
  });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

describe('a receiver that does not take it', () => {
  test.each([
    ['an error', { ...taken, status: 500 }],
    ['a redirect', { ...taken, status: 302 }],
  ])(
    'with %s gets it again by the schedule, under the same id, and every try is recorded',
    async (_, answer) => {
      await finishedTask();
      hooks.receiver.answer = () => Promise.resolve(answer);
      const waits: number[] = [];
      for (let number = 1; number <= 10; number++) {
        await hooks.turn();
        if (number < 10) waits.push(...(await hooks.makeDue()).map(Math.round));
      }
      expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
      const ids = hooks.receiver.calls.map(({ headers }) => headers['webhook-id']);
      expect(new Set(ids).size).toBe(1);
      expect(await deliveries()).toEqual([{ state: 'failed', tries: 10 }]);
      await hooks.turn();
      expect(hooks.receiver.calls).toHaveLength(10);
    },
  );

  test('with 410 gets it no more', async () => {
    await finishedTask();
    hooks.receiver.answer = () => Promise.resolve({ ...taken, status: 410 });
    await hooks.turn();
    expect(await deliveries()).toEqual([{ state: 'failed', tries: 1 }]);
  });

  test('with Retry-After gets the time that it asks for', async () => {
    await finishedTask();
    hooks.receiver.answer = () =>
      Promise.resolve({ ...taken, status: 429, headers: { 'retry-after': '90' } });
    await hooks.turn();
    expect((await hooks.makeDue()).map(Math.round)).toEqual([90]);
  });

  test('because it cannot be reached is tried again, with the reason in the record', async () => {
    await finishedTask();
    hooks.receiver.answer = () =>
      Promise.reject(new FetchRefusal('connect', 'The host does not answer.'));
    await hooks.turn();
    const { rows } = await hooks.fixture.database.general.query(
      'select status, error from delivery_tries',
    );
    expect(rows).toEqual([{ status: null, error: 'The host does not answer.' }]);
    expect(await deliveries()).toEqual([{ state: 'pending', tries: 1 }]);
  });
});

test('a receiver that hangs delays nobody else’s', async () => {
  await finishedTask('https://dead.example/hook');
  let wakeDead: (answer: CallAnswer) => void = () => undefined;
  hooks.receiver.answer = ({ url }) =>
    url.includes('dead')
      ? new Promise((resolve) => {
          wakeDead = resolve;
        })
      : Promise.resolve(taken);
  await hooks.deliverer.turn();
  await finishedTask('https://fine.example/hook');
  await hooks.deliverer.turn();
  await expect.poll(deliveries).toEqual([
    { state: 'pending', tries: 0 },
    { state: 'delivered', tries: 1 },
  ]);
  wakeDead(taken);
  await hooks.deliverer.idle();
});

test('all that waits for a receiver is sent to it in one turn, a few at a time', async () => {
  const who = await addCustomer(hooks.fixture, 4_000);
  await Promise.all(
    Array.from({ length: 100 }, () => hooks.finishedTask(who, 'https://receiver.example/hook')),
  );
  let underWay = 0;
  let most = 0;
  hooks.receiver.answer = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return taken;
  };
  await hooks.turn();
  expect(hooks.receiver.calls).toHaveLength(100);
  expect(most).toBe(16);
});
