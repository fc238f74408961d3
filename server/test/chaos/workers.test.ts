import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readWallet } from '../../src/accounts/accounts.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import type { Database } from '../../src/postgres/database.ts';
import { call, until } from '../harness/api.ts';
import { send, type Order } from './clients.ts';
import { addCustomer, type Customer } from './customers.ts';
import { startFleet } from './fleet.ts';
import { cancelPath, clientDialects, filmCredits } from './wire.ts';

/** So much is left of the leases of the one that is killed. */
const leftSeconds = 4;
/** What it held moves again so long after its lease at the latest. */
const adoptedWithinSeconds = leftSeconds + 5;

const credits = 1_000;

test('the tasks of a worker that is killed move on to the other one, and each is settled once', async () => {
  const fleet = await startFleet();
  onTestFinished(() => fleet.remove());
  const { database } = fleet;
  const customer = await addCustomer(database, credits);
  let placed = 0;
  const place = async (mode: 'live' | 'test', prompt: string, count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        placed += 1;
        const order = orderOf(customer, mode, `${prompt} film`, placed);
        const answer = await send(fleet, order);
        expect(answer).toMatchObject({ status: 200 });
        return order.dialect.idOf(answer.body);
      }),
    );

  // The first worker is alone for a while, so that it is known which queue is its.
  const first = await fleet.startWorker();
  const delayed = await place('test', '[[delay:8s]] [[fail:provider_error]]', 20);
  await untilFollowed(database, delayed);
  const [queue, ...others] = await queuesOf(database);
  if (queue === undefined) throw new Error('nothing is followed');
  expect(others).toEqual([]);
  const renders = await place('live', 'a harbour at dusk,', 3);
  await untilFollowed(database, renders.slice(0, 2));

  await fleet.startWorker();
  const [unwanted = ''] = await place('test', '[[delay:60s]]', 1);
  const failing = await place('test', '[[fail:provider_error]]', 39);

  await first.kill();
  const killedMs = performance.now();
  await holdSome(database, queue);
  const cancelled = await call(fleet, 'POST', cancelPath(unwanted), { key: customer.keys.test });
  expect([200, 503]).toContain(cancelled.status);

  await until(
    () => openIn(database, queue),
    (open) => open === 0,
    adoptedWithinSeconds * 1_000 - (performance.now() - killedMs),
  );
  const adoptedSeconds = (performance.now() - killedMs) / 1_000;
  process.stdout.write(`adopted after ${adoptedSeconds.toFixed(1)} s\n`);
  // No lease was cut short.
  expect(adoptedSeconds).toBeGreaterThanOrEqual(leftSeconds);
  await until(
    () => statesOf(database),
    (states) => !('open' in states),
    120_000,
  );
  expect(await statesOf(database)).toEqual({
    failed: BigInt(delayed.length + failing.length),
    cancelled: 1n,
    succeeded: BigInt(renders.length),
  });
  expect(await readWallet(database, customer.accountId)).toEqual({
    balanceMicros: customer.grantedMicros - BigInt(renders.length * filmCredits) * 1_000_000n,
    heldMicros: 0n,
    debtMicros: 0n,
  });
  expect((await checkLedger(database)).broken).toEqual([]);
  const left = () => readdir(join(fleet.dataDirectory, 'studio'));
  await until(left, (folders) => folders.length === 0, 10_000);
});

function orderOf(customer: Customer, mode: 'live' | 'test', prompt: string, number: number): Order {
  return {
    idempotencyKey: `order ${String(number)}`,
    customer,
    mode,
    dialect: clientDialects[number % 2 === 0 ? 0 : 1],
    prompt,
    fate: 'renders',
  };
}

async function untilFollowed(database: Database, ids: readonly string[]): Promise<void> {
  const look = async () => {
    const { rows } = await database.general.query<{ count: bigint }>(
      `select count(*) as count from work where step = 'follow' and subject_id = any ($1)`,
      [ids],
    );
    return Number(rows[0]?.count);
  };
  await until(look, (count) => count === ids.length);
}

async function queuesOf(database: Database): Promise<string[]> {
  const { rows } = await database.general.query<{ queue: string }>(
    `select distinct queue from work where step = 'follow'`,
  );
  return rows.map(({ queue }) => queue);
}

/** As if the kill had come in the middle of a turn: half of its work stays claimed for the rest of a lease. */
async function holdSome(database: Database, queue: string): Promise<void> {
  await database.general.query(
    `update work set claim_token = coalesce(claim_token, gen_random_uuid()), claimed_at = now(),
            due_at = now() + make_interval(secs => $2)
      where queue = $1 and (claim_token is not null or subject_id in (
        select subject_id from work where queue = $1 order by subject_id
         limit (select count(*) / 2 from work where queue = $1)))`,
    [queue, leftSeconds],
  );
}

async function openIn(database: Database, queue: string): Promise<number> {
  const { rows } = await database.general.query<{ count: bigint }>(
    'select count(*) as count from work where queue = $1',
    [queue],
  );
  return Number(rows[0]?.count);
}

/** How many tasks are in each final state; the others are `open`. */
async function statesOf(database: Database): Promise<Record<string, bigint>> {
  const { rows } = await database.general.query<{ state: string; count: bigint }>(`
    select case when finished_at is null then 'open' else state end as state, count(*) as count
      from tasks group by 1`);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
