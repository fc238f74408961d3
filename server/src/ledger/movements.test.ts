import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import type { Submitter } from '../tasks/submit.ts';
import { checkLedger } from './check.ts';
import { moveCredits, type CreditMove } from './movements.ts';

let fixture: TaskFixture;
let who: Submitter;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  who = await addCustomer(fixture, 0);
});

const credit = 1_000_000n;

function move(kind: CreditMove['kind'], credits: bigint, reference?: string) {
  return moveCredits(fixture.database, {
    accountId: who.accountId,
    kind,
    amountMicros: credits * credit,
    reason: `a test of ${kind}`,
    ...(reference === undefined ? {} : { reference }),
  });
}

/** Whole credits: what is there, held and owed. */
async function wallet(): Promise<bigint[]> {
  const { balanceMicros, heldMicros, debtMicros } = (await readWallet(
    fixture.database,
    who.accountId,
  )) ?? { balanceMicros: -1n, heldMicros: -1n, debtMicros: -1n };
  return [balanceMicros, heldMicros, debtMicros].map((micros) => micros / credit);
}

interface MovementRow {
  kind: string;
  other: string;
  credits: bigint;
  debt: string | null;
}

/** From the first to the last, each with what is its other side. */
async function movements(): Promise<MovementRow[]> {
  const { rows } = await fixture.database.general.query<MovementRow>(
    `select m.kind, case when m.credit like 'wallet:%' then m.debit else m.credit end as other,
            (m.current_micros - m.previous_micros) / 1000000 as credits, d.reason as debt
       from movements m left join debts d on d.id = m.debt_id
      where m.account_id = $1 order by m.version`,
    [who.accountId],
  );
  return rows;
}

async function expectOrder(): Promise<void> {
  expect((await checkLedger(fixture.database)).broken).toEqual([]);
}

describe('a movement', () => {
  test.each([
    ['grant', 'platform:grants'],
    ['top_up', 'platform:payments'],
    ['redemption', 'platform:redemptions'],
    ['adjustment', 'platform:adjustments'],
  ] as const)('of the kind %s gives, and comes from %s', async (kind, other) => {
    expect(await move(kind, 7n)).toEqual({
      balanceMicros: 7n * credit,
      debtMicros: 0n,
      movedMicros: 7n * credit,
      owedMicros: 0n,
      repeated: false,
    });
    expect(await movements()).toEqual([{ kind, other, credits: 7n, debt: null }]);
    await expectOrder();
  });

  test.each([
    ['reversal', 'platform:payments', 3n],
    ['expiry', 'platform:expiries', 3n],
    ['adjustment', 'platform:adjustments', -3n],
  ] as const)('of the kind %s takes, and goes to %s', async (kind, other, credits) => {
    await move('grant', 10n);
    expect(await move(kind, credits)).toMatchObject({ balanceMicros: 7n * credit });
    expect((await movements()).at(-1)).toEqual({ kind, other, credits: -3n, debt: null });
    await expectOrder();
  });

  test.each([
    ['grant', 0n],
    ['grant', -1n],
    ['reversal', -1n],
    ['expiry', 0n],
    ['adjustment', 0n],
  ] as const)('of the kind %s over %s is none', async (kind, credits) => {
    await expect(move(kind, credits)).rejects.toThrow(/cannot be moved/);
  });

  test('that charges, gives back without a task or is of no kind is not made here', async () => {
    await move('grant', 10n);
    for (const [kind, task] of [
      ['charge', null],
      ['refund', null],
      ['grant', 'req_1'],
      ['gift', null],
    ]) {
      const call = fixture.database.general.query(
        `select * from move_credits($1, $2, 1, 'test', $3)`,
        [who.accountId, kind, task],
      );
      await expect(call, `${String(kind)} of ${String(task)}`).rejects.toThrow();
    }
    const nothing = `select * from move_credits($1, 'grant', null, 'test')`;
    await expect(fixture.database.general.query(nothing, [who.accountId])).rejects.toThrow(
      /cannot be moved/,
    );
    expect(await wallet()).toEqual([10n, 0n, 0n]);
  });

  test('of an account that does not exist is null', async () => {
    who = { ...who, accountId: '00000000-0000-0000-0000-000000000001' };
    expect(await move('grant', 1n)).toBeNull();
  });

  test('is made once under a reference, whether it moved or is owed', async () => {
    await move('grant', 10n, 'order 1');
    expect(await move('grant', 99n, 'order 1')).toEqual({
      balanceMicros: 10n * credit,
      debtMicros: 0n,
      movedMicros: 0n,
      owedMicros: 0n,
      repeated: true,
    });
    // Another kind, another account: another movement.
    expect(await move('top_up', 1n, 'order 1')).toMatchObject({ repeated: false });
    await move('reversal', 11n, 'partly');
    await move('reversal', 5n, 'owed');
    const standing = await wallet();
    expect(standing).toEqual([0n, 0n, 5n]);
    for (const known of ['partly', 'owed']) {
      expect(await move('reversal', 5n, known)).toMatchObject({ repeated: true });
    }
    expect(await wallet()).toEqual(standing);
    const first = who;
    who = await addCustomer(fixture, 0);
    expect(await move('grant', 10n, 'order 1')).toMatchObject({ repeated: false });
    who = first;
    await expectOrder();
  });
});

