import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dialects } from '../dialects/index.ts';
import { FetchRefusal, type GuardedFetch, type CallAnswer, type Call } from '../media/fetch.ts';
import { addCustomer, openSpine, order, settlement, type Spine } from '../tasks/testing/spine.ts';
import type { Submission } from '../tasks/submit.ts';
import { createDeliverer, type Deliverer } from './deliver.ts';
import { hmacHex, standardHeaders, webhookSecret } from './sign.ts';

const secret = webhookSecret(Buffer.alloc(32, 7));
const atMs = 1_795_248_000_000;

interface Receiver {
  calls: (Call & { url: string })[];
  answer: (url: string) => Promise<CallAnswer>;
}

const ok: CallAnswer = { status: 200, headers: {}, answer: 'ok', tookMs: 3 };

let spine: Spine;
let receiver: Receiver;
let deliverer: Deliverer;

beforeEach(async () => {
  spine = await openSpine();
  receiver = { calls: [], answer: () => Promise.resolve(ok) };
  const fetch: Pick<GuardedFetch, 'call'> = {
    call(url, call) {
      receiver.calls.push({ url, ...call });
      return receiver.answer(url);
    },
  };
  deliverer = createDeliverer({
    database: spine.database,
    fetch,
    dialects: new Map(dialects.map((dialect) => [dialect.name, dialect])),
    key: randomBytes(32),
    secretOf: () => secret,
    sign: (name) => `https://films.example/media/signed/${name}`,
    // The reference library refuses signatures that are older than five minutes.
    now: () => atMs,
    random: () => 0.5,
    log: pino({ level: 'silent' }),
  });
});
afterEach(() => spine.close());

function withCallback(url: string): Submission {
  const plain = order();
  return {
    ...plain,
    decode: () => ({ ...plain.decode(), callbackUrl: url, metadata: { projectId: 'proj_1001' } }),
  };
}

async function finishedTask(url = 'https://receiver.example/hook'): Promise<string> {
  const who = await addCustomer(spine, 100);
  const { row } = await spine.submit(who, withCallback(url));
  await spine.settler.settle(settlement(row.id));
  return row.id;
}

async function turn(): Promise<void> {
  await deliverer.turn();
  await deliverer.idle();
}

async function makeDue(): Promise<number> {
  const { rows } = await spine.database.general.query<{ seconds: number }>(`
    with old as (select extract(epoch from due_at - now())::float8 as seconds from work where step = 'deliver')
    select * from old`);
  await spine.database.general.query(`update work set due_at = now() where step = 'deliver'`);
  return rows[0]?.seconds ?? Number.NaN;
}

async function deliveries() {
  const { rows } = await spine.database.general.query<{ state: string; tries: number }>(`
    select d.state, (select count(*) from delivery_tries y where y.delivery_id = d.id)::int as tries
      from deliveries d order by d.url`);
  return rows;
}

test('a final state is told in the dialect’s words, signed for both kinds of receivers', async () => {
  const id = await finishedTask();
  await turn();
  const [call] = receiver.calls;
  if (call?.body === undefined) throw new Error('nothing was sent');
  expect(call.url).toBe('https://receiver.example/hook');
  expect(JSON.parse(call.body)).toMatchObject({
    requestId: id,
    status: 'failed',
    event: 'video.generation.failed',
    metadata: { projectId: 'proj_1001' },
  });
  const { 'X-Seedance-Signature': theirs, 'webhook-id': deliveryId } = call.headers;
  const t = String(atMs / 1000);
  expect(theirs).toBe(`t=${t},v1=${hmacHex(secret, `${t}.${call.body}`)}`);
  expect(call.headers).toMatchObject({
    'X-Seedance-Timestamp': t,
    'X-Seedance-Delivery': deliveryId,
  });
  const reference = new Webhook(secret.text);
  expect(reference.sign(String(deliveryId), new Date(atMs), call.body)).toBe(
    call.headers['webhook-signature'],
  );
  expect(await deliveries()).toEqual([{ state: 'delivered', tries: 1 }]);
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
    ['an error', { ...ok, status: 500 }],
    ['a redirect', { ...ok, status: 302 }],
  ])(
    'with %s gets it again by the schedule, under the same id, and every try is recorded',
    async (_, answer) => {
      await finishedTask();
      receiver.answer = () => Promise.resolve(answer);
      const waits: number[] = [];
      for (let number = 1; number <= 10; number++) {
        await turn();
        if (number < 10) waits.push(Math.round(await makeDue()));
      }
      expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
      expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(await deliveries()).toEqual([{ state: 'failed', tries: 10 }]);
      await turn();
      expect(receiver.calls).toHaveLength(10);
    },
  );

  test('with 410 gets it no more', async () => {
    await finishedTask();
    receiver.answer = () => Promise.resolve({ ...ok, status: 410 });
    await turn();
    expect(await deliveries()).toEqual([{ state: 'failed', tries: 1 }]);
  });

  test('with Retry-After gets the time that it asks for', async () => {
    await finishedTask();
    receiver.answer = () =>
      Promise.resolve({ ...ok, status: 429, headers: { 'retry-after': '90' } });
    await turn();
    expect(Math.round(await makeDue())).toBe(90);
  });

  test('because it cannot be reached is tried again, with the reason in the record', async () => {
    await finishedTask();
    receiver.answer = () =>
      Promise.reject(new FetchRefusal('connect', 'The host does not answer.'));
    await turn();
    const { rows } = await spine.database.general.query('select status, error from delivery_tries');
    expect(rows).toEqual([{ status: null, error: 'The host does not answer.' }]);
    expect(await deliveries()).toEqual([{ state: 'pending', tries: 1 }]);
  });
});

test('a receiver that hangs delays nobody else’s', async () => {
  await finishedTask('https://dead.example/hook');
  let wakeDead: (answer: CallAnswer) => void = () => undefined;
  receiver.answer = (url) =>
    url.includes('dead')
      ? new Promise((resolve) => {
          wakeDead = resolve;
        })
      : Promise.resolve(ok);
  await deliverer.turn();
  await finishedTask('https://fine.example/hook');
  await deliverer.turn();
  await expect.poll(deliveries).toEqual([
    { state: 'pending', tries: 0 },
    { state: 'delivered', tries: 1 },
  ]);
  wakeDead(ok);
  await deliverer.idle();
});
