import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCustomer } from '../tasks/testing/fixture.ts';
import { openWebhookFixture, taken, type WebhookFixture } from './testing/fixture.ts';

/** Tries are counted in their delivery's row. */

let hooks: WebhookFixture;
beforeEach(async () => {
  hooks = await openWebhookFixture();
  hooks.receiver.answer = () => Promise.resolve({ ...taken, status: 500 });
  await hooks.finishedTask(await addCustomer(hooks.fixture, 100), 'https://receiver.example/hook');
});
afterEach(() => hooks.close());

const run = (text: string) => hooks.fixture.database.general.query(text);

async function standing() {
  const { rows } = await hooks.fixture.database.general.query<{ state: string; tries: number }>(
    `select d.state, d.tries,
            array(select y.number from delivery_tries y where y.delivery_id = d.id order by 1) as numbers
       from deliveries d`,
  );
  return rows;
}

test('each try has the next number, though records before it are gone', async () => {
  await hooks.turn();
  await hooks.makeDue();
  await hooks.turn();
  expect(await standing()).toEqual([{ state: 'pending', tries: 2, numbers: [1, 2] }]);
  await run('delete from delivery_tries');
  hooks.receiver.answer = () => Promise.resolve(taken);
  await hooks.makeDue();
  await hooks.turn();
  expect(await standing()).toEqual([{ state: 'delivered', tries: 3, numbers: [3] }]);
});

test('those of a delivery from before they were counted follow what stands', async () => {
  await hooks.turn();
  await run('update deliveries set tries = null');
  await hooks.makeDue();
  await hooks.turn();
  expect(await standing()).toEqual([{ state: 'pending', tries: 2, numbers: [1, 2] }]);
});
