import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readWallet } from '../../src/accounts/accounts.ts';
import { pictureFile } from '../../src/media/testing/files.ts';
import { startMediaHost, type Hold, type MediaHost } from '../harness/media-host.ts';
import { addCustomer, countUnanswered, tasksOf, type Customer } from './customers.ts';
import { startFleet, type Fleet } from './fleet.ts';
import { sendTwins } from './twins.ts';

/** Creates whose media are slow, of clients and processes that do not wait for the end. */

let fleet: Fleet;
let host: MediaHost;
beforeAll(async () => {
  host = await startMediaHost();
  fleet = await startFleet({ env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' } });
}, 60_000);
afterAll(async () => {
  await fleet.remove();
  await host.close();
});

const createPath = '/api/open/v1/video/generations';

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
  const answer = await fetch(url + createPath, {
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
    `POST ${createPath} HTTP/1.1`,
    'Host: filmgate',
    `Authorization: Bearer ${keys.live}`,
    'Content-Type: application/json',
    `Content-Length: ${String(body.length)}`,
    ...headers,
  ];
  socket.on('error', () => undefined).write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  return socket;
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
  // What is left of its lease goes by at once.
  await fleet.database.general.query(
    'update creates_under_way set until = least(until, now()) where account_id = $1',
    [customer.accountId],
  );
  expect(await first).toBe('cut');
  // One of them is at work now, the others wait for it.
  await expect.poll(() => host.requests('/killed.jpg'), { timeout: 15_000 }).toBe(2);
  hold.release();
  const ids = new Set(await Promise.all(retries));
  expect(await tasksOf(fleet.database, customer)).toEqual([...ids]);
  expect(ids.size).toBe(1);
}, 60_000);

test.each([
  ['resets its connection', (socket: Socket) => socket.resetAndDestroy()],
  ['closes its connection', (socket: Socket) => socket.destroy()],
])('a client that %s before the hold gets no task, and its retry one', async (what, hangUp) => {
  const customer = await addCustomer(fleet.database, 1_000);
  const path = `/${what.replaceAll(' ', '-')}.jpg`;
  const { url, hold } = await slowPicture(path);
  const socket = begin(customer, film(url));
  await hold.arrived;
  hangUp(socket);
  // It is left at once, and its files are not waited for.
  await expect.poll(() => host.abandoned(path), { timeout: 5_000 }).toBe(1);
  hold.release();
  expect(await tasksOf(fleet.database, customer)).toEqual([]);
  expect((await readWallet(fleet.database, customer.accountId))?.heldMicros).toBe(0n);
  const id = await post(fleet.url, customer, film(url));
  expect(await tasksOf(fleet.database, customer)).toEqual([id]);
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
  expect(await tasksOf(fleet.database, customer)).toEqual([id]);
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
  expect(await tasksOf(fleet.database, customer)).toHaveLength(1);
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
  await expect.poll(() => countUnanswered(fleet.database, customer), { timeout: 10_000 }).toBe(1);
  const [lost] = await tasksOf(fleet.database, customer);
  const retry = { 'x-stainless-retry-count': '1' };
  const another = await post(fleet.url, customer, body);
  expect(another).not.toBe(lost);
  expect(await post(fleet.url, customer, body, undefined, retry)).toBe(lost);
  expect([lost, another]).not.toContain(await post(fleet.url, customer, body, undefined, retry));
});

// Two hundred times it is a proof.
test('50 times two equal creates at once, one of them with a 503 between, are two tasks', async () => {
  expect.hasAssertions();
  await sendTwins(fleet, 50);
}, 120_000);
