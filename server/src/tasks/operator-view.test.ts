import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, noKeyId, revokeKey } from '../accounts/keys.ts';
import { deleteTask } from './delete.ts';
import { listTasks } from './list.ts';
import { readForOperator } from './operator-view.ts';
import { addCustomer, openSpine, order, settlement, success, type Spine } from './testing/spine.ts';

let spine: Spine;
beforeAll(async () => {
  spine = await openSpine();
});
afterAll(() => spine.close());

const submit = async (who: Parameters<Spine['submit']>[0]): Promise<string> =>
  (await spine.submit(who, order())).row.id;

test('a task that its customer has deleted stays in the operator’s list and can be read', async () => {
  const who = await addCustomer(spine, 1_000);
  const ids = [await submit(who), await submit(who), await submit(who)];
  const [kept = '', charged = '', open = ''] = ids;
  await spine.settler.settle(success(charged));
  await deleteTask(spine, who.accountId, { id: charged, whileOpen: 'cancel' });

  const page = (after: string | null, limit: number, withDeleted: boolean) =>
    listTasks(spine.database, {
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

  const [task] = await readForOperator(spine.database, [charged]);
  expect(task).toMatchObject({
    row: { id: charged, state: 'succeeded', charged_micros: 40_000_000n },
    heldMicros: 0n,
  });
  expect(task?.deletedMs).toBeGreaterThan(0);
});

test('the operator sees what is held, and which key made a task, also when that is revoked', async () => {
  const who = await addCustomer(spine, 1_000);
  const key = await createKey(spine.database, { ...who, name: 'shop' });
  const byKey = await submit({ ...who, keyId: key.id });
  const byCommand = await submit({ ...who, keyId: noKeyId });
  await revokeKey(spine.database, key.id);
  await spine.settler.settle(settlement(byCommand));

  expect(await readForOperator(spine.database, [byKey, byCommand, 'none'])).toMatchObject([
    {
      row: { id: byKey },
      heldMicros: 40_000_000n,
      deletedMs: null,
      key: { id: key.id, name: 'shop', lastFour: key.key.slice(-4), isRevoked: true },
    },
    { row: { id: byCommand, state: 'failed' }, heldMicros: 0n, key: null },
  ]);
});
