import { afterEach, beforeEach, expect, test } from 'vitest';
import { refundTask } from '../tasks/refund.ts';
import {
  addCustomer,
  openSpine,
  order,
  settlement,
  success,
  type Spine,
} from '../tasks/testing/spine.ts';
import { checkLedger } from './check.ts';
import { moveCredits } from './movements.ts';

let spine: Spine;
beforeEach(async () => {
  spine = await openSpine();
});
afterEach(() => spine.close());

/**
 * Two accounts with a waiting, a charged and a failed task each, of whose charge a part was given back in two
 * steps; both owed for a reversal, which is half paid, and owe for an expiry.
 */
async function fill(): Promise<void> {
  for (let count = 0; count < 2; count++) {
    const who = await addCustomer(spine, 1_000);
    const { accountId } = who;
    await spine.submit(who, order());
    const { row: good } = await spine.submit(who, order());
    const { row: bad } = await spine.submit(who, order());
    await spine.settler.settle(success(good.id));
    await spine.settler.settle(settlement(bad.id));
    const take = (kind: 'reversal' | 'expiry', credits: bigint) =>
      moveCredits(spine.database, {
        accountId,
        kind,
        amountMicros: credits * 1_000_000n,
        reason: 'test',
      });
    await take('reversal', 950n);
    await take('expiry', 7n);
    for (const amountMicros of [10_000_000n, 5_000_000n]) {
      await refundTask(spine, { taskId: good.id, amountMicros, reason: 'test' });
    }
  }
}

/** What no code of ours does: writes past the triggers. */
async function breakIt(statement: string): Promise<void> {
  await spine.database.general.query(
    `alter table movements disable trigger user; ${statement}; alter table movements enable trigger user`,
  );
}

test('an untouched ledger is in order, and the report counts it', async () => {
  await fill();
  expect(await checkLedger(spine.database)).toEqual({
    ok: true,
    accounts: 2,
    movements: 14,
    openTasks: 2,
    balanceMicros: 80_000_000n,
    heldMicros: 80_000_000n,
    debtMicros: 44_000_000n,
    kinds: [
      { kind: 'charge', movements: 2, changeMicros: -80_000_000n },
      { kind: 'grant', movements: 2, changeMicros: 2_000_000_000n },
      { kind: 'refund', movements: 4, changeMicros: 30_000_000n },
      { kind: 'reversal', movements: 6, changeMicros: -1_870_000_000n },
    ],
    broken: [],
  });
});

