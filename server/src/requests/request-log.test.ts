import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { atMsOf, requestIds } from './ids.ts';
import { findCounts, findRequest, findRequests } from './read.ts';
import { createRequestLog, type RequestLogBounds } from './request-log.ts';
import { someRequest } from './testing/requests.ts';
import { writeCounts, writeRequests } from './write.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());

const route = '/platform/v1/tasks/{id}';
const found = async (accountId: string) =>
  (await findRequests(database, { accountId, limit: 100, after: null })).requests;
const counted = (accountId: string) => findCounts(database, { accountId, limit: 100, after: null });

/** A log whose database can be taken away, and whose clock stands. */
function open(bounds: Partial<RequestLogBounds> = {}) {
  const clock = { nowMs: Date.parse('2026-11-21T08:00:30Z') };
  let trouble: Error | null = null;
  let writes = 0;
  const told: object[] = [];
  const claims = new Proxy(database.claims, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      if (name !== 'query') return value.bind(target);
      return (...order: unknown[]) => {
        writes += 1;
        return trouble ? Promise.reject(trouble) : value.apply(target, order);
      };
    },
  });
  const note = (facts: object) => void told.push(facts);
  const requests = createRequestLog({
    database: { claims },
    log: { warn: note, error: note },
    nowMs: () => clock.nowMs,
    bounds: { writeEveryMs: 5, countEveryMs: 0, restMs: 5, ...bounds },
  });
  return {
    ...requests,
    clock,
    told,
    writes: () => writes,
    fail(error: Error | null) {
      trouble = error;
    },
  };
}

const lost = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test('ids of requests begin with their times, and are of no other kind', () => {
  const nowMs = Date.parse('2026-11-21T08:00:00.123Z');
  const next = requestIds(() => nowMs);
  const [one, other] = [next(), next()];
  expect(one).not.toBe(other);
  expect([atMsOf(one), atMsOf(other)]).toEqual([nowMs, nowMs]);
  for (const id of ['', 'x', '9f2c4a90d6e1b870-4k', `${one}-x`, one.toUpperCase(), `${one} `]) {
    expect(atMsOf(id)).toBeNull();
  }
});

test('what is told is written, all of it, in few statements', async () => {
  const accountId = randomUUID();
  const log = open();
  const whole = someRequest({
    accountId,
    keyId: null,
    personId: randomUUID(),
    mode: 'test',
    status: 402,
    code: 'insufficient_credits',
    detail: 'It needs 40 “credits”.',
    taskId: 'req_1',
    path: `/tasks?a='"\\,{}`,
    body: `{"prompt":"'\\"\\\\,{}\\u0000"}`,
  });
  log.write(whole);
  for (let count = 0; count < 599; count += 1) log.write(someRequest({ accountId }));
  await log.close();
  expect(await findRequest(database, { accountId, id: whole.id })).toEqual(whole);
  const { body: _body, detail: _detail, ...listed } = whole;
  const all = await findRequests(database, { accountId, limit: 1_000, after: null });
  expect(all.requests).toHaveLength(600);
  expect(all.requests).toContainEqual(listed);
  expect(log.writes()).toBe(3);
});

test('nobody has to ask for it', async () => {
  const accountId = randomUUID();
  const log = open();
  log.write(someRequest({ accountId }));
  log.count({ accountId, keyId: null, route });
  await expect.poll(() => found(accountId)).toHaveLength(1);
  await expect.poll(() => counted(accountId)).toHaveLength(1);
  await log.close();
});

test('reads are counted by caller, route and minute', async () => {
  const [accountId, keyId, other] = [randomUUID(), randomUUID(), randomUUID()];
  const log = open();
  for (let count = 0; count < 3; count += 1) log.count({ accountId, keyId, route });
  log.count({ accountId, keyId, route: '/platform/v1/balance' });
  log.count({ accountId, keyId: null, route });
  log.count({ accountId: other, keyId: null, route });
  await log.close();
  // Of the same minute, by another process.
  log.count({ accountId, keyId, route });
  log.clock.nowMs += 60_000;
  log.count({ accountId, keyId, route });
  await log.close();
  const minuteAtMs = Date.parse('2026-11-21T08:00:00Z');
  const one = { minuteAtMs, accountId, keyId, route, reads: 1, unlisted: 0 };
  const seen = await counted(accountId);
  expect(seen).toHaveLength(4);
  expect(seen).toEqual(
    expect.arrayContaining([
      { ...one, minuteAtMs: minuteAtMs + 60_000 },
      { ...one, reads: 4 },
      { ...one, route: '/platform/v1/balance' },
      { ...one, keyId: null },
    ]),
  );
  expect(seen[0]?.minuteAtMs).toBe(minuteAtMs + 60_000);
});

test('what comes twice, as its first answer was lost, is written once', async () => {
  const accountId = randomUUID();
  const request = someRequest({ accountId });
  await writeRequests(database, [request]);
  await writeRequests(database, [request, someRequest({ accountId })]);
  expect(await found(accountId)).toHaveLength(2);
});

