import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { noLimits, setLimits } from '../accounts/limits/limits.ts';
import { refundTask } from '../tasks/refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  success,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import { checkAccount, checkLedger, ledgerInvariants } from './check.ts';
import { moveCredits } from './movements.ts';

let fixture: TaskFixture;
/** The database is of no use to another test: a constraint was dropped, or it is full. */
let isSpent = false;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
afterEach(async () => {
  if (isSpent) {
    await fixture.close();
    fixture = await openTaskFixture();
    isSpent = false;
  } else await fixture.empty();
});

/**
 * Two accounts with a waiting, a charged and a failed task each, of whose charge a part was given back in two
 * steps; both owed for a reversal, which is half paid, and owe for an expiry.
 */
async function fill(): Promise<void> {
  for (let count = 0; count < 2; count++) {
    const who = await addCustomer(fixture, 1_000);
    const { accountId } = who;
    for (const subjectId of [accountId, who.keyId]) {
      await setLimits(
        fixture.database.query,
        { accountId, subjectId },
        { ...noLimits, tasksAtOnce: 2, budget: { mostMicros: 1_000_000_000n, period: 'total' } },
      );
    }
    await fixture.submit(who, order());
    const { row: good } = await fixture.submit(who, order());
    const { row: bad } = await fixture.submit(who, order());
    await fixture.settler.settle(success(good.id));
    await fixture.settler.settle(settlement(bad.id));
    const take = (kind: 'reversal' | 'expiry', credits: bigint) =>
      moveCredits(fixture.database, {
        accountId,
        kind,
        amountMicros: credits * 1_000_000n,
        reason: 'test',
      });
    await take('reversal', 950n);
    await take('expiry', 7n);
    for (const amountMicros of [10_000_000n, 5_000_000n]) {
      await refundTask(fixture, { taskId: good.id, amountMicros, reason: 'test' });
    }
  }
}

/** What no code of ours does: writes past the triggers. */
async function breakIt(statement: string): Promise<void> {
  isSpent = statement.startsWith('alter table');
  await fixture.database.general.query(
    `alter table movements disable trigger user; ${statement}; alter table movements enable trigger user`,
  );
}

test('an untouched ledger is in order, and the report counts it', async () => {
  await fill();
  expect(await checkLedger(fixture.database)).toEqual({
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

const ofEndUsers = 'each budget of an end user counts what its tasks hold and what they cost';
const ofLimits = 'each limit counts what its tasks hold, what they cost and where they wait';

const breakages: readonly (readonly [statement: string, invariant: string])[] = [
  ['update limits set used_micros = used_micros + 1', ofLimits],
  ['update limits set held_micros = held_micros - 1', ofLimits],
  ['update limits set at_once = at_once + 1', ofLimits],
  ['update limits set waiting = 1', ofLimits],
  ['update wallets set has_limits = false', ofLimits],
  ['update wallets set has_end_user_budgets = true', ofEndUsers],
  [
    "insert into end_user_uses select id, 'Ann', 'total', 'UTC', '-infinity', 1 from accounts",
    ofEndUsers,
  ],
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
  [
    'update wallets set balance_micros = balance_micros + 1',
    'wallets and platform accounts come to zero together',
  ],
  [
    'alter table wallets drop constraint wallets_check; update wallets set held_micros = balance_micros + 1',
    'no wallet holds back more than it has',
  ],
  [
    'alter table wallets drop constraint wallets_held_micros_check; update wallets set held_micros = -1',
    'no wallet holds back more than it has',
  ],
  [
    "alter table tasks drop constraint tasks_check2; update tasks set held_micros = 1 where state = 'failed'",
    'each finished task holds nothing',
  ],
];

test('every invariant is broken here', () => {
  expect(new Set(breakages.map(([, invariant]) => invariant))).toEqual(new Set(ledgerInvariants));
});

test.each(breakages)('what breaks by "%s" is found', async (statement, invariant) => {
  await fill();
  await breakIt(statement);
  const report = await checkLedger(fixture.database);
  expect(report.ok).toBe(false);
  expect(report.broken.map((one) => one.invariant)).toContain(invariant);
  const { rows } = await fixture.database.general.query<{ id: string }>('select id from accounts');
  const ofEach = await Promise.all(rows.map(({ id }) => checkAccount(fixture.database, id)));
  expect(ofEach.flat().map((one) => one.invariant)).toContain(invariant);
});

test('movements can be neither changed nor removed', async () => {
  await fill();
  const { general } = fixture.database;
  await expect(general.query('update movements set amount_micros = 1')).rejects.toThrow(
    /append-only/,
  );
  await expect(general.query('delete from movements')).rejects.toThrow(/append-only/);
  await expect(general.query('truncate movements')).rejects.toThrow(/append-only/);
});

/** So often: credits, a charge of which a part is given back, a debt that is paid, and a correction. */
const rounds = 20_000;
const fillRounds = `
with round as (select n, 't' || n as task, $1::uuid as account from generate_series(1, ${String(rounds)}) n),
task as (
  insert into tasks (id, account_id, key_id, mode, dialect, model, state, request, quote, quote_micros,
                     held_micros, charged_micros, refunded_micros, finished_at, expires_at)
  select task, account, account, 'live', 'ark', 'm', 'succeeded', '{}', '{}', 40, 0, 40, 10, now(), now()
    from round
), event as (
  insert into events (task_id, number, account_id, state, attempt, refunded_micros)
  select task, 1, account, 'succeeded', 1, 10 from round
), debt as (
  insert into debts (id, account_id, kind, owed_micros, paid_micros) overriding system value
  select n, account, 'reversal', 5, 5 from round
)
insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros, current_micros,
                       version, task_id, debt_id)
select account, kind,
       case when change > 0 then counter_account(kind) else 'wallet:' || account end,
       case when change > 0 then 'wallet:' || account else counter_account(kind) end,
       abs(change), 1000000 + before, 1000000 + before + change, 1 + 5 * (n - 1) + part,
       case when kind in ('charge', 'refund') then task end,
       case when kind = 'reversal' then n end
  from round,
       (values (1, 'grant', 60, 0), (2, 'charge', -40, 60), (3, 'refund', 10, 20),
               (4, 'reversal', -5, 30), (5, 'adjustment', -25, 25)) p (part, kind, change, before)`;

test('100 000 movements of all kinds are proved in less than 5 seconds', async () => {
  isSpent = true;
  const who = await addCustomer(fixture, 1);
  const { general } = fixture.database;
  await general.query(fillRounds, [who.accountId]);
  await general.query('update wallets set version = version + $1', [5 * rounds]);
  const begun = performance.now();
  expect(await checkLedger(fixture.database)).toMatchObject({
    ok: true,
    movements: 100_001,
    broken: [],
  });
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(await checkAccount(fixture.database, who.accountId)).toEqual([]);
});
