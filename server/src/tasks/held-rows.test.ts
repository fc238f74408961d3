import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import { createHeldWallets } from './held-wallets.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

/** Somebody holds a wallet, for as long as the work goes on. */
async function whileHeld(accountId: string, work: () => Promise<void>): Promise<void> {
  const client = await fixture.database.general.connect();
  try {
    await client.query('begin');
    await client.query('select from wallets where account_id = $1 for update', [accountId]);
    await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const secondsOf = async (work: Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work;
  return (performance.now() - begun) / 1_000;
};

test(
  'a wallet that somebody holds keeps no other account waiting',
  { timeout: 60_000 },
  async () => {
    const held = await addCustomer(fixture, 1_000);
    const other = await addCustomer(fixture, 10_000);
    await whileHeld(held.accountId, async () => {
      // Both in every batch.
      for (let round = 0; round < 3; round++) {
        const refused = Promise.allSettled([
          fixture.submit(held, order()),
          fixture.submit(held, order()),
        ]);
        const taken = Promise.all([fixture.submit(other, order()), fixture.submit(other, order())]);
        // The first time it is found out; from then on it is known.
        expect(await secondsOf(taken)).toBeLessThan(round === 0 ? 4 : 1);
        for (const one of await refused) {
          const reason: unknown = one.status === 'rejected' ? one.reason : null;
          expect(reason instanceof ProblemError && reason.problem).toMatchObject({
            code: 'overloaded',
            retryAfterSeconds: 1,
          });
        }
      }
    });
    const { row } = await fixture.submit(held, order());
    expect(row.state).toBe('queued');
  },
);

test('nor any settlement of another account', { timeout: 60_000 }, async () => {
  const held = await addCustomer(fixture, 1_000);
  const other = await addCustomer(fixture, 1_000);
  const [stuck, free] = [await fixture.submit(held, order()), await fixture.submit(other, order())];
  await whileHeld(held.accountId, async () => {
    const waiting = fixture.settler
      .settle(settlement(stuck.row.id))
      .catch((error: unknown) => error);
    const settled = fixture.settler.settle(settlement(free.row.id));
    expect(await secondsOf(settled)).toBeLessThan(4);
    expect(await settled).toBe(true);
    expect(await waiting).toBeInstanceOf(Error);
  });
  expect(await fixture.settler.settle(settlement(stuck.row.id))).toBe(true);
});

test('what has no wallet is held by nobody, and is not asked for ever after', async () => {
  const wallets = createHeldWallets(fixture.database);
  const held = await addCustomer(fixture, 10);
  const nobody = '00000000-0000-0000-0000-000000000000';
  await whileHeld(held.accountId, async () => {
    expect([...(await wallets.find([nobody, held.accountId]))]).toEqual([held.accountId]);
    expect(wallets.isAnyKnown()).toBe(true);
  });
  expect([...(await wallets.find([nobody]))]).toEqual([]);
  expect(wallets.isAnyKnown()).toBe(false);
});

test('a wallet that is held for a moment, as by every statement of ours, is not held', async () => {
  const held = await addCustomer(fixture, 1_000);
  const busy = await addCustomer(fixture, 1_000);
  const statement = await fixture.database.general.connect();
  await statement.query('begin');
  await statement.query('select from wallets where account_id = $1 for no key update', [
    busy.accountId,
  ]);
  const wallets = createHeldWallets(fixture.database, async () => {
    await statement.query('commit');
  });
  await whileHeld(held.accountId, async () => {
    expect(await wallets.find([held.accountId, busy.accountId])).toEqual(new Set([held.accountId]));
  });
  statement.release();
});
