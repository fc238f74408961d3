import { afterAll, beforeAll, expect, test } from 'vitest';
import { refundTask } from '../tasks/refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import type { Submitter } from '../tasks/submit.ts';
import { readMovements, type MovementPage } from './history.ts';
import { moveCredits } from './movements.ts';

let fixture: TaskFixture;
let who: Submitter;
let id: string;
beforeAll(async () => {
  fixture = await openTaskFixture();
  who = await addCustomer(fixture, 100);
  const { accountId } = who;
  id = (await fixture.submit(who, order())).row.id;
  await fixture.settler.settle(success(id));
  await moveCredits(fixture.database, {
    accountId,
    kind: 'reversal',
    amountMicros: 70_000_000n,
    reason: 'charged back',
    reference: 'payment 7',
  });
  await refundTask(fixture, { taskId: id, amountMicros: 15_000_000n, reason: 'too dark' });
});
afterAll(() => fixture.close());

const page = (more: Partial<MovementPage> = {}) =>
  readMovements(fixture.database, {
    accountId: who.accountId,
    limit: 20,
    before: null,
    since: null,
    ...more,
  });

test('movements are told with what they changed and why, the newest first', async () => {
  const { movements, hasMore } = await page();
  expect(hasMore).toBe(false);
  const plain = { taskId: null, reference: null, debtId: null, reason: 'test' };
  expect(movements.map(({ atMs: _at, ...movement }) => movement)).toEqual([
    {
      ...plain,
      version: 5n,
      kind: 'reversal',
      changeMicros: -10_000_000n,
      balanceMicros: 5_000_000n,
      reason: 'charged back',
      debtId: expect.any(BigInt),
    },
    {
      ...plain,
      version: 4n,
      kind: 'refund',
      changeMicros: 15_000_000n,
      balanceMicros: 15_000_000n,
      taskId: id,
      reason: 'too dark',
    },
    {
      ...plain,
      version: 3n,
      kind: 'reversal',
      changeMicros: -60_000_000n,
      balanceMicros: 0n,
      reason: 'charged back',
      reference: 'payment 7',
    },
    {
      ...plain,
      version: 2n,
      kind: 'charge',
      changeMicros: -40_000_000n,
      balanceMicros: 60_000_000n,
      taskId: id,
      reason: '',
    },
    {
      ...plain,
      version: 1n,
      kind: 'grant',
      changeMicros: 100_000_000n,
      balanceMicros: 100_000_000n,
    },
  ]);
  for (const { atMs } of movements) expect(Math.abs(atMs - Date.now())).toBeLessThan(60_000);
});

test('pages hold every movement once', async () => {
  const first = await page({ limit: 2 });
  expect([first.movements.map(({ version }) => version), first.hasMore]).toEqual([[5n, 4n], true]);
  const second = await page({ limit: 3, before: 4n });
  expect([second.movements.map(({ version }) => version), second.hasMore]).toEqual([
    [3n, 2n, 1n],
    false,
  ]);
});

test('movements are told back to a time, and of their account alone', async () => {
  const other = await addCustomer(fixture, 0);
  const { general } = fixture.database;
  await general.query(
    `insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros,
                            current_micros, version, created_at)
     select $1::uuid, 'grant', 'platform:grants', 'wallet:' || $1, 10, (n - 1) * 10, n * 10, n,
            now() - make_interval(hours => 100 - n)
       from generate_series(1, 100) n`,
    [other.accountId],
  );
  const since = new Date(Date.now() - 2.5 * 3_600_000);
  const asked = { accountId: other.accountId, limit: 500, since };
  const { movements, hasMore } = await page(asked);
  expect([movements.map(({ version }) => version), hasMore]).toEqual([[100n, 99n, 98n], false]);
});
