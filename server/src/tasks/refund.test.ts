import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readBalance, readWallet } from '../accounts/accounts.ts';
import { readAudit } from '../audit/read.ts';
import { checkLedger } from '../ledger/check.ts';
import { moveCredits } from '../ledger/movements.ts';
import { refundTask } from './refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  success,
  type TaskFixture,
} from './testing/fixture.ts';
import type { Submitter } from './submit.ts';

let fixture: TaskFixture;
let who: Submitter;
/** 40 credits were charged for it. */
let id: string;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  who = await addCustomer(fixture, 100);
  id = (await fixture.submit(who, order())).row.id;
  await fixture.settler.settle(success(id));
});

const credit = 1_000_000n;

function refund(credits: bigint | null, taskId = id) {
  const amountMicros = credits === null ? null : credits * credit;
  return refundTask(fixture, { taskId, amountMicros, reason: 'a test' });
}

const balance = () => readBalance(fixture.database, who.accountId);
const read = () => fixture.reader.read({ accountId: who.accountId, id });

describe('a refund', () => {
  test('gives back all that was charged, or a part after another until nothing is left', async () => {
    expect(await refund(15n)).toEqual({
      givenMicros: 15n * credit,
      refundedMicros: 15n * credit,
      chargedMicros: 40n * credit,
    });
    expect(await balance()).toMatchObject({ balanceMicros: 75n * credit });
    expect(await balance()).toMatchObject({ chargedMicros: 25n * credit });
    expect(await refund(null)).toMatchObject({ givenMicros: 25n * credit });
    expect(await balance()).toMatchObject({ balanceMicros: 100n * credit });
    expect(await balance()).toMatchObject({ chargedMicros: 0n });
    expect(await refund(null)).toMatchObject({ givenMicros: 0n, refundedMicros: 40n * credit });
    expect(await balance()).toMatchObject({ balanceMicros: 100n * credit });
    expect((await checkLedger(fixture.database)).broken).toEqual([]);
  });

  test('is written down with what it gave, and one that gives nothing is not', async () => {
    await refund(15n);
    await refund(41n);
    const { accountId } = who;
    const log = await readAudit(fixture.database, { accountId, limit: 10 });
    expect(log.filter(({ action }) => action === 'task.refunded')).toMatchObject([
      {
        object: { kind: 'task', id },
        before: { refundedMicros: '0' },
        after: { refundedMicros: '15000000', reason: 'a test' },
      },
    ]);
  });

  test.each([41n, 0n, -1n])('of %s credits is none', async (credits) => {
    expect(await refund(credits)).toEqual({
      givenMicros: 0n,
      refundedMicros: 0n,
      chargedMicros: 40n * credit,
    });
    expect(await balance()).toMatchObject({ balanceMicros: 60n * credit });
  });

  test('of more than is left after another one is none', async () => {
    await refund(30n);
    expect(await refund(11n)).toMatchObject({ givenMicros: 0n, refundedMicros: 30n * credit });
    expect(await refund(10n)).toMatchObject({ givenMicros: 10n * credit });
  });

  test('of a task that was not charged gives nothing, and of no task is null', async () => {
    const { row } = await fixture.submit(who, order());
    expect(await refund(null, row.id)).toMatchObject({ givenMicros: 0n, chargedMicros: 0n });
    await fixture.settler.settle(settlement(row.id));
    expect(await refund(1n, row.id)).toMatchObject({ givenMicros: 0n, chargedMicros: 0n });
    expect(await refund(null, 'req_none')).toBeNull();
  });

  test('reaches whose customer has deleted the task', async () => {
    await fixture.database.general.query('update tasks set forgotten_at = now() where id = $1', [
      id,
    ]);
    expect(await refund(null)).toMatchObject({ givenMicros: 40n * credit });
    expect(await balance()).toMatchObject({ balanceMicros: 100n * credit });
  });

  test('pays what the account owes first', async () => {
    await moveCredits(fixture.database, {
      accountId: who.accountId,
      kind: 'reversal',
      amountMicros: 90n * credit,
      reason: 'charged back',
    });
    await refund(null);
    expect(await readWallet(fixture.database, who.accountId)).toEqual({
      balanceMicros: 10n * credit,
      heldMicros: 0n,
      debtMicros: 0n,
    });
    expect((await checkLedger(fixture.database)).broken).toEqual([]);
  });

  test('leaves the film where it is, and is seen at once, also by other processes', async () => {
    const other = await openTaskFixture(fixture.address);
    const key = { accountId: who.accountId, id };
    const before = [await read(), await other.reader.read(key)];
    expect(before.map((row) => row?.refunded_micros)).toEqual([0n, 0n]);
    await refund(15n);
    const row = await read();
    expect(row).toMatchObject({ state: 'succeeded', refunded_micros: 15n * credit });
    expect(row?.output).toEqual(before[0]?.output);
    expect(row?.updated_ms).toBeGreaterThan(row?.finished_ms ?? Infinity);
    await expect
      .poll(async () => (await other.reader.read(key))?.refunded_micros)
      .toBe(15n * credit);
    await other.close();
  });
});
