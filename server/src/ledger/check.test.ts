import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCustomer, openSpine, order, settlement, type Spine } from '../tasks/testing/spine.ts';
import { checkLedger } from './check.ts';

let spine: Spine;
beforeEach(async () => {
  spine = await openSpine();
});
afterEach(() => spine.close());

/** Two accounts with a waiting, a charged and a failed task each. */
async function fill(): Promise<void> {
  for (let count = 0; count < 2; count++) {
    const who = await addCustomer(spine, 1_000);
    await spine.submit(who, order());
    const { row: good } = await spine.submit(who, order());
    const { row: bad } = await spine.submit(who, order());
    await spine.settler.settle(
      settlement(good.id, { state: 'succeeded', chargeMicros: 40_000_000n, failure: null }),
    );
    await spine.settler.settle(settlement(bad.id));
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
    movements: 4,
    openTasks: 2,
    balanceMicros: 1_920_000_000n,
    heldMicros: 80_000_000n,
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
    'each movement is between its wallet and the platform',
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