test.each([
  [
    'update wallets set balance_micros = balance_micros + 1',
    'each wallet holds the sum of its movements',
  ],
  [
    'update wallets set held_micros = held_micros - 1',
    'each wallet holds back what its open tasks hold',
  ],
  [
    "update movements set previous_micros = previous_micros - 1, current_micros = current_micros - 1 where kind = 'charge'",
    'each movement starts where the one before ended',
  ],
  ["delete from movements where kind = 'charge'", 'each charge is its task’s, once and whole'],
  [
    "update tasks set charged_micros = charged_micros - 1 where state = 'succeeded'",
    'each charge is its task’s, once and whole',
  ],
  [
    "update tasks set charged_micros = 5 where state = 'failed'",
    'only what succeeded is charged, and never above its quote',
  ],
  [
    "delete from work where step = 'dispatch'",
    'each open task has its work, and no finished one has',
  ],
  [
    "insert into work (step, subject_id, queue) select 'follow', id, 'studio' from tasks where state = 'failed'",
    'each open task has its work, and no finished one has',
  ],
  [
    "alter table movements drop constraint movements_counter_account; update movements set credit = 'wallet:elsewhere' where kind = 'charge'",
    'each movement is between its wallet and its kind’s account of the platform',
  ],
  [
    "alter table movements drop constraint movements_counter_account; update movements set credit = 'platform:expiries' where kind = 'charge'",
    'each movement is between its wallet and its kind’s account of the platform',
  ],
  [
    "alter table movements drop constraint movements_counter_account, drop constraint movements_task, drop constraint movements_direction; update movements set kind = 'top_up' where kind = 'refund'",
    'each movement is between its wallet and its kind’s account of the platform',
  ],
  [
    "alter table movements drop constraint movements_check; update movements set amount_micros = amount_micros + 1 where kind = 'refund'",
    'each movement is between its wallet and its kind’s account of the platform',
  ],
  [
    "update tasks set account_id = (select w.account_id from wallets w where w.account_id <> tasks.account_id) where state = 'succeeded'",
    'each charge is its task’s, once and whole',
  ],
  [
    'update tasks set refunded_micros = refunded_micros - 1 where refunded_micros > 0',
    'each refund is its task’s, with its event, and never above its charge',
  ],
  [
    "update tasks set account_id = (select w.account_id from wallets w where w.account_id <> tasks.account_id) where state = 'succeeded'",
    'each refund is its task’s, with its event, and never above its charge',
  ],
  [
    'delete from events where refunded_micros is not null',
    'each refund is its task’s, with its event, and never above its charge',
  ],
  [
    'update events set refunded_micros = refunded_micros + 1 where refunded_micros is not null',
    'each refund is its task’s, with its event, and never above its charge',
  ],
  [
    "alter table tasks drop constraint tasks_check3; update tasks set refunded_micros = 41000000 where state = 'succeeded'",
    'each refund is its task’s, with its event, and never above its charge',
  ],
  [
    'update wallets set debt_micros = debt_micros - 1',
    'each wallet owes what is open of its debts',
  ],
  ['delete from debts where paid_micros = 0', 'each wallet owes what is open of its debts'],
  [
    'update debts set paid_micros = paid_micros + 1 where paid_micros > 0',
    'each debt was paid by its movements, in its turn',
  ],
  [
    'update movements set debt_id = null where debt_id is not null',
    'each debt was paid by its movements, in its turn',
  ],
  [
    'update movements m set debt_id = (select min(id) from debts d where d.account_id <> m.account_id and d.kind = m.kind) where debt_id is not null',
    'each debt was paid by its movements, in its turn',
  ],
  [
    "update debts set kind = 'adjustment' where paid_micros > 0",
    'each debt was paid by its movements, in its turn',
  ],
  [
    // The younger one instead of the older: no sum tells.
    `insert into debts (id, account_id, kind, owed_micros) overriding system value
       select -row_number() over (), account_id, 'expiry', 3 from wallets;
     update wallets set debt_micros = debt_micros + 3`,
    'each debt was paid by its movements, in its turn',
  ],
])('what breaks by "%s" is found', async (statement, invariant) => {
  await fill();
  await breakIt(statement);
  const report = await checkLedger(spine.database);
  expect(report.ok).toBe(false);
  expect(report.broken.map((one) => one.invariant)).toContain(invariant);
});

test('movements can be neither changed nor removed', async () => {
  await fill();
  const { general } = spine.database;
  await expect(general.query('update movements set amount_micros = 1')).rejects.toThrow(
    /append-only/,
  );
  await expect(general.query('delete from movements')).rejects.toThrow(/append-only/);
  await expect(general.query('truncate movements')).rejects.toThrow(/append-only/);
});

test('100 000 movements are proved in less than 5 seconds', async () => {
  const who = await addCustomer(spine, 1);
  await spine.database.general.query(
    `insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros, current_micros, version)
     select $1::uuid, 'grant', 'platform:grants', 'wallet:' || $1, 10, 1000000 + (n - 1) * 10, 1000000 + n * 10, n + 1
       from generate_series(1, 100000) n`,
    [who.accountId],
  );
  await spine.database.general.query(
    'update wallets set balance_micros = balance_micros + 1000000, version = version + 100000',
  );
  const begun = performance.now();
  expect(await checkLedger(spine.database)).toMatchObject({ ok: true, movements: 100_001 });
  expect(performance.now() - begun).toBeLessThan(5_000);
});
