import { afterEach, beforeEach, expect, test } from 'vitest';
import { addCustomer } from '../tasks/testing/spine.ts';
import { openDesk, taken, type Desk } from './testing/desk.ts';

/** Tries are counted in their delivery's row. */

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
  desk.receiver.answer = () => Promise.resolve({ ...taken, status: 500 });
  await desk.finishedTask(await addCustomer(desk.spine, 100), 'https://receiver.example/hook');
});
afterEach(() => desk.close());

const run = (text: string) => desk.spine.database.general.query(text);

async function standing() {
  const { rows } = await desk.spine.database.general.query<{ state: string; tries: number }>(
    `select d.state, d.tries,
            array(select y.number from delivery_tries y where y.delivery_id = d.id order by 1) as numbers
       from deliveries d`,
  );
  return rows;
}

test('each try has the next number, though records before it are gone', async () => {
  await desk.turn();
  await desk.makeDue();
  await desk.turn();
  expect(await standing()).toEqual([{ state: 'pending', tries: 2, numbers: [1, 2] }]);
  await run('delete from delivery_tries');
  desk.receiver.answer = () => Promise.resolve(taken);
  await desk.makeDue();
  await desk.turn();
  expect(await standing()).toEqual([{ state: 'delivered', tries: 3, numbers: [3] }]);
});

test('those of a delivery from before they were counted follow what stands', async () => {
  await desk.turn();
  await run('update deliveries set tries = null');
  await desk.makeDue();
  await desk.turn();
  expect(await standing()).toEqual([{ state: 'pending', tries: 2, numbers: [1, 2] }]);
});
