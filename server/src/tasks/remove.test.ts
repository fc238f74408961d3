import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { beginAttempts, endAttempts } from './attempts.ts';
import { pruneAbsorbed } from './absorb.ts';
import { removeTasks, type Passed } from './remove.ts';
import type { Settlement } from './settle.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  output,
  settlement,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterEach(() => fixture.empty());
afterAll(() => fixture.close());

const keptDays = 400;
const remove = async () => (await removeTasks(fixture.database, keptDays, null)).count;
const ask = (text: string, values: unknown[] = []) => fixture.database.general.query(text, values);

const age = (id: string, days: number) =>
  ask(
    `update tasks set created_at = now() - make_interval(days => $2), finished_at = now() - make_interval(days => $2)
      where id = $1 and finished_at is not null`,
    [id, days],
  );

interface EndedOptions {
  days?: number;
  mode?: 'live' | 'test';
  costMicros?: bigint;
}

/** A task that was tried once on a line and ended so, long ago. */
async function ended(
  how: Partial<Settlement> = {},
  { days = 401, mode = 'live', costMicros = 0n }: EndedOptions = {},
): Promise<{ id: string; accountId: string }> {
  const who = await addCustomer(fixture, 100, mode);
  const { id } = (await fixture.submit(who, order())).row;
  await beginAttempts(fixture.database, 'line_1', [id]);
  const end = how.state === 'succeeded' ? 'succeeded' : 'failed';
  await endAttempts(fixture.database, [{ taskId: id, number: 1, end, outcome: {}, costMicros }]);
  await fixture.settler.settle(settlement(id, { from: ['submitting'], ...how }));
  await age(id, days);
  return { id, accountId: who.accountId };
}

async function addDelivery(
  { id, accountId }: { id: string; accountId: string },
  state: string,
): Promise<void> {
  await ask(
    `with told as (
       insert into deliveries (id, account_id, task_id, type, url, state)
       values (new_delivery_id(), $2, $1, 'task.failed', 'https://receiver.example/', $3) returning id)
     insert into delivery_tries (delivery_id, number, url, headers, request, took_ms)
     select id, 1, 'https://receiver.example/', '{}', '', 1 from told`,
    [id, accountId, state],
  );
}

/** How many rows there are of tasks and of what belongs to them. */
async function counts(): Promise<Record<string, number>> {
  const { rows } = await ask(`
    select (select count(*)::int from tasks) as tasks, (select count(*)::int from attempts) as attempts,
           (select count(*)::int from events) as events, (select count(*)::int from deliveries) as deliveries,
           (select count(*)::int from delivery_tries) as tries`);
  return rows[0] as Record<string, number>;
}

const nothing = { tasks: 0, attempts: 0, events: 0, deliveries: 0, tries: 0 };
const charged = { state: 'succeeded', chargeMicros: 40_000_000n, output, failure: null } as const;

describe('a task that nobody was charged for goes after its time, with all that belongs to it', () => {
  test.each<[string, Partial<Settlement>, 'live' | 'test']>([
    ['it failed', {}, 'live'],
    ['it was cancelled', { state: 'cancelled' }, 'live'],
    ['it expired', { state: 'expired' }, 'live'],
    ['it was free', { state: 'succeeded', output, failure: null }, 'test'],
  ])('%s', async (_how, how, mode) => {
    const task = await ended(how, { mode });
    await addDelivery(task, 'delivered');
    expect(await counts()).toMatchObject({ tasks: 1, attempts: 1, deliveries: 1, tries: 1 });
    expect(await remove()).toBe(1);
    expect(await counts()).toEqual(nothing);
    expect(await checkLedger(fixture.database)).toMatchObject({ ok: true });
  });

  test('also where its customer has deleted it', async () => {
    const { id } = await ended();
    await ask('update tasks set forgotten_at = now() where id = $1', [id]);
    expect(await remove()).toBe(1);
  });
});

