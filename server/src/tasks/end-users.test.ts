import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { itself } from '../audit/audit.ts';
import { listEndUserUses, readEndUserUse, setEndUserBudget } from '../accounts/limits/end-users.ts';
import type { BudgetPeriod } from '../accounts/limits/limits.ts';
import { changeSettings } from '../accounts/settings.ts';
import { ProblemError, type Problem } from '../generation/problems.ts';
import { checkAccount, checkLedger } from '../ledger/check.ts';
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

/** Budgets of a customer's own end users hold as those of keys do: under the wallet's lock, in every process. */

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

const set = (
  { accountId }: Submitter,
  endUser: string | null,
  credits: bigint | null,
  period: BudgetPeriod = 'total',
) =>
  setEndUserBudget(
    fixture.database,
    {
      accountId,
      endUser,
      budget: credits === null ? null : { mostMicros: credits * credit, period },
    },
    itself,
  );

/** Of 40 credits. */
async function submit(who: Submitter, endUser: string, from = fixture): Promise<string> {
  const plain = order();
  const decode = () => ({ ...plain.decode(), endUser });
  return (await from.submit(who, { ...plain, decode })).row.id;
}

async function refusalOf(who: Submitter, endUser: string): Promise<Problem | null> {
  try {
    await submit(who, endUser);
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
}

const used = async ({ accountId }: Submitter, endUser: string) =>
  (await readEndUserUse(fixture.database.query, accountId, endUser))?.usedMicros;

describe('a budget of an end user', () => {
  test('lets in what it has room for, and says what is missing', async () => {
    const who = await addCustomer(fixture, 10_000);
    await set(who, 'Ann', 100n);
    await submit(who, 'Ann');
    await submit(who, 'Ann');
    const problem = await refusalOf(who, 'Ann');
    expect(problem).toMatchObject({ code: 'budget_exceeded' });
    expect(problem?.message).toContain('The end user "Ann" may use 100 credits in all');
    expect(problem?.message).toContain('has used 80: this request needs 40, 20 too many');
    expect(await refusalOf(who, 'Bob')).toBeNull();
    await fixture.submit(who, order());
  });

  test('has room again for what came to nothing, cost less, or was given back', async () => {
    const who = await addCustomer(fixture, 10_000);
    await set(who, 'Ann', 80n, 'month');
    const [first, second] = [await submit(who, 'Ann'), await submit(who, 'Ann')];
    expect(await refusalOf(who, 'Ann')).not.toBeNull();
    await fixture.settler.settle(settlement(first));
    const third = await submit(who, 'Ann');
    await fixture.settler.settle(success(second, 40n * credit));
    await fixture.settler.settle(success(third, 15n * credit));
    expect(await used(who, 'Ann')).toBe(55n * credit);
    await refundTask(fixture, { taskId: second, amountMicros: 20n * credit, reason: 'test' });
    expect(await used(who, 'Ann')).toBe(35n * credit);
    expect(await refusalOf(who, 'Ann')).toBeNull();
  });

  test('is never exceeded by many at once from two processes', async () => {
    const who = await addCustomer(fixture, 10_000);
    await set(who, null, 130n, 'day');
    const tries = Array.from({ length: 40 }, (_, index) =>
      submit(who, index % 4 < 2 ? 'Ann' : 'Bob', index % 2 === 0 ? fixture : other),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect([await used(who, 'Ann'), await used(who, 'Bob')]).toEqual([
      120n * credit,
      120n * credit,
    ]);
  });

  test('that is set later counts what was asked for before, forgotten or not', async () => {
    const who = await addCustomer(fixture, 10_000);
    const done = await submit(who, 'Ann');
    await submit(who, 'Ann');
    await fixture.settler.settle(success(done, 30n * credit));
    await fixture.database.general.query('update tasks set forgotten_at = now() where id = $1', [
      done,
    ]);
    for (const period of ['day', 'month', 'total'] as const) {
      await set(who, 'Ann', 100n, period);
      expect(await used(who, 'Ann')).toBe(70n * credit);
      expect(await refusalOf(who, 'Ann')).toMatchObject({ code: 'budget_exceeded' });
    }
  });

  test('of its own goes before the one of all, and does not bind test keys', async () => {
    const who = await addCustomer(fixture, 10_000);
    await set(who, null, 0n);
    await set(who, 'Ann', 40n);
    expect(await refusalOf(who, 'Ann')).toBeNull();
    expect(await refusalOf(who, 'Bob')).not.toBeNull();
    expect(await refusalOf({ ...who, mode: 'test' }, 'Bob')).toBeNull();
    await set(who, 'Ann', null);
    expect(await refusalOf(who, 'Ann')).not.toBeNull();
    await set(who, null, null);
    expect(await refusalOf(who, 'Bob')).toBeNull();
    expect(await used(who, 'Ann')).toBeUndefined();
  });

  test('begins anew with its period, and counts anew in another zone', async () => {
    const who = await addCustomer(fixture, 10_000);
    const { general } = fixture.database;
    await set(who, 'Ann', 60n, 'day');
    const id = await submit(who, 'Ann');
    expect(await refusalOf(who, 'Ann')).not.toBeNull();
    await general.query(
      "update tasks set created_at = created_at - interval '3 days' where id = $1",
      [id],
    );
    await general.query(
      'update end_user_uses set period_began = period_began - 3 where account_id = $1',
      [who.accountId],
    );
    expect(await used(who, 'Ann')).toBe(0n);
    const later = await submit(who, 'Ann');
    // What ends now was asked for in another period.
    await fixture.settler.settle(settlement(id));
    expect(await used(who, 'Ann')).toBe(40n * credit);
    await changeSettings(fixture.database, who.accountId, { timeZone: 'Asia/Shanghai' });
    expect(await used(who, 'Ann')).toBe(40n * credit);
    await fixture.settler.settle(settlement(later));
    expect(await refusalOf(who, 'Ann')).toBeNull();
  });
});

test('budgets are listed by name, that of all first, page by page', async () => {
  const who = await addCustomer(fixture, 10_000);
  const { accountId } = who;
  await set(who, 'Bob', 5n, 'day');
  await set(who, null, 7n, 'month');
  await set(who, 'Ann', 100n);
  await submit(who, 'Ann');
  const page = { accountId, limit: 2, after: null };
  const { uses, next } = await listEndUserUses(fixture.database, page);
  expect(uses).toMatchObject([
    { endUser: null, budget: { mostMicros: 7n * credit, period: 'month' }, usedMicros: null },
    { endUser: 'Ann', usedMicros: 40n * credit, resetsAtMs: null },
  ]);
  expect(await listEndUserUses(fixture.database, { ...page, after: next })).toMatchObject({
    uses: [{ endUser: 'Bob', usedMicros: 0n, resetsAtMs: expect.any(Number) }],
    next: null,
  });
});

test('the books prove what is counted of end users', async () => {
  const who = await addCustomer(fixture, 10_000);
  await set(who, 'Ann', 100n);
  await submit(who, 'Ann');
  const change = (by: string) =>
    fixture.database.general.query(
      `update end_user_uses set used_micros = used_micros + ${by} where account_id = $1`,
      [who.accountId],
    );
  await change('1');
  const invariant = 'each budget of an end user counts what its tasks hold and what they cost';
  expect(await checkAccount(fixture.database, who.accountId)).toMatchObject([{ invariant }]);
  await change('-1');
});
