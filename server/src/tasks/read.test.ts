import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTaskReader } from './read.ts';
import { refundTask } from './refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  success,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

describe('a read', () => {
  test('of many tasks by many accounts gives each its own, and nobody another’s', async () => {
    const customers = await Promise.all([addCustomer(fixture, 500), addCustomer(fixture, 500)]);
    const tasks = await Promise.all(
      customers.flatMap((who) =>
        Array.from({ length: 5 }, async () => ({
          accountId: who.accountId,
          id: (await fixture.submit(who, order())).row.id,
        })),
      ),
    );
    const own = await Promise.all(tasks.map((task) => fixture.reader.read(task)));
    expect(own.map((row) => row?.id)).toEqual(tasks.map(({ id }) => id));
    const others = tasks.map(({ id, accountId }) => ({
      id,
      accountId: customers.find((who) => who.accountId !== accountId)?.accountId ?? '',
    }));
    expect(await Promise.all(others.map((task) => fixture.reader.read(task)))).toEqual(
      tasks.map(() => null),
    );
  });

  test('of an open task is always the database’s word; a final one is kept, for its account alone', async () => {
    const who = await addCustomer(fixture, 500);
    const stranger = await addCustomer(fixture, 0);
    const { row } = await fixture.submit(who, order());
    const key = { accountId: who.accountId, id: row.id };
    const reader = createTaskReader(fixture.database, fixture.wake);
    expect((await reader.read(key))?.state).toBe('queued');
    await fixture.settler.settle(settlement(row.id));
    const final = await reader.read(key);
    expect(final?.state).toBe('failed');
    expect(await reader.read(key)).toBe(final);
    expect(await reader.read({ accountId: stranger.accountId, id: row.id })).toBeNull();
  });

  test('of a success is kept only once its files are collected', async () => {
    const who = await addCustomer(fixture, 500);
    const { row } = await fixture.submit(who, order());
    const key = { accountId: who.accountId, id: row.id };
    const output = {
      width: 1280,
      height: 720,
      frames: 121,
      seconds: 5,
      ratio: '16:9' as const,
      completionTokens: 108_900,
      files: null,
    };
    await fixture.settler.settle(
      settlement(row.id, { state: 'succeeded', failure: null, output, chargeMicros: 1n }),
    );
    const reader = createTaskReader(fixture.database, fixture.wake);
    const first = await reader.read(key);
    expect(await reader.read(key)).not.toBe(first);
  });

  test('of a long one is the database’s word every time: memory is for many', async () => {
    const who = await addCustomer(fixture, 500);
    const reader = createTaskReader(fixture.database, fixture.wake);
    const readTwice = async (prompt: string) => {
      const { row } = await fixture.submit(who, order({ prompt }));
      await fixture.settler.settle(settlement(row.id));
      const key = { accountId: who.accountId, id: row.id };
      return [await reader.read(key), await reader.read(key)];
    };
    const [first, second] = await readTwice('猫'.repeat(1_000));
    expect(second).toBe(first);
    const [long, again] = await readTwice('猫'.repeat(30_000));
    expect(again).not.toBe(long);
    expect(again).toEqual(long);
  });

  test('that began before a refund is not kept beyond it', async () => {
    const who = await addCustomer(fixture, 500);
    const { row } = await fixture.submit(who, order());
    const key = { accountId: who.accountId, id: row.id };
    await fixture.settler.settle(success(row.id));
    const begun = Promise.withResolvers<undefined>();
    const over = Promise.withResolvers<undefined>();
    const reads = {
      async query(asked: pg.QueryConfig): Promise<pg.QueryResult> {
        const result = await fixture.database.reads.query(asked);
        begun.resolve(undefined);
        await over.promise;
        return result;
      },
    };
    // Of all that a pool can do, a reader asks for this alone.
    const slow = { ...fixture.database, reads: reads as pg.Pool };
    const reader = createTaskReader(slow, fixture.wake);
    const early = reader.read(key);
    await begun.promise;
    await refundTask(fixture, { taskId: row.id, amountMicros: 1n, reason: 'test' });
    over.resolve(undefined);
    expect((await early)?.refunded_micros).toBe(0n);
    expect((await reader.read(key))?.refunded_micros).toBe(1n);
  });
});