describe('a task stays', () => {
  test('that was charged, and all of its history', async () => {
    const task = await ended(charged);
    await addDelivery(task, 'delivered');
    const before = await counts();
    expect(await remove()).toBe(0);
    expect(await counts()).toEqual(before);
    expect(before).toMatchObject({ tasks: 1, attempts: 1, events: 2, deliveries: 1, tries: 1 });
  });

  test('whose charge was given back', async () => {
    const { id } = await ended(charged);
    await ask("select refund_task($1, null, 'a test')", [id]);
    expect(await remove()).toBe(0);
  });

  test('for which an upstream charged us', async () => {
    await ended({}, { costMicros: 1n });
    expect(await remove()).toBe(0);
  });

  test('until its time', async () => {
    const { id } = await ended({}, { days: 399 });
    expect(await remove()).toBe(0);
    await age(id, 401);
    expect(await remove()).toBe(1);
  });

  test('that is not over, however old', async () => {
    const who = await addCustomer(fixture, 100);
    const { id } = (await fixture.submit(who, order())).row;
    await ask("update tasks set created_at = now() - interval '1000 days' where id = $1", [id]);
    expect(await remove()).toBe(0);
  });

  test.each([
    ['an attempt has outlived it', 'update attempts set ended_at = null'],
    [
      'its line is still asked',
      "insert into work (step, subject_id, queue) select 'absorb', id, 'lost/line_1' from tasks",
    ],
    [
      'its file is still fetched',
      "insert into work (step, subject_id, queue) select 'collect', id, 'line/line_1' from tasks",
    ],
  ])('while %s', async (_why, makeSo) => {
    await ended();
    await ask(makeSo);
    expect(await remove()).toBe(0);
  });

  test('while a delivery of it waits', async () => {
    const task = await ended();
    await addDelivery(task, 'pending');
    expect(await remove()).toBe(0);
    await ask("update deliveries set state = 'failed'");
    expect(await remove()).toBe(1);
    expect(await counts()).toEqual(nothing);
  });
});

test('its files are let go of: what it was given and what was made', async () => {
  const files = { video: 'aa', videoBytes: 1, poster: 'bb', lastFrame: null };
  const how = { state: 'succeeded', output: { ...output, files }, failure: null } as const;
  const { id } = await ended(how, { mode: 'test' });
  await ask(
    `update tasks set request = request || '{"media": [{"sha256": "cc"}, {"sha256": "aa"}]}' where id = $1`,
    [id],
  );
  await ask(
    `insert into task_pictures select id, 'thumb', account_id, 'dd' from tasks where id = $1`,
    [id],
  );
  await ask("insert into watched_files values ('bb', now() - interval '1 hour', true)");
  expect(await remove()).toBe(1);
  expect((await ask('select from task_pictures')).rowCount).toBe(0);
  const { rows } = await ask(
    `select sha256, unnamed, look_at > now() + interval '23 hours' as later from watched_files order by sha256`,
  );
  expect(rows).toEqual(
    ['aa', 'bb', 'cc', 'dd'].map((sha256) => ({ sha256, unnamed: false, later: true })),
  );
});

test('what stays is looked at once in a round, and stops nothing behind it', async () => {
  await ended();
  // The oldest thousand cost something.
  await ask(`
    insert into tasks (id, account_id, key_id, mode, dialect, model, state, request, quote, quote_micros,
                       held_micros, attempts, expires_at, created_at, finished_at)
    select 'old_' || n, gen_random_uuid(), gen_random_uuid(), 'live', 'hmtm', 'm', 'failed', '{}', '{}', 1, 0, 1,
           now(), now() - interval '500 days', now() - interval '500 days' + make_interval(mins => n)
      from generate_series(1, 1300) n`);
  await ask(`
    insert into attempts (task_id, number, line, family, resolution, state, cost_micros, ended_at)
    select id, 1, 'line_1', 'f', '720p', 'failed', 7, finished_at from tasks
     where id like 'old\\_%' and substr(id, 5)::int <= 1000`);
  const counted: number[] = [];
  let passed: Passed | null = null;
  do {
    const removed = await removeTasks(fixture.database, keptDays, passed);
    counted.push(removed.count);
    ({ passed } = removed);
  } while (passed !== null);
  expect(counted).toEqual([0, 0, 301]);
  expect(await counts()).toMatchObject({ tasks: 1_000, attempts: 1_000 });
});

test('counts of absorbed cancels go when they are of no day any more', async () => {
  await ask(`
    insert into absorbed_cancels values
      ('old', gen_random_uuid(), now() - interval '49 hours'), ('new', gen_random_uuid(), now() - interval '23 hours')`);
  await pruneAbsorbed(fixture.database);
  expect((await ask('select task_id from absorbed_cancels')).rows).toEqual([{ task_id: 'new' }]);
});
