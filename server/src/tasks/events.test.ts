import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskState } from '../generation/states.ts';
import { createEventReader } from './events.ts';
import { refundTask } from './refund.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
let who: Awaited<ReturnType<typeof addCustomer>>;
beforeAll(async () => {
  fixture = await openTaskFixture();
  who = await addCustomer(fixture, 10_000);
});
afterAll(() => fixture.close());

async function task(...states: TaskState[]): Promise<string> {
  const { row } = await fixture.submit(who, order());
  for (const state of states) {
    await fixture.database.general.query('update tasks set state = $2 where id = $1', [
      row.id,
      state,
    ]);
  }
  return row.id;
}

const reader = () => createEventReader(fixture.database);

test('events are the changes that a client sees, counted with those that it does not', async () => {
  const id = await task('submitting', 'unknown', 'running', 'queued', 'submitting');
  await fixture.settler.settle(settlement(id, { from: ['submitting'] }));
  const seen = await reader().read({ accountId: who.accountId, id, after: -1 });
  expect(seen).toMatchObject({ state: 'failed', newest: 6 });
  expect(seen?.events.map(({ number, state }) => [number, state])).toEqual([
    [0, 'queued'],
    [2, 'running'],
    [4, 'queued'],
    [6, 'failed'],
  ]);
  const times = seen?.events.map(({ atMs }) => atMs) ?? [];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('a change counts by the one before it, also where that is not asked for', async () => {
  const id = await task('submitting', 'running', 'unknown');
  const after = async (number: number) =>
    (await reader().read({ accountId: who.accountId, id, after: number }))?.events;
  expect(await after(1)).toMatchObject([{ number: 2, state: 'running' }]);
  expect(await after(2)).toEqual([]);
});

test('of many tasks that are read together each has its own, and none a stranger’s or a deleted one’s', async () => {
  const stranger = await addCustomer(fixture, 0);
  const ids = await Promise.all([task('submitting', 'running'), task(), task('submitting')]);
  const [first, , deleted] = ids;
  await fixture.database.general.query('update tasks set forgotten_at = now() where id = $1', [
    deleted,
  ]);
  const events = reader();
  const read = (id: string, accountId = who.accountId) => events.read({ accountId, id, after: 0 });
  const seen = await Promise.all([
    ...ids.map((id) => read(id)),
    read(first, stranger.accountId),
    read('req_missing'),
    read(first),
  ]);
  expect(seen.map((one) => one && [one.state, one.newest, one.events.length])).toEqual([
    ['running', 2, 1],
    ['queued', 0, 0],
    null,
    null,
    null,
    ['running', 2, 1],
  ]);
});

describe('the number of an event', () => {
  const numbers = async (id: string) => {
    const { rows } = await fixture.database.general.query<{ number: number }>(
      'select number from events where task_id = $1 order by number',
      [id],
    );
    return rows.map(({ number }) => number);
  };

  test('comes once, though events before it are gone', async () => {
    const id = await task('submitting', 'running');
    await fixture.database.general.query('delete from events where task_id = $1', [id]);
    await fixture.settler.settle(
      settlement(id, { from: ['running'], state: 'succeeded', chargeMicros: 10n }),
    );
    await refundTask(fixture, { taskId: id, amountMicros: 4n, reason: 'test' });
    await refundTask(fixture, { taskId: id, amountMicros: 6n, reason: 'test' });
    expect(await numbers(id)).toEqual([3, 4, 5]);
    const seen = await reader().read({ accountId: who.accountId, id, after: 0 });
    expect(seen?.newest).toBe(5);
  });

  test('of a task from before they were counted follows what stands', async () => {
    const id = await task('submitting', 'running');
    await fixture.database.general.query('update tasks set events = null where id = $1', [id]);
    await fixture.settler.settle(
      settlement(id, { from: ['running'], state: 'succeeded', chargeMicros: 10n }),
    );
    await refundTask(fixture, { taskId: id, amountMicros: null, reason: 'test' });
    expect(await numbers(id)).toEqual([1, 2, 3, 4]);
    const seen = await reader().read({ accountId: who.accountId, id, after: 0 });
    expect(seen?.newest).toBe(4);
  });
});
