import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKey, revokeKey } from '../accounts/keys.ts';
import { cancelQueuedOfKey, readOpenOfKey } from './of-key.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  success,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());

test('what a revoked key has queued and running is told, and what is queued is cancelled', async () => {
  const who = await addCustomer(fixture, 1_000);
  const key = await createKey(fixture.database, { ...who, name: 'leaked' });
  const other = await createKey(fixture.database, who);
  const submit = async (keyId: string) => (await fixture.submit({ ...who, keyId }, order())).row.id;
  const [first = '', second = '', running = '', done = ''] = await Promise.all(
    [key.id, key.id, key.id, key.id].map(submit),
  );
  const others = await submit(other.id);
  await fixture.database.general.query(`update tasks set state = 'running' where id = $1`, [
    running,
  ]);
  await fixture.settler.settle(success(done));

  const revoked = await revokeKey(fixture.database, key.key);
  expect(revoked).toEqual({ id: key.id, accountId: who.accountId, wasInUse: true });
  const open = { queued: expect.arrayContaining([first, second]), running: 1 };
  expect(await readOpenOfKey(fixture.database, { ...who, keyId: key.id })).toEqual(open);

  expect(await cancelQueuedOfKey(fixture, { ...who, keyId: key.id })).toBe(2);
  expect(await readOpenOfKey(fixture.database, { ...who, keyId: key.id })).toEqual({
    queued: [],
    running: 1,
  });
  expect(await fixture.reader.read({ ...who, id: first })).toMatchObject({ state: 'cancelled' });
  expect(await fixture.reader.read({ ...who, id: others })).toMatchObject({ state: 'queued' });
  // Somebody may want the rest to go as well, later.
  expect(await revokeKey(fixture.database, key.id)).toMatchObject({ id: key.id, wasInUse: false });
});
