import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProblemError } from '../../generation/problems.ts';
import { openDatabase, type Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { createRates, readRate, type CreateRates } from './rates.ts';

let database: Database;
let drop: () => Promise<void>;
/** Two processes. */
let rates: [CreateRates, CreateRates];
let second: Database;
beforeAll(async () => {
  const own = await testDatabase();
  ({ database, drop } = own);
  second = openDatabase({ address: own.address, log: () => undefined });
  rates = [createRates(database), createRates(second)];
});
afterAll(async () => {
  await second.close();
  await drop();
});

/** How many of so many creates at once get through, by both processes, and what the others are told. */
async function take(key: { keyId: string; createsPerMinute: number }, count: number) {
  const tries = Array.from({ length: count }, (_, index) =>
    Promise.resolve(rates[index % 2]?.take(key)),
  );
  const results = await Promise.allSettled(tries);
  const refused = results.flatMap((result) =>
    result.status === 'rejected' && result.reason instanceof ProblemError
      ? [result.reason.problem]
      : [],
  );
  return { taken: results.length - refused.length, refused };
}

/** As if so much time had gone by. */
const pass = (keyId: string, seconds: number) =>
  database.general.query(
    'update key_rates set next_at = next_at - make_interval(secs => $2) where key_id = $1',
    [keyId, seconds],
  );

test('what has no rate waits for nothing', () => {
  expect(rates[0].take({ keyId: randomUUID(), createsPerMinute: null })).toBeUndefined();
});

test('a sixth of a minute may come at once, whichever process is asked, and then one after the other', async () => {
  const key = { keyId: randomUUID(), createsPerMinute: 60 };
  const { taken, refused } = await take(key, 30);
  // A slow machine lets a second or two go by.
  expect(taken).toBeGreaterThanOrEqual(11);
  expect(taken).toBeLessThanOrEqual(13);
  expect(refused[0]).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 1 });
  expect(refused[0]?.message).toContain('60 creates');
  await pass(key.keyId, 3);
  expect((await take(key, 30)).taken).toBeLessThanOrEqual(5);
});

test('over five minutes there are hardly more than the rate allows', async () => {
  const key = { keyId: randomUUID(), createsPerMinute: 60 };
  let all = 0;
  for (let at = 0; at < 300; at += 5) {
    all += (await take(key, 8)).taken;
    await pass(key.keyId, 5);
  }
  expect(all).toBeGreaterThanOrEqual(300);
  // Of 300, one in twenty; and what time the test itself takes.
  expect(all).toBeLessThanOrEqual(330);
});

test('who alone waits as long as it is told gets through, at the lowest rate too', async () => {
  const key = { keyId: randomUUID(), createsPerMinute: 1 };
  expect((await take(key, 1)).taken).toBe(1);
  const { taken, refused } = await take(key, 1);
  expect(taken).toBe(0);
  const wait = refused[0]?.retryAfterSeconds ?? 0;
  expect(wait).toBeGreaterThanOrEqual(59);
  expect(wait).toBeLessThanOrEqual(60);
  await pass(key.keyId, wait);
  expect((await take(key, 1)).taken).toBe(1);
});

test('what is left is told with each that is taken, and when there is more', async () => {
  const key = { keyId: randomUUID(), createsPerMinute: 6 };
  const rate = { name: 'key-creates', quota: 6, windowSeconds: 60 };
  expect(await readRate(database, key)).toEqual({ ...rate, left: 2, moreSeconds: 0 });
  const first = await rates[0].take(key);
  expect(first).toMatchObject({ ...rate, left: 1 });
  expect(first?.moreSeconds).toBeGreaterThan(8);
  expect(first?.moreSeconds).toBeLessThanOrEqual(10);
  expect(await readRate(database, key)).toMatchObject({ left: 1 });
  // Nothing was taken by reading it.
  expect(await rates[1].take(key)).toMatchObject({ left: 0 });
  const { refused } = await take(key, 1);
  const told = refused[0]?.rate;
  expect(told).toMatchObject({ ...rate, left: 0, moreSeconds: refused[0]?.retryAfterSeconds });
  const now = await readRate(database, key);
  expect(now?.left).toBe(0);
  expect(now?.moreSeconds).toBeGreaterThan(8);
  await pass(key.keyId, 5);
  expect((await readRate(database, key))?.moreSeconds).toBeLessThanOrEqual(5);
  await pass(key.keyId, 60);
  expect(await readRate(database, key)).toMatchObject({ left: 2, moreSeconds: 0 });
  expect(await readRate(database, { ...key, createsPerMinute: null })).toBeNull();
});

test('a version of before takes from the same rates', async () => {
  const key = { keyId: randomUUID(), createsPerMinute: 1 };
  const former = async () => {
    const { rows } = await database.general.query<{ taken: number; wait_seconds: number }>(
      'select taken, wait_seconds from take_creates(array[$1::uuid], array[1], array[1], 10)',
      [key.keyId],
    );
    return rows[0];
  };
  expect(await former()).toMatchObject({ taken: 1 });
  const again = await former();
  expect(again?.taken).toBe(0);
  expect(again?.wait_seconds).toBeGreaterThan(50);
  expect((await take(key, 1)).taken).toBe(0);
});
