import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, noKeyId, revokeKey } from '../accounts/keys.ts';
import { deleteTask } from './delete.ts';
import { listTasks } from './list.ts';
import { readForOperator } from './operator-view.ts';
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

const submit = async (who: Parameters<TaskFixture['submit']>[0]): Promise<string> =>
  (await fixture.submit(who, order())).row.id;

test('a task that its customer has deleted stays in the operator’s list and can be read', async () => {
  const who = await addCustomer(fixture, 1_000);
  const ids = [await submit(who), await submit(who), await submit(who)];
  const [kept = '', charged = '', open = ''] = ids;
  await fixture.settler.settle(success(charged));
  await deleteTask(fixture, who.accountId, { id: charged, whileOpen: 'cancel' });

  const page = (after: string | null, limit: number, withDeleted: boolean) =>
    listTasks(fixture.database, {
      accountId: who.accountId,
      limit,
      from: { after },
      order: 'newest',
      withDeleted,
    });
  expect((await page(null, 9, false)).rows.map(({ id }) => id)).toEqual([open, kept]);
  const first = await page(null, 2, true);
  expect(first).toMatchObject({ rows: [{ id: open }, { id: charged }], hasMore: true });
  expect(await page(charged, 2, true)).toMatchObject({ rows: [{ id: kept }], hasMore: false });

  const [task] = await readForOperator(fixture.database, [charged]);
  expect(task).toMatchObject({
    row: { id: charged, state: 'succeeded', charged_micros: 40_000_000n },
    heldMicros: 0n,
  });
  expect(task?.deletedMs).toBeGreaterThan(0);
});

test('the operator sees what is held, and which key made a task, also when that is revoked', async () => {
  const who = await addCustomer(fixture, 1_000);
  const key = await createKey(fixture.database, { ...who, name: 'shop' });
  const byKey = await submit({ ...who, keyId: key.id });
  const byCommand = await submit({ ...who, keyId: noKeyId });
  await revokeKey(fixture.database, key.id);
  await fixture.settler.settle(settlement(byCommand));

  expect(await readForOperator(fixture.database, [byKey, byCommand, 'none'])).toMatchObject([
    {
      row: { id: byKey },
      heldMicros: 40_000_000n,
      deletedMs: null,
      key: { id: key.id, name: 'shop', lastFour: key.key.slice(-4), isRevoked: true },
    },
    { row: { id: byCommand, state: 'failed' }, heldMicros: 0n, key: null },
  ]);
});