describe('without its database', () => {
  test('the log waits within its bounds, counts what is too much, and says so', async () => {
    const accountId = randomUUID();
    const other = randomUUID();
    const log = open({ rowsMost: 10, rowsOfAccountMost: 8 });
    log.fail(lost());
    const write = (who: string) => {
      log.write(someRequest({ accountId: who, keyId: who }));
    };
    for (let count = 0; count < 12; count += 1) write(accountId);
    for (let count = 0; count < 4; count += 1) write(other);
    await expect.poll(() => log.writes()).toBeGreaterThan(1);
    log.fail(null);
    await expect.poll(() => found(accountId)).toHaveLength(8);
    // Nobody fills it alone.
    await expect.poll(() => found(other)).toHaveLength(2);
    await log.close();
    expect(await counted(accountId)).toMatchObject([{ reads: 0, unlisted: 4 }]);
    expect(await counted(other)).toMatchObject([{ reads: 0, unlisted: 2 }]);
    expect(log.told).toEqual([{ requests: 6 }]);
  });

  test('large ones have a bound of their own', async () => {
    const accountId = randomUUID();
    const log = open({ bytesMost: 100_000 });
    for (let count = 0; count < 10; count += 1) {
      log.write(someRequest({ accountId, body: 'x'.repeat(10_000) }));
    }
    await log.close();
    expect(await found(accountId)).toHaveLength(4);
    // There is room again.
    log.write(someRequest({ accountId, body: 'x'.repeat(40_000) }));
    await log.close();
    expect(await found(accountId)).toHaveLength(5);
  });

  test('a stop does not wait for it', async () => {
    const accountId = randomUUID();
    const log = open();
    log.fail(lost());
    for (let count = 0; count < 3; count += 1) log.write(someRequest({ accountId }));
    await log.close();
    expect(log.told).toEqual([{ requests: 3 }]);
  });

  test('counts have a bound too', async () => {
    const log = open({ countsMost: 2 });
    for (let count = 0; count < 5; count += 1) {
      log.count({ accountId: randomUUID(), keyId: randomUUID(), route });
    }
    await log.close();
    expect(log.told).toEqual([{ requests: 3 }]);
  });
});

test('who is refused all the time is counted beyond so many a minute', async () => {
  const [accountId, other] = [randomUUID(), randomUUID()];
  const log = open({ refusalsAMinute: 3 });
  const refuse = (who: string) => {
    log.write(someRequest({ accountId: who, status: 429, code: 'rate_limited' }));
  };
  for (let count = 0; count < 10; count += 1) refuse(accountId);
  refuse(other);
  log.write(someRequest({ accountId }));
  await log.close();
  expect(await found(accountId)).toHaveLength(4);
  expect(await found(other)).toHaveLength(1);
  expect(await counted(accountId)).toMatchObject([{ reads: 0, unlisted: 7 }]);
  log.clock.nowMs += 60_000;
  refuse(accountId);
  await log.close();
  expect(await found(accountId)).toHaveLength(5);
  expect(log.told).toEqual([]);
});

test('a row that the database refuses is missing alone', async () => {
  const accountId = randomUUID();
  const log = open();
  log.write(someRequest({ accountId }));
  log.write(someRequest({ accountId, path: 'a\u0000b' }));
  log.write(someRequest({ accountId }));
  await log.close();
  expect(await found(accountId)).toHaveLength(2);
  expect(log.told).toEqual([{ requests: 1 }]);
});

test('what no database will take does not stand in the way of what follows', async () => {
  const accountId = randomUUID();
  const log = open();
  log.fail(new Error('a mistake of ours'));
  log.write(someRequest({ accountId }));
  log.count({ accountId, keyId: null, route });
  await log.close();
  await log.close();
  log.fail(null);
  log.write(someRequest({ accountId }));
  await log.close();
  expect(await found(accountId)).toHaveLength(1);
  expect(log.told).toContainEqual({ error: expect.any(Error) as Error });
  expect(log.told).toContainEqual({ requests: 1 });
});

test('two processes that count the same do not wait for each other', async () => {
  const accountId = randomUUID();
  const minuteAtMs = Date.parse('2026-11-21T08:00:00Z');
  const of = (name: string) => ({
    ...{ minuteAtMs, accountId, keyId: null, reads: 1, unlisted: 0 },
    route: name,
  });
  const names = Array.from({ length: 50 }, (_, index) => `/${String(index)}`);
  const rounds = Array.from({ length: 10 }, () => [
    writeCounts(database, names.map(of)),
    writeCounts(database, names.toReversed().map(of)),
  ]);
  await Promise.all(rounds.flat());
  const seen = await counted(accountId);
  expect(seen).toHaveLength(50);
  expect(seen.every(({ reads }) => reads === 20)).toBe(true);
});