describe('a debt', () => {
  test('is what cannot be taken: spent, or held for tasks', async () => {
    await move('grant', 100n);
    await fixture.submit(who, order());
    expect(await move('reversal', 90n)).toEqual({
      balanceMicros: 40n * credit,
      debtMicros: 30n * credit,
      movedMicros: 60n * credit,
      owedMicros: 30n * credit,
      repeated: false,
    });
    expect(await wallet()).toEqual([40n, 40n, 30n]);
    await expectOrder();
  });

  test('is paid by the next credits, the oldest first, each payment by a movement of its kind that names it', async () => {
    await move('expiry', 5n);
    await move('reversal', 7n);
    await move('adjustment', -2n);
    expect(await wallet()).toEqual([0n, 0n, 14n]);
    expect(await move('grant', 6n)).toMatchObject({ balanceMicros: 0n, debtMicros: 8n * credit });
    expect(await move('adjustment', 20n)).toMatchObject({
      balanceMicros: 12n * credit,
      debtMicros: 0n,
    });
    const taken = (kind: string, other: string, credits: bigint) => ({
      kind,
      other: `platform:${other}`,
      credits,
      debt: `a test of ${kind}`,
    });
    expect(await movements()).toEqual([
      { kind: 'grant', other: 'platform:grants', credits: 6n, debt: null },
      taken('expiry', 'expiries', -5n),
      taken('reversal', 'payments', -1n),
      { kind: 'adjustment', other: 'platform:adjustments', credits: 20n, debt: null },
      taken('reversal', 'payments', -6n),
      taken('adjustment', 'adjustments', -2n),
    ]);
    await expectOrder();
  });

  test('cannot be spent: a task is short by it, until it is paid', async () => {
    await move('grant', 100n);
    const { row } = await fixture.submit(who, order());
    await move('reversal', 80n);
    // 40 are given back by the task and 20 of them are owed.
    await fixture.settler.settle(settlement(row.id));
    expect(await wallet()).toEqual([40n, 0n, 20n]);
    await expect(fixture.submit(who, order())).rejects.toMatchObject({
      problem: { code: 'insufficient_credits' },
    });
    await fixture.submit(who, order({ resolution: '480p' }));
    await move('grant', 60n);
    expect(await wallet()).toEqual([80n, 20n, 0n]);
    await fixture.submit(who, order());
    await expectOrder();
  });

  test('keeps nobody from tasks that cost nothing', async () => {
    await move('reversal', 80n);
    const { row } = await fixture.submit({ ...who, mode: 'test' }, order());
    expect(row.quote_micros).toBe(0n);
    expect(await wallet()).toEqual([0n, 0n, 80n]);
  });
});
