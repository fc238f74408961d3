import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, revokeKey } from '../accounts/keys.ts';
import { cancelQueuedOfKey, readOpenOfKey } from './of-key.ts';
import { addCustomer, openSpine, order, success, type Spine } from './testing/spine.ts';

let spine: Spine;
beforeAll(async () => {
  spine = await openSpine();
});
afterAll(() => spine.close());

test('what a revoked key has queued and running is told, and what is queued is cancelled', async () => {
  const who = await addCustomer(spine, 1_000);
  const key = await createKey(spine.database, { ...who, name: 'leaked' });
  const other = await createKey(spine.database, who);
  const submit = async (keyId: string) => (await spine.submit({ ...who, keyId }, order())).row.id;
  const [first = '', second = '', running = '', done = ''] = await Promise.all(
    [key.id, key.id, key.id, key.id].map(submit),
  );
  const others = await submit(other.id);
  await spine.database.general.query(`update tasks set state = 'running' where id = $1`, [running]);
  await spine.settler.settle(success(done));

  const revoked = await revokeKey(spine.database, key.key);
  expect(revoked).toEqual({ id: key.id, accountId: who.accountId, wasInUse: true });
  const open = { queued: expect.arrayContaining([first, second]), running: 1 };
  expect(await readOpenOfKey(spine.database, { ...who, keyId: key.id })).toEqual(open);

  expect(await cancelQueuedOfKey(spine, { ...who, keyId: key.id })).toBe(2);
  expect(await readOpenOfKey(spine.database, { ...who, keyId: key.id })).toEqual({
    queued: [],
    running: 1,
  });
  expect(await spine.reader.read({ ...who, id: first })).toMatchObject({ state: 'cancelled' });
  expect(await spine.reader.read({ ...who, id: others })).toMatchObject({ state: 'queued' });
  // Somebody may want the rest to go as well, later.
  expect(await revokeKey(spine.database, key.id)).toMatchObject({ id: key.id, wasInUse: false });
});
