import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { jimmyai } from '../dialects/jimmyai/dialect.ts';
import { moveCredits, type CreditMove } from '../ledger/movements.ts';
import { refundTask } from '../tasks/refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import type { Submitter } from '../tasks/submit.ts';
import { readBalance } from './accounts.ts';
import { readKeySpending } from './key-spending.ts';
import { createKey } from './keys.ts';

/** What an account is told of its credits, after every kind of movement. */

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
  const { id: keyId } = await createKey(fixture.database, { ...who, name: 'films' });
  who = { ...who, keyId };
  id = (await fixture.submit(who, order())).row.id;
  await fixture.settler.settle(success(id));
});

const credit = 1_000_000n;

function move(kind: CreditMove['kind'], credits: bigint) {
  const { accountId } = who;
  const amountMicros = credits * credit;
  return moveCredits(fixture.database, { accountId, kind, amountMicros, reason: 'test' });
}

const refund = (credits: bigint) =>
  refundTask(fixture, { taskId: id, amountMicros: credits * credit, reason: 'test' });

/** Whole credits: what there is, what of it can be spent, what was charged in the end; what the key was. */
async function told(): Promise<bigint[]> {
  const { balanceMicros, availableMicros, chargedMicros } = await readBalance(
    fixture.database,
    who.accountId,
  );
  const key = await readKeySpending(fixture.database, who);
  return [balanceMicros, availableMicros, chargedMicros, key.chargedMicros].map(
    (micros) => micros / credit,
  );
}

test.each<[string, () => Promise<unknown>, bigint[]]>([
  ['a charge', () => Promise.resolve(), [60n, 60n, 40n, 40n]],
  ['a hold', () => fixture.submit(who, order()), [60n, 20n, 40n, 40n]],
  ['a grant', () => move('grant', 5n), [65n, 65n, 40n, 40n]],
  ['a top-up', () => move('top_up', 5n), [65n, 65n, 40n, 40n]],
  ['a redemption', () => move('redemption', 5n), [65n, 65n, 40n, 40n]],
  ['an adjustment that gives', () => move('adjustment', 5n), [65n, 65n, 40n, 40n]],
  ['an adjustment that takes', () => move('adjustment', -5n), [55n, 55n, 40n, 40n]],
  ['an expiry', () => move('expiry', 5n), [55n, 55n, 40n, 40n]],
  ['a reversal', () => move('reversal', 5n), [55n, 55n, 40n, 40n]],
  ['a refund of a part', () => refund(15n), [75n, 75n, 25n, 25n]],
  ['a refund of all', () => refund(40n), [100n, 100n, 0n, 0n]],
])('after %s', async (_what, happen, expected) => {
  await happen();
  expect(await told()).toEqual(expected);
});

test('what is owed cannot be spent, and less than nothing is not told', async () => {
  await fixture.submit(who, order());
  await move('reversal', 30n);
  expect(await told()).toEqual([40n, 0n, 40n, 40n]);
  await refund(4n);
  // Paid at once: 6 are owed still.
  expect(await told()).toEqual([40n, 0n, 36n, 36n]);
  await move('grant', 10n);
  expect(await told()).toEqual([44n, 4n, 36n, 36n]);
});

test('a key is told of its own tasks, whatever the other keys of its account were charged', async () => {
  const { id: keyId } = await createKey(fixture.database, { ...who, name: 'clips' });
  const other = { ...who, keyId };
  const films = { name: 'films', chargedMicros: 40n * credit };
  expect(await readKeySpending(fixture.database, who)).toEqual(films);
  expect(await readKeySpending(fixture.database, other)).toEqual({
    name: 'clips',
    chargedMicros: 0n,
  });
  const { row } = await fixture.submit(other, order({ seconds: 4 }));
  await fixture.settler.settle(success(row.id, 32n * credit));
  expect(await readKeySpending(fixture.database, who)).toEqual(films);
  const clips = { name: 'clips', chargedMicros: 32n * credit };
  expect(await readKeySpending(fixture.database, other)).toEqual(clips);
});

test('the platform that tells a sum, what of it is used and what is left tells what adds up', async () => {
  const balance = jimmyai.operations.find(({ does }) => does === 'balance');
  if (balance?.does !== 'balance') throw new Error('JimmyAI has a balance');
  const coins = async () =>
    balance.answers.encode(await readBalance(fixture.database, who.accountId));
  expect(await coins()).toMatchObject({ data: { balance: 2.5, used_coin: 1, available: 1.5 } });
  await refund(40n);
  expect(await coins()).toMatchObject({ data: { balance: 2.5, used_coin: 0, available: 2.5 } });
  await fixture.submit(who, order());
  await move('reversal', 80n);
  expect(await coins()).toMatchObject({ data: { balance: 1, used_coin: 1, available: 0 } });
});

test('an account that does not exist has nothing', async () => {
  const nobody = '00000000-0000-0000-0000-000000000001';
  expect(await readBalance(fixture.database, nobody)).toEqual({
    balanceMicros: 0n,
    heldMicros: 0n,
    debtMicros: 0n,
    availableMicros: 0n,
    chargedMicros: 0n,
  });
});
