import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import OpenAI from 'openai';
import { z } from 'zod';
import { readWallet } from '../../src/accounts/accounts.ts';
import { pictureFile } from '../../src/media/testing/files.ts';
import { startMediaHost, type Hold, type MediaHost } from '../harness/media-host.ts';
import { addCustomer, type Customer } from './customers.ts';
import { startFleet, type Fleet } from './fleet.ts';

/** Creates whose media are slow, of clients and processes that do not wait for the end. */

let fleet: Fleet;
let host: MediaHost;
beforeAll(async () => {
  host = await startMediaHost();
  fleet = await startFleet({
    database: 'shared',
    env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' },
  });
}, 60_000);
afterAll(async () => {
  await fleet.remove();
  await host.close();
});

const path = '/api/open/v1/video/generations';

async function slowPicture(name: string): Promise<{ url: string; hold: Hold }> {
  host.put(name, { body: await pictureFile('jpeg'), contentType: 'image/jpeg' });
  return { url: host.url + name, hold: host.hold(name) };
}

function film(mediaUrl: string): string {
  const rest = { prompt: 'a lamp is lit', duration: 4, resolution: '480p' };
  return JSON.stringify({ model: 'seedance-2.0', mediaUrls: [mediaUrl], ...rest });
}

async function post(
  url: string,
  { keys }: Customer,
  body: string,
  idempotencyKey?: string,
  more: Record<string, string> = {},
) {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keys.live}`,
      'content-type': 'application/json',
      ...more,
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body,
  });
  expect(answer.status).toBe(200);
  return z.object({ requestId: z.string() }).parse(await answer.json()).requestId;
}

/** Sent by hand: its end is the test's. */
function begin({ keys }: Customer, body: string, ...headers: string[]): Socket {
  const socket = connect({ port: Number(new URL(fleet.url).port), allowHalfOpen: true });
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: filmgate',
    `Authorization: Bearer ${keys.live}`,
    'Content-Type: application/json',
    `Content-Length: ${String(body.length)}`,
    ...headers,
  ];
  socket.on('error', () => undefined).write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

async function notedTasks({ accountId }: Customer): Promise<number> {
  const { rows } = await fleet.database.general.query(
    'select from unanswered_creates where account_id = $1',
    [accountId],
  );
  return rows.length;
}

async function tasksOf({ accountId }: Customer): Promise<string[]> {
  const { rows } = await fleet.database.general.query<{ id: string }>(
    'select id from tasks where account_id = $1',
    [accountId],
  );
  return rows.map(({ id }) => id);
}

test('50 retries of a create whose process is killed make one task', async () => {
  const customer = await addCustomer(fleet.database, 1_000);
  const { url, hold } = await slowPicture('/killed.jpg');
  const doomed = await fleet.startApi();
  const first = post(doomed.url, customer, film(url), 'killed').catch(() => 'cut');
  await hold.arrived;
  const retries = Array.from({ length: 50 }, () => post(fleet.url, customer, film(url), 'killed'));
  await wait(1_000);
  await doomed.kill();
  expect(await first).toBe('cut');
  // One of them is at work now, the others wait for it.
  await expect.poll(() => host.requests('/killed.jpg'), { timeout: 15_000 }).toBe(2);
  hold.release();
  const ids = new Set(await Promise.all(retries));
  expect(await tasksOf(customer)).toEqual([...ids]);
  expect(ids.size).toBe(1);
}, 60_000);

test.each([
  ['resets its connection', (socket: Socket) => socket.resetAndDestroy()],
  ['closes its connection', (socket: Socket) => socket.destroy()],
])('a client that %s before the hold gets no task, and its retry one', async (what, hangUp) => {
  const customer = await addCustomer(fleet.database, 1_000);
  const { url, hold } = await slowPicture(`/${what.replaceAll(' ', '-')}.jpg`);
  const socket = begin(customer, film(url));
  await hold.arrived;
  hangUp(socket);
  await wait(2_000);
  hold.release();
  await wait(500);
  expect(await tasksOf(customer)).toEqual([]);
  expect((await readWallet(fleet.database, customer.accountId))?.heldMicros).toBe(0n);
  const id = await post(fleet.url, customer, film(url));
  expect(await tasksOf(customer)).toEqual([id]);
});

test('a client that hangs up leaves its key to its retry', async () => {
  const customer = await addCustomer(fleet.database, 1_000);
  const { url, hold } = await slowPicture('/left.jpg');
  const socket = begin(customer, film(url), 'Idempotency-Key: left');
  await hold.arrived;
  socket.resetAndDestroy();
  const retry = post(fleet.url, customer, film(url), 'left');
  await expect.poll(() => host.requests('/left.jpg'), { timeout: 10_000 }).toBe(2);
  hold.release();
  const id = await retry;
  expect(await tasksOf(customer)).toEqual([id]);
});

test('a client that has said all it has to say gets its answer', async () => {
  const customer = await addCustomer(fleet.database, 1_000);
  const { url, hold } = await slowPicture('/half.jpg');
  const socket = begin(customer, film(url));
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.end();
  await hold.arrived;
  await wait(1_500);
  hold.release();
  await expect.poll(() => answer, { timeout: 10_000 }).toContain('requestId');
  expect(await tasksOf(customer)).toHaveLength(1);
});

/** Runs `work` while the account's wallet is held, so that no hold can be made; released by what it is given. */
async function whileHeld(
  { accountId }: Customer,
  work: (release: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const holder = await fleet.database.general.connect();
  try {
    await holder.query('begin');
    await holder.query('select from wallets where account_id = $1 for update', [accountId]);
    await work(() => holder.query('commit'));
  } finally {
    holder.release();
  }
}

/** Whether somebody waits for a row that is held. */
async function someoneWaits(): Promise<boolean> {
  const { rows } = await fleet.database.general.query(`
    select from pg_locks join pg_stat_activity using (pid)
     where datname = current_database() and not granted`);
  return rows.length > 0;
}

test('a retry without a key is given the task of the create whose answer nobody got', async () => {
  const customer = await addCustomer(fleet.database, 1_000);
  const body = JSON.stringify({ model: 'seedance-2.0', prompt: 'a tide', duration: 4 });
  await whileHeld(customer, async (release) => {
    const socket = begin(customer, body);
    await expect.poll(someoneWaits, { interval: 5 }).toBe(true);
    socket.resetAndDestroy();
    await wait(50);
    await release();
  });
  await expect.poll(() => notedTasks(customer), { timeout: 10_000 }).toBe(1);
  const [lost] = await tasksOf(customer);
  const retry = { 'x-stainless-retry-count': '1' };
  const another = await post(fleet.url, customer, body);
  expect(another).not.toBe(lost);
  expect(await post(fleet.url, customer, body, undefined, retry)).toBe(lost);
  expect([lost, another]).not.toContain(await post(fleet.url, customer, body, undefined, retry));
});

test('200 times two equal creates at once, one of them with a 503 between, are two tasks', async () => {
  const customer = await addCustomer(fleet.database, 100_000);
  const ask = { model: 'sora-2', prompt: 'twins', seconds: '4' } as const;
  const client = (fetchOf: typeof fetch) =>
    new OpenAI({
      apiKey: customer.keys.live,
      baseURL: `${fleet.url}/v1`,
      maxRetries: 1,
      fetch: fetchOf,
    });
  const counts: (string | null)[] = [];
  for (let round = 0; round < 200; round += 1) {
    let isFirst = true;
    const unlucky = client((url, init) => {
      // Before its first form the client asks what kind of a `Response` there is.
      if (init?.method !== 'POST') return fetch(url, init);
      const wasFirst = isFirst;
      isFirst = false;
      if (wasFirst) {
        return Promise.resolve(
          new Response('{}', { status: 503, headers: { 'retry-after-ms': '1' } }),
        );
      }
      counts.push(new Headers(init?.headers).get('x-stainless-retry-count'));
      return fetch(url, init);
    });
    const [one, other] = await Promise.all([
      client(fetch).videos.create(ask),
      unlucky.videos.create(ask),
    ]);
    expect(one.id).not.toBe(other.id);
  }
  expect(counts).toEqual(Array.from({ length: 200 }, () => '1'));
  expect(await tasksOf(customer)).toHaveLength(400);
  expect(await notedTasks(customer)).toBe(0);
}, 120_000);
