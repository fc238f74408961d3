import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claim } from '../work/claim.ts';
import { beginAttempts, loseAttempt } from './attempts.ts';
import { familyQueue, studioQueue } from '../work/queues.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from './testing/fixture.ts';
import { createWaiting, expectedWait, type LineLoad, type ServingLine } from './waiting.ts';

const busy: LineLoad = {
  id: 'line_a',
  tasksMax: 10,
  createsPerSecond: 5,
  taken: 10,
  meanSeconds: 100,
};

describe('the wait that is expected', () => {
  test.each([
    ['the next while all slots are taken: one slot comes free', 0, [busy], 10],
    ['the tenth: ten slots come free', 9, [busy], 100],
    ['with two lines, at the pace of both', 9, [busy, { ...busy, tasksMax: 30, taken: 30 }], 25],
    ['as long as there are free slots: what sending takes', 9, [{ ...busy, taken: 0 }], 2],
    ['behind the free slots: the others follow', 12, [{ ...busy, taken: 0 }], 30],
    ['more tasks there than it should have: no slot is free', 0, [{ ...busy, taken: 14 }], 10],
    ['without a bound: what sending takes', 500, [{ ...busy, tasksMax: Infinity }], 100],
    [
      'by the rate of calls, where that is the narrowest',
      9,
      [{ ...busy, createsPerSecond: 0.01 }],
      900,
    ],
    [
      'of a line that nobody has measured: as of the others',
      3,
      [busy, { ...busy, meanSeconds: null }],
      20,
    ],
    ['where nothing was measured: unknown', 0, [{ ...busy, meanSeconds: null }], null],
    ['where no line takes anything: unknown', 0, [], null],
    ['where lines take nothing at a time: unknown', 0, [{ ...busy, tasksMax: 0, taken: 0 }], null],
  ])('%s', (_case, before, lines, seconds) => {
    expect(expectedWait(before, lines)).toBe(seconds);
  });
});

const nothing = { queue: null, expectedFinishAtMs: null, endsByMs: null };

