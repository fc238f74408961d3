import { describe, expect, test, type TestContext } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { proxyTo } from '../postgres/testing-proxy.ts';
import { isTransient } from '../postgres/transient.ts';
import { createReadiness } from './readiness.ts';

const fine = { database: true, storage: true, installation: true };
const well = (): true => true;
const others = { storage: well, installation: well };

/** A database behind a proxy, and what is said of it. */
async function openReadiness({ onTestFinished }: TestContext) {
  const straight = await testDatabase();
  const opened = { proxy: await proxyTo(straight.address) };
  const lines: [string, string][] = [];
  const database = openDatabase({
    address: opened.proxy.address,
    log: (level, message) => lines.push([level, message]),
  });
  onTestFinished(async () => {
    opened.proxy.thaw();
    await database.close();
    await opened.proxy.close();
    await straight.drop();
  });
  return { straight, opened, lines, database, ready: createReadiness(database, others) };
}

const outage = [
  ['error', 'the database does not work'],
  ['info', 'the database works again'],
];

test('where nobody asked for anything, the way of submits is asked', async (context) => {
  const { straight, opened, ready } = await openReadiness(context);
  expect(await ready()).toEqual(fine);
  await opened.proxy.close();
  opened.proxy = await proxyTo(straight.address);
  expect(await ready()).toEqual(fine);
});

test('however many ask, the database is asked once a second at most', async (context) => {
  const { database } = await openReadiness(context);
  let queries = 0;
  const counting = new Proxy(database.submits, {
    get(pool, name) {
      if (name === 'query' || name === 'connect') queries += 1;
      const value: unknown = Reflect.get(pool, name);
      return typeof value === 'function' ? value.bind(pool) : value;
    },
  });
  const asked = createReadiness({ health: database.health, submits: counting }, others);
  const startMs = performance.now();
  for (let turn = 0; turn < 20; turn += 1) {
    const told = await Promise.all(Array.from({ length: 500 }, asked));
    expect(told).toEqual(Array.from({ length: 500 }, () => fine));
  }
  const seconds = (performance.now() - startMs) / 1_000;
  process.stdout.write(`/readyz: 10 000 looks in ${seconds.toFixed(1)} s, ${queries} queries\n`);
  expect(queries).toBeLessThanOrEqual(1 + Math.ceil(seconds));
});

/** They wait until a trouble is noticed, and its end. */
describe.concurrent('a database', () => {
  test(
    'that is silent is named, and its end is noticed without a request',
    { timeout: 60_000 },
    async (context) => {
      const { opened, lines, ready } = await openReadiness(context);
      const { proxy } = opened;
      expect(await ready()).toEqual(fine);
      proxy.freeze();
      await context.expect.poll(ready, { timeout: 8_000 }).toMatchObject({
        database: 'submits does not answer in time',
      });
      await context.expect.poll(() => lines, { timeout: 15_000 }).toEqual([outage[0]]);
      proxy.thaw();
      proxy.reset();
      await context.expect
        .poll(() => lines.filter(([level]) => level !== 'warn'), { timeout: 15_000 })
        .toEqual(outage);
      expect(await ready()).toEqual(fine);
    },
  );

  test('that is a standby or read-only is named, and never taken for a fault of ours', async (context) => {
    const { straight, opened, lines, database, ready } = await openReadiness(context);
    const name = straight.address.database;
    const set = (mode: 'on' | 'off') =>
      straight.database.general.query(
        `alter database ${name} set default_transaction_read_only = ${mode}`,
      );
    await set('on');
    expect(await ready()).toMatchObject({ database: 'submits is read-only' });
    const refused: unknown = await database.work
      .query('update work set queue = queue')
      .catch((error: unknown) => error);
    expect(isTransient(refused)).toBe(true);
    // By a connection that was opened before.
    await set('off');
    opened.proxy.reset();
    await context.expect
      .poll(() => lines.filter(([level]) => level !== 'warn'), { timeout: 15_000 })
      .toEqual(outage);
    expect(await ready()).toEqual(fine);
  });
});
