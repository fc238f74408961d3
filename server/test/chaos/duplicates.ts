import { expect, onTestFinished } from 'vitest';
import { Pool } from 'undici';
import { readWallet } from '../../src/accounts/accounts.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { addCustomer } from './customers.ts';
import { openDoors } from './in-process.ts';
import { inParallel } from './parallel.ts';
import { clientDialects, filmCredits } from './wire.ts';

const duplicates = 20;
const connections = 64;

interface Reply {
  status: number;
  id: string | null;
  replayed: boolean;
}

/** Sends so many creates, each 20 times at once under its key, to two processes: one task comes of each. */
export async function sendDuplicates(keys: number): Promise<void> {
  const { database, urls, close } = await openDoors(2);
  const pools = urls.map((url) => new Pool(url, { connections: connections / urls.length }));
  onTestFinished(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await close();
  });
  const customer = await addCustomer(database, keys * filmCredits);

  async function send(key: number, pool: Pool | undefined): Promise<Reply> {
    if (!pool) throw new Error('there is no door');
    const dialect = clientDialects[key % 2 === 0 ? 0 : 1];
    const answer = await pool.request({
      method: 'POST',
      path: dialect.createPath,
      headers: {
        authorization: `Bearer ${customer.keys.live}`,
        'content-type': 'application/json',
        'idempotency-key': `key ${String(key)}`,
      },
      body: JSON.stringify(dialect.film(`film ${String(key)}`)),
    });
    const body = await answer.body.json();
    return {
      status: answer.statusCode,
      id: answer.statusCode === 200 ? dialect.idOf(body) : null,
      replayed: answer.headers['idempotent-replayed'] === 'true',
    };
  }

  const replies = Array.from({ length: keys }, (): Reply[] => []);
  // The duplicates of a key stand side by side, so that they are under way together.
  const sends = Array.from({ length: keys * duplicates }, (_, number) => ({
    key: Math.floor(number / duplicates),
    pool: pools[number % pools.length],
  }));
  await inParallel(connections, sends, async ({ key, pool }) => {
    replies[key]?.push(await send(key, pool));
  });

  const ids = replies.map((ofKey) => {
    const answered = ofKey.filter(({ status }) => status === 200);
    const refused = ofKey.filter(({ status }) => status !== 200);
    expect(refused).toEqual([]);
    expect(answered.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(answered.map(({ id }) => id)).size).toBe(1);
    return answered[0]?.id;
  });
  expect(new Set(ids).size).toBe(keys);
  expect(await readWallet(database, customer.accountId)).toEqual({
    balanceMicros: customer.grantedMicros,
    heldMicros: customer.grantedMicros,
    debtMicros: 0n,
  });
  expect(await checkLedger(database)).toMatchObject({ broken: [], openTasks: keys });

  // A wallet without a credit left does not keep a replay from its answer.
  await inParallel(connections, [...ids.entries()], async ([key, id]) => {
    expect(await send(key, pools[key % pools.length])).toMatchObject({ id, replayed: true });
  });
}