describe('a task’s outlook', () => {
  let fixture: TaskFixture;
  let nowMs: number;
  beforeAll(async () => {
    fixture = await openTaskFixture();
  });
  afterAll(() => fixture.close());
  beforeEach(() => {
    nowMs = 0;
  });
  afterEach(() => fixture.empty());

  const outlooks = (lines: readonly ServingLine[] = []) =>
    createWaiting({ database: fixture.database, linesOf: () => lines, nowMs: () => nowMs });

  async function submitted(count: number, who: Awaited<ReturnType<typeof addCustomer>>) {
    const ids = [];
    for (let made = 0; made < count; made += 1)
      ids.push((await fixture.submit(who, order())).row.id);
    return ids.map((id) => ({ accountId: who.accountId, id }));
  }

  test('is its place in the fair order of dispatch, across accounts', async () => {
    const [many, few] = [await addCustomer(fixture, 1_000), await addCustomer(fixture, 1_000)];
    const [first, second, third] = await submitted(3, many);
    const [single] = await submitted(1, few);
    const waiting = outlooks();
    const position = async (key: typeof first) =>
      key && (await waiting.outlook(key)).queue?.position;
    expect(await position(first)).toBe(1);
    expect(await position(single)).toBe(2);
    expect(await position(second)).toBe(3);
    expect(await position(third)).toBe(4);
  });

  test('is read from one look at the queue for a second, and known for newcomers too', async () => {
    const who = await addCustomer(fixture, 1_000);
    const [first] = await submitted(1, who);
    const waiting = outlooks();
    if (first) await waiting.outlook(first);
    const [second, third] = await submitted(2, who);
    if (!second || !third) throw new Error('nothing was submitted');
    expect((await waiting.outlook(third)).queue?.position).toBe(2);
    nowMs = 1_001;
    expect((await waiting.outlook(third)).queue?.position).toBe(3);
  });

  test('while it is being sent is the first place, and counts for nobody behind it', async () => {
    const who = await addCustomer(fixture, 1_000);
    const [sent, next] = await submitted(2, who);
    if (!sent || !next) throw new Error('nothing was submitted');
    await claim(fixture.database.claims, {
      step: 'dispatch',
      queue: studioQueue,
      limit: 1,
      leaseSeconds: 30,
    });
    const waiting = outlooks();
    const here = { position: 1, more: false };
    expect((await waiting.outlook(sent)).queue).toEqual({ ...here, expectedWaitSeconds: 0 });
    expect((await waiting.outlook(next)).queue).toEqual({ ...here, expectedWaitSeconds: null });
  });

  test('says that there are more where nobody counts', async () => {
    const who = await addCustomer(fixture, 1_000);
    const [task] = await submitted(1, who);
    if (!task) throw new Error('nothing was submitted');
    await fixture.database.general.query(
      `insert into work (step, subject_id, queue, turn)
       select 'dispatch', 'before_' || n, $1, 0 from generate_series(1, 10050) n`,
      [studioQueue],
    );
    expect((await outlooks().outlook(task)).queue).toEqual({
      position: 10_000,
      more: true,
      expectedWaitSeconds: null,
    });
  });

  test('expects what the slots and the measured lengths of the family’s lines say', async () => {
    const who = await addCustomer(fixture, 1_000);
    const [, task] = await submitted(2, who);
    if (!task) throw new Error('nothing was submitted');
    const { general } = fixture.database;
    await general.query('update work set queue = $1', [familyQueue('seedance-2.0')]);
    await general.query(`insert into line_slots values ('line_a', 'seedance-2.0', '720p', 4)`);
    await general.query(
      `insert into line_lengths values
         ('line_a', 'seedance-2.0', '720p', 5, 100, 30), ('line_a', 'seedance-2.0', '1080p', 5, 300, 10),
         ('line_a', 'seedance-1.0-pro', '720p', 5, 900, 10), ('line_b', 'seedance-2.0', '720p', 5, 900, 10)`,
    );
    const waiting = outlooks([{ id: 'line_a', tasksMax: 4, createsPerSecond: 5 }]);
    // Two slots must come free, of 4, each after 150 s.
    expect((await waiting.outlook(task)).queue?.expectedWaitSeconds).toBe(75);
  });

  test('while it runs is when it should be done, as long as that lies ahead', async () => {
    const who = await addCustomer(fixture, 1_000);
    const [task] = await submitted(1, who);
    if (!task) throw new Error('nothing was submitted');
    const { general } = fixture.database;
    await general.query('delete from work');
    const waiting = outlooks();
    const start = (agoSeconds: number) =>
      general.query<{ started_ms: number }>(
        `update tasks set state = 'running', expected_seconds = 100,
                started_at = date_trunc('milliseconds', now()) - make_interval(secs => $1)
          returning (extract(epoch from started_at) * 1000)::float8 as started_ms`,
        [agoSeconds],
      );
    const [row] = (await start(40)).rows;
    expect(await waiting.outlook(task)).toEqual({
      queue: null,
      expectedFinishAtMs: (row?.started_ms ?? 0) + 100_000,
      endsByMs: null,
    });
    await start(101);
    expect(await waiting.outlook(task)).toEqual(nothing);
  });

  test('says until when one is waited for of which nothing is heard', async () => {
    const who = await addCustomer(fixture, 1_000);
    const [lost, silent] = await submitted(2, who);
    if (!lost || !silent) throw new Error('nothing was submitted');
    const { general } = fixture.database;
    const waiting = outlooks();
    await beginAttempts(fixture.database, 'line_a', [lost.id, silent.id]);
    await general.query('delete from work');
    expect(await waiting.outlook(lost)).toEqual(nothing);
    const late = { queue: 'lost/line_a', lookAfterSeconds: 0, reason: 'cut' };
    await loseAttempt(fixture.database, { taskId: lost.id, number: 1, ...late });
    const { rows } = await general.query<{ ms: number }>(
      `select (extract(epoch from intended_at + interval '72 hours') * 1000)::float8 as ms
         from attempts where task_id = $1`,
      [lost.id],
    );
    expect(await waiting.outlook(lost)).toEqual({ ...nothing, endsByMs: rows[0]?.ms });

    await general.query(
      `update attempts set silent_since = intended_at + interval '1 hour' where task_id = $1`,
      [silent.id],
    );
    await general.query(
      `insert into lines (id, name, dialect, base_url, models, call_rates, unknown_hours)
       values ('line_a', 'a line', 'hmtm', 'https://up.example', '[]', '{}', 5)`,
    );
    expect(await waiting.outlook(silent)).toEqual({
      ...nothing,
      endsByMs: expect.closeTo((rows[0]?.ms ?? 0) - 66 * 3_600_000, 1),
    });
  });

  test('of another account’s task is nothing', async () => {
    const [who, other] = [await addCustomer(fixture, 1_000), await addCustomer(fixture, 0)];
    const [task] = await submitted(1, who);
    const asked = { accountId: other.accountId, id: task?.id ?? '' };
    expect(await outlooks().outlook(asked)).toEqual(nothing);
  });
});
