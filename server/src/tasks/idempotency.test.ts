import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refuse } from '../generation/problems.ts';
import { createEarlierRequests, type IdempotencyKey } from './idempotency.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from './testing/fixture.ts';

/** Two processes on one database. */
let here: TaskFixture;
let there: TaskFixture;
beforeAll(async () => {
  here = await openTaskFixture();
  there = await openTaskFixture(here.address);
});
afterAll(async () => {
  await there.close();
  await here.close();
});

const keyOf = (accountId: string, key: string): IdempotencyKey => ({
  accountId,
  mode: 'live',
  operation: 'tasks.create',
  key,
});

/** How many are through, looked at in a moment. */
function counting(work: readonly Promise<unknown>[]) {
  let settled = 0;
  for (const one of work) {
    const count = (): void => void (settled += 1);
    one.then(count, count);
  }
  return () => settled;
}

const waiters = 50;

async function fiftyBehind(key: string) {
  const who = await addCustomer(here, 1_000);
  const turn = await here.earlier.take(keyOf(who.accountId, key));
  expect(turn.known).toBeNull();
  const work = Array.from({ length: waiters }, (_, index) =>
    (index % 2 === 0 ? here : there).submit(who, order({ key })),
  );
  const settled = counting(work);
  await wait(300);
  expect(settled()).toBe(0);
  return { who, turn, work };
}

async function expectOneTask(work: readonly Promise<{ row: { id: string }; replayed: boolean }>[]) {
  const results = await Promise.all(work);
  expect(new Set(results.map(({ row }) => row.id)).size).toBe(1);
  return results.filter(({ replayed }) => !replayed).length;
}

describe.concurrent('a request whose key is being worked on', () => {
  test('waits, in whatever process, and gets the same answer', async () => {
    const { who, turn, work } = await fiftyBehind('same');
    const first = await here.submit(who, { ...order({ key: 'same' }), turn });
    expect(first.replayed).toBe(false);
    expect(await expectOneTask([Promise.resolve(first), ...work])).toBe(1);
  });

  test('takes the place of one that came to nothing: one of all that wait', async () => {
    const { turn, work } = await fiftyBehind('nothing');
    turn.end(false);
    expect(await expectOneTask(work)).toBe(1);
  });

  test('takes the place of one whose process has died', async () => {
    const { who, work } = await fiftyBehind('dead');
    // As if its time had run out: nobody moves it forward.
    await here.database.general.query(
      `update creates_under_way set until = now() where account_id = $1`,
      [who.accountId],
    );
    expect(await expectOneTask(work)).toBe(1);
  });

  test('that is another request is refused by the task that was made', async () => {
    const who = await addCustomer(here, 1_000);
    const turn = await here.earlier.take(keyOf(who.accountId, 'other'));
    const other = there.submit(who, order({ key: 'other', prompt: 'a harbour at night' }));
    const refused = expect(other).rejects.toMatchObject({
      problem: { code: 'idempotency_mismatch' },
    });
    await here.submit(who, { ...order({ key: 'other' }), turn });
    await refused;
  });

  test('is told to come back where it takes too long, or as the server says meanwhile', async () => {
    const { accountId } = await addCustomer(here, 1_000);
    const hasty = createEarlierRequests({ ...here, waitMs: 50 });
    const key = keyOf(accountId, 'long');
    const turn = await hasty.take(key);
    await expect(hasty.take(key)).rejects.toMatchObject({
      problem: { code: 'overloaded', retryAfterSeconds: 1 },
    });
    const stopping = refuse('overloaded', 'stopping');
    await expect(here.earlier.take(key, () => stopping)).rejects.toBe(stopping);
    turn.end(false);
    expect((await here.earlier.take(key)).known).toBeNull();
  });

  test('stays behind for as long as the work takes, and no longer than the lease before it', async ({
    expect,
  }) => {
    const { accountId } = await addCustomer(here, 1_000);
    const key = keyOf(accountId, 'kept');
    const untilOf = async (): Promise<number> => {
      const { rows } = await here.database.general.query<{ left: number }>(
        `select extract(epoch from until - now())::float8 as left from creates_under_way
          where account_id = $1`,
        [accountId],
      );
      return rows[0]?.left ?? 0;
    };
    const turn = await here.earlier.take(key);
    turn.keep();
    await wait(4_500);
    expect(await untilOf()).toBeGreaterThan(5);
    turn.end(false);
    await expect.poll(untilOf).toBe(0);
  });

  test('costs one that nobody waits for no statement more: what is left goes with the sweep', async () => {
    const who = await addCustomer(here, 1_000);
    await here.submit(who, order({ key: 'alone' }));
    const { rows } = await here.database.general.query(
      `select from creates_under_way where account_id = $1 and until > now()`,
      [who.accountId],
    );
    expect(rows).toHaveLength(1);
  });
});
