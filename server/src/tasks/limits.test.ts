import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '../accounts/keys.ts';
import { noLimits, readLimits, setLimits, type Limits } from '../accounts/limits/limits.ts';
import { changeSettings } from '../accounts/settings.ts';
import { ProblemError, type Problem } from '../generation/problems.ts';
import { checkLedger } from '../ledger/check.ts';
import { studioQueue } from '../work/queues.ts';
import { refundTask } from './refund.ts';
import type { Submitter } from './submit.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  success,
  type TaskFixture,
} from './testing/fixture.ts';

/** Limits are decided with the task: whatever happens at once, in however many processes, nothing is above one. */

let fixture: TaskFixture;
let other: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
  other = await openTaskFixture(fixture.address);
});
afterEach(async () => {
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
});
afterAll(async () => {
  await other.close();
  await fixture.close();
});

const credit = 1_000_000n;

/** A customer with a key that has limits. */
async function withLimits(
  limits: Partial<Limits>,
  mode: 'live' | 'test' = 'live',
): Promise<Submitter> {
  const who = await addCustomer(fixture, 10_000, mode);
  return anotherKey(who, limits, mode);
}

async function anotherKey(
  { accountId, tier }: Submitter,
  terms: Partial<Limits> = {},
  mode: 'live' | 'test' = 'live',
): Promise<Submitter> {
  const { id } = await createKey(fixture.database, { accountId, mode, terms });
  return { accountId, keyId: id, mode, tier };
}

const limitAccount = ({ accountId }: Submitter, limits: Partial<Limits>): Promise<void> =>
  setLimits(
    fixture.database.query,
    { accountId, subjectId: accountId },
    { ...noLimits, ...limits },
  );
const limitKey = ({ accountId, keyId }: Submitter, limits: Partial<Limits>): Promise<void> =>
  setLimits(fixture.database.query, { accountId, subjectId: keyId }, { ...noLimits, ...limits });

/** Of 40 credits. */
async function submit(who: Submitter, from: TaskFixture = fixture): Promise<string> {
  return (await from.submit(who, order())).row.id;
}

async function refusalOf(who: Submitter): Promise<Problem | null> {
  try {
    await submit(who);
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const fail = (id: string): Promise<boolean> => fixture.settler.settle(settlement(id));
const succeed = (id: string, credits: bigint): Promise<boolean> =>
  fixture.settler.settle(success(id, credits * credit));

async function useOf(subjectId: string) {
  const use = (await readLimits(fixture.database.query, [subjectId])).get(subjectId);
  if (!use) throw new Error('it has no limits');
  return use;
}

const budget = (credits: bigint, period: 'day' | 'month' | 'total' = 'total'): Partial<Limits> => ({
  budget: { mostMicros: credits * credit, period },
});

describe('a budget', () => {
  test('lets in what it has room for, and says what is missing', async () => {
    const who = await withLimits(budget(100n));
    await submit(who);
    await submit(who);
    const problem = await refusalOf(who);
    expect(problem).toMatchObject({ code: 'budget_exceeded' });
    expect(problem?.message).toContain('may use 100 credits in all, and has used 80');
    expect(problem?.message).toContain('needs 40, 20 too many');
    // Another key of the account is not bound by it.
    expect(await refusalOf(await anotherKey(who))).toBeNull();
  });

  test('has room again for what came to nothing, cost less, or was given back', async () => {
    const who = await withLimits(budget(80n));
    const [first, second] = [await submit(who), await submit(who)];
    expect(await refusalOf(who)).not.toBeNull();
    await fail(first);
    const third = await submit(who);
    await succeed(second, 40n);
    expect(await refusalOf(who)).not.toBeNull();
    await succeed(third, 15n);
    expect(await useOf(who.keyId)).toMatchObject({ usedMicros: 55n * credit, heldMicros: 0n });
    expect(await refusalOf(who)).not.toBeNull();
    await refundTask(fixture, { taskId: second, amountMicros: 20n * credit, reason: 'test' });
    expect(await useOf(who.keyId)).toMatchObject({ usedMicros: 35n * credit });
    expect(await refusalOf(who)).toBeNull();
  });

  test('is never exceeded by many at once from two processes', async () => {
    const who = await withLimits(budget(130n));
    const tries = Array.from({ length: 40 }, (_, index) =>
      submit(who, index % 2 === 0 ? fixture : other),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await useOf(who.keyId)).toMatchObject({ usedMicros: 120n * credit });
  });

  test('of the account holds over all of its keys, and not for its test keys', async () => {
    const who = await addCustomer(fixture, 10_000);
    await limitAccount(who, budget(80n));
    const [one, two] = [await anotherKey(who), await anotherKey(who)];
    await submit(one);
    await submit(two);
    const problem = await refusalOf(one);
    expect(problem).toMatchObject({ code: 'budget_exceeded' });
    expect(problem?.message).toContain('The account may use 80 credits');
    expect(await refusalOf(await anotherKey(who, {}, 'test'))).toBeNull();
  });

  test('that is set later counts what was asked for before', async () => {
    const who = await withLimits({});
    const done = await submit(who);
    await submit(who);
    await succeed(done, 30n);
    for (const period of ['day', 'month', 'total'] as const) {
      await limitKey(who, budget(100n, period));
      expect(await useOf(who.keyId)).toMatchObject({ usedMicros: 70n * credit });
      await limitAccount(who, budget(100n, period));
      expect(await useOf(who.accountId)).toMatchObject({ usedMicros: 70n * credit });
    }
    expect(await refusalOf(who)).not.toBeNull();
  });

  test('that is lowered below what is used lets in what costs nothing alone', async () => {
    const who = await withLimits(budget(100n));
    await submit(who);
    await limitKey(who, budget(10n));
    expect((await refusalOf(who))?.message).toContain(
      'has used 40: this request needs 40, 70 too many',
    );
    const tester = await withLimits(budget(0n), 'test');
    expect(await refusalOf(tester)).toBeNull();
  });
});

/** As if everything of the account had happened so many days earlier. */
async function daysGoBy({ accountId }: Submitter, days: number): Promise<void> {
  await fixture.database.general.query(
    `with moved as (
       update tasks set created_at = created_at - make_interval(days => $2) where account_id = $1
     ) update limits set period_began = period_began - $2 where account_id = $1`,
    [accountId, days],
  );
}

describe('a budget of a day', () => {
  test('is whole again on the next one, also after days without a server', async () => {
    const who = await withLimits(budget(100n, 'day'));
    const yesterday = await submit(who);
    await submit(who);
    await daysGoBy(who, 3);
    expect(await useOf(who.keyId)).toMatchObject({ usedMicros: 0n });
    await submit(who);
    await submit(who);
    expect((await refusalOf(who))?.message).toMatch(
      /The next day begins at \d{4}-.*T00:00:00.000Z \(UTC\)/,
    );
    // What is left of the days before is not of this one.
    await fail(yesterday);
    expect(await useOf(who.keyId)).toMatchObject({ usedMicros: 80n * credit });
    expect(await refusalOf(who)).not.toBeNull();
  });

  test('is spent once at its turn, by many at once from two processes, and by what ends meanwhile', async () => {
    const who = await withLimits(budget(100n, 'day'));
    const yesterdays = [await submit(who), await submit(who)];
    expect(await refusalOf(who)).not.toBeNull();
    await daysGoBy(who, 1);
    const tries = Array.from({ length: 40 }, (_, index) =>
      submit(who, index % 2 === 0 ? fixture : other),
    );
    const [results] = await Promise.all([
      Promise.allSettled(tries),
      ...yesterdays.map((id) => fail(id)),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await useOf(who.keyId)).toMatchObject({ usedMicros: 80n * credit });
  });

  test('counts by the days of another zone from the moment that the account is moved there', async () => {
    const who = await withLimits(budget(100n, 'day'));
    await submit(who);
    await submit(who);
    // Of two zones that are 26 hours apart, the day of today is another one in one of them at least.
    for (const zone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Shanghai']) {
      await changeSettings(fixture.database, who.accountId, { timeZone: zone });
      const use = await useOf(who.keyId);
      expect(use).toMatchObject({ timeZone: zone, usedMicros: 80n * credit });
      expect(clockAt(use.beganAtMs, zone)).toBe('00:00');
      expect(clockAt(use.resetsAtMs, zone)).toBe('00:00');
      expect(Number(use.resetsAtMs) - Number(use.beganAtMs)).toBe(86_400_000);
      expect(Number(use.beganAtMs)).toBeLessThanOrEqual(Date.now());
      expect(Number(use.resetsAtMs)).toBeGreaterThan(Date.now());
      expect(await refusalOf(who)).not.toBeNull();
    }
  });
});

function clockAt(atMs: number | null, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
    Number(atMs),
  );
}

describe('the period of a moment', () => {
  const periodOf = async (
    period: string,
    zone: string,
    at: string,
  ): Promise<string | undefined> => {
    const { rows } = await fixture.database.general.query<{ began: string }>(
      'select period_of($1, $2, $3)::text as began',
      [period, zone, at],
    );
    return rows[0]?.began;
  };

  test.each([
    // Clocks go forward at 2 a.m. there, and back at 3 a.m.
    ['day', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['day', 'Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['day', 'Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['day', 'Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['day', 'Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    // Where midnight itself comes twice, or never.
    ['day', 'America/Havana', '2026-11-01T04:30:00Z', '2026-11-01'],
    ['day', 'America/Havana', '2026-11-01T05:30:00Z', '2026-11-01'],
    ['day', 'Africa/Cairo', '2026-04-23T21:59:59Z', '2026-04-23'],
    ['day', 'Africa/Cairo', '2026-04-23T22:00:00Z', '2026-04-24'],
    ['month', 'Asia/Shanghai', '2026-02-28T15:59:59Z', '2026-02-01'],
    ['month', 'Asia/Shanghai', '2026-02-28T16:00:00Z', '2026-03-01'],
    ['total', 'Asia/Shanghai', '2026-02-28T16:00:00Z', '-infinity'],
  ])('%s in %s at %s began on %s', async (period, zone, at, began) => {
    expect(await periodOf(period, zone, at)).toBe(began);
  });
});

async function queueOf(id: string): Promise<string> {
  const { rows } = await fixture.database.general.query<{ queue: string }>(
    `select queue from work where step = 'dispatch' and subject_id = $1`,
    [id],
  );
  return rows[0]?.queue ?? 'none';
}

const queuesOf = (ids: readonly string[]): Promise<string[]> => Promise.all(ids.map(queueOf));

describe('tasks at once', () => {
  test('go to a line in their order, each when one before has ended', async () => {
    const who = await withLimits({ tasksAtOnce: 2 });
    const ids = [await submit(who), await submit(who), await submit(who), await submit(who)];
    const gate = `gate/${who.keyId}`;
    expect(await queuesOf(ids)).toEqual([studioQueue, studioQueue, gate, gate]);
    expect(await useOf(who.keyId)).toMatchObject({ atOnce: 2, waiting: 2 });
    await fail(ids[0] ?? '');
    expect(await queuesOf(ids)).toEqual(['none', studioQueue, studioQueue, gate]);
    // One that waits is cancelled like any other, and lets nobody in.
    await fixture.cancel({ accountId: who.accountId, id: ids[3] ?? '' });
    expect(await useOf(who.keyId)).toMatchObject({ atOnce: 2, waiting: 0 });
    await succeed(ids[1] ?? '', 40n);
    await fail(ids[2] ?? '');
    expect(await useOf(who.keyId)).toMatchObject({ atOnce: 0, waiting: 0 });
    expect(await refusalOf(await anotherKey(who))).toBeNull();
  });

  test('are never more by many at once from two processes', async () => {
    const who = await withLimits({ tasksAtOnce: 3 });
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, index) => submit(who, index % 2 === 0 ? fixture : other)),
    );
    const counted = async () =>
      (await queuesOf(ids)).filter((queue) => queue === studioQueue).length;
    for (const id of ids) {
      expect(await counted()).toBeLessThanOrEqual(3);
      await fail(id);
    }
    expect(await useOf(who.keyId)).toMatchObject({ atOnce: 0, waiting: 0 });
  });

  test('of the account come after those of its keys, and bind no test key', async () => {
    const who = await addCustomer(fixture, 10_000);
    await limitAccount(who, { tasksAtOnce: 2 });
    const [one, two] = [await anotherKey(who, { tasksAtOnce: 1 }), await anotherKey(who)];
    const tester = await anotherKey(who, {}, 'test');
    const [first, second] = [await submit(one), await submit(one)];
    const [third, fourth] = [await submit(two), await submit(two)];
    expect(await queuesOf([first, second, third, fourth, await submit(tester)])).toEqual([
      studioQueue,
      `gate/${one.keyId}`,
      studioQueue,
      `gate/${who.accountId}`,
      studioQueue,
    ]);
    await fail(first);
    // In the order in which they were asked for.
    expect(await queuesOf([second, third, fourth])).toEqual([
      studioQueue,
      studioQueue,
      `gate/${who.accountId}`,
    ]);
    await fail(third);
    expect(await queuesOf([second, fourth])).toEqual([studioQueue, studioQueue]);
  });

  test('that may be more, or as many as they like, go on at once', async () => {
    const who = await withLimits({ tasksAtOnce: 1 });
    const ids = [await submit(who), await submit(who), await submit(who)];
    await limitKey(who, { tasksAtOnce: 2 });
    expect((await queuesOf(ids)).filter((queue) => queue === studioQueue)).toHaveLength(2);
    await limitKey(who, {});
    expect(new Set(await queuesOf(ids))).toEqual(new Set([studioQueue]));
  });

  test('are refused where as many wait as may', async () => {
    const who = await withLimits({ tasksAtOnce: 1 });
    await fixture.database.general.query(
      'update limits set waiting_most = 1 where subject_id = $1',
      [who.keyId],
    );
    await submit(who);
    await submit(who);
    const problem = await refusalOf(who);
    expect(problem).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 10 });
    expect(problem?.message).toContain('may have 1 task at once, and no more than 1 task may wait');
  });
});

describe('credits held at one time', () => {
  test('are no more than they may be, and free again when tasks end', async () => {
    const who = await withLimits({ heldMostMicros: 90n * credit });
    const first = await submit(who);
    await submit(who);
    const problem = await refusalOf(who);
    expect(problem).toMatchObject({ code: 'rate_limited' });
    expect(problem?.message).toContain('may hold 90 credits at one time, and holds 80');
    await succeed(first, 40n);
    expect(await refusalOf(who)).toBeNull();
  });

  test('that a single task exceeds are not waited for', async () => {
    const who = await withLimits({ heldMostMicros: 10n * credit });
    expect(await refusalOf(who)).toMatchObject({ code: 'budget_exceeded' });
  });
});
