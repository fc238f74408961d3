import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { openDiskStore } from '../media/store/store.ts';
import { acceptAttempt, beginAttempts, loseAttempt } from '../tasks/attempts.ts';
import { studioQueue, lineQueuePrefix, lookQueueOf, lostQueue } from '../work/queues.ts';
import { readUnknown } from '../tasks/unknown.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { absorb } from './absorb.ts';
import { dispatch } from './dispatch.ts';
import type { LostAttempt, Observation } from './driver.ts';
import { readMargins } from '../lines/cost/margins.ts';
import type { LineParts } from './parts.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/** What becomes of an attempt whose task was cancelled at our expense. */

const lineId = 'line_a';

let fixture: TaskFixture;
let folder: string;
let parts: LineParts;
let line: ReturnType<typeof scriptedLine>['line'];
let looks: number;
let sought: LostAttempt[];
let who: Awaited<ReturnType<typeof addCustomer>>;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-absorb-'));
  const { line: script, driver } = scriptedLine();
  line = script;
  looks = 0;
  sought = [];
  const spied = {
    ...driver,
    name: lineId,
    queue: lineQueuePrefix + lineId,
    lostQueue: lostQueue(lineId),
    look(attempts: Parameters<typeof driver.look>[0]) {
      looks += attempts.length;
      return driver.look(attempts);
    },
    find(attempts: Parameters<typeof driver.find>[0]) {
      sought.push(...attempts);
      return driver.find(attempts);
    },
  };
  parts = {
    ...lineParts(fixture, spied, await openDiskStore(join(folder, 'media'))),
    costs: {
      expected: () => null,
      succeeded: () => 25_000_000n,
      failed: (_request, billed) => (billed ? 25_000_000n : 0n),
    },
  };
  who = await addCustomer(fixture, 1_000);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const submit = async () => (await fixture.submit(who, order())).row.id;

async function absorbCancel(id: string): Promise<void> {
  const { rows } = await fixture.database.general.query<{ upstream_id: string | null }>(
    'select upstream_id from attempts where task_id = $1',
    [id],
  );
  const lookQueue = lookQueueOf(lineId, rows[0]?.upstream_id ?? null);
  fixture.connected.cancelTerms = { stops: 'none', otherwise: 'absorb', lookQueue };
  await fixture.cancel({ accountId: who.accountId, id });
}

/** A task that ran when it was cancelled. */
async function absorbed(): Promise<{ id: string; upstreamId: string }> {
  const id = await submit();
  await dispatch(parts, studioQueue, 10);
  await absorbCancel(id);
  return { id, upstreamId: `up-${id}-1` };
}

/** One whose line had not answered for it. */
async function absorbedUnanswered(): Promise<string> {
  const id = await submit();
  await beginAttempts(fixture.database, lineId, [id]);
  await absorbCancel(id);
  return id;
}

const age = (seconds: number) =>
  fixture.database.general.query(
    `update attempts set intended_at = intended_at - make_interval(secs => $1)`,
    [seconds],
  );
const dueAgain = () => fixture.database.general.query(`update work set due_at = now()`);

async function turn(): Promise<void> {
  await dueAgain();
  await absorb(parts);
}

async function attempt() {
  const { rows } = await fixture.database.general.query(
    `select a.state, a.upstream_id, a.cost_micros, a.outcome, a.ended_at is not null as ended, t.state as task
       from attempts a join tasks t on t.id = a.task_id`,
  );
  return rows[0];
}

const listed = () => readUnknown(fixture.database, { silentSeconds: 900, most: 10 });

async function work() {
  const { rows } = await fixture.database.general.query<{
    step: string;
    queue: string;
    rest: number;
  }>(
    'select step, queue, extract(epoch from due_at - now())::float8 as rest from work order by step',
  );
  return rows;
}

async function taken(): Promise<number> {
  const { rows } = await fixture.database.general.query<{ taken: number }>(
    'select taken from line_slots where line = $1',
    [lineId],
  );
  return rows[0]?.taken ?? 0;
}

describe('an attempt whose line has it', () => {
  test('takes its slot until it ends, and then is cost and no charge', async () => {
    const { upstreamId } = await absorbed();
    line.observations.set(upstreamId, { state: 'running', progress: 50 });
    await turn();
    expect([looks, await taken()]).toEqual([1, 1]);
    line.observations.set(upstreamId, { state: 'succeeded', made });
    await turn();
    expect(await attempt()).toMatchObject({
      state: 'succeeded',
      cost_micros: 25_000_000n,
      task: 'cancelled',
    });
    expect([await taken(), await work()]).toEqual([0, []]);
    const since = new Date(Date.now() - 3_600_000);
    expect(await readMargins(fixture.database, { since, lineId })).toMatchObject([
      {
        tasks: 1,
        chargedMicros: 0n,
        costMicros: 25_000_000n,
        absorbedMicros: 25_000_000n,
        marginMicros: -25_000_000n,
      },
    ]);
  });

  test.each([
    [{ state: 'failed', failure: { code: 'provider_error', message: 'no' } }, 'failed', 0n],
    [
      { state: 'failed', failure: { code: 'provider_error', message: 'no' }, billed: true },
      'failed',
      25_000_000n,
    ],
    [{ state: 'gone', reason: 'restarted', interrupted: true }, 'gone', 0n],
  ] as const satisfies [Observation, string, bigint][])(
    'ends as %j says, and is never made again',
    async (observation, state, cost) => {
      const { upstreamId } = await absorbed();
      line.observations.set(upstreamId, observation);
      await turn();
      expect(await attempt()).toMatchObject({ state, cost_micros: cost, task: 'cancelled' });
      expect([await taken(), await work()]).toEqual([0, []]);
    },
  );

  test('is looked at more rarely the older it is', async () => {
    const { upstreamId } = await absorbed();
    line.observations.set(upstreamId, { state: 'running', progress: 0 });
    await turn();
    expect((await work())[0]?.rest).toBeCloseTo(15, 0);
    await age(1_000);
    await turn();
    expect((await work())[0]?.rest).toBeCloseTo(100, 0);
    await age(86_400);
    await turn();
    expect((await work())[0]?.rest).toBeCloseTo(3_600, 0);
  });

  test('is not looked at beyond the rate of its line, and a look that fails ends nothing', async () => {
    await absorbed();
    const { mayLook } = parts.driver;
    parts.driver.mayLook = () => Promise.resolve({ most: 0, restMs: 700 });
    expect(await absorb(parts)).toEqual({ most: 0, restMs: 700 });
    expect(looks).toBe(0);
    parts.driver.mayLook = mayLook;
    line.broken = true;
    await turn();
    expect(await attempt()).toMatchObject({ ended: false });
    expect(await work()).toMatchObject([{ step: 'absorb', queue: 'line/line_a' }]);
  });

  test('is let go of after seven days, once it was looked at: its slot is free, its cost unknown', async () => {
    const { upstreamId } = await absorbed();
    line.observations.set(upstreamId, { state: 'running', progress: 0 });
    await age(7 * 86_400 - 60);
    await turn();
    expect(await attempt()).toMatchObject({ ended: false });
    await age(120);
    await turn();
    expect(await attempt()).toMatchObject({ state: 'gone', cost_micros: null });
    expect([looks, await taken(), await work()]).toEqual([2, 0, []]);
  });

  test('that is said to have succeeded for a day without a file has failed, at a cost that nobody knows', async () => {
    const { upstreamId } = await absorbed();
    parts.costs.failed = (_request, billed) => (billed ? null : 0n);
    line.observations.set(upstreamId, { state: 'fileless' });
    await turn();
    await turn();
    expect(await attempt()).toMatchObject({ ended: false });
    await fixture.database.general.query(
      `update attempts set silent_since = silent_since - interval '25 hours'`,
    );
    await turn();
    expect(await attempt()).toMatchObject({ state: 'failed', cost_micros: null });
    expect([await taken(), await work()]).toEqual([0, []]);
  });

  test('of which its line says nothing any more may be resolved by a person', async () => {
    const { id } = await absorbed();
    await turn();
    expect(await listed()).toEqual([]);
    await fixture.database.general.query(
      `update attempts set silent_since = silent_since - interval '16 minutes'`,
    );
    expect(await listed()).toMatchObject([{ taskId: id, state: 'absorbed' }]);
  });

  test('that ended before anybody looked is done with', async () => {
    const { id } = await absorbed();
    await fixture.database.general.query(
      `update attempts set state = 'succeeded', ended_at = now(), cost_micros = 7 where task_id = $1`,
      [id],
    );
    await turn();
    expect(looks).toBe(0);
    expect(await attempt()).toMatchObject({ state: 'succeeded', cost_micros: 7n });
    expect(await work()).toEqual([]);
  });
});

describe('an attempt of which nobody knows whether its line has it', () => {
  test('is looked for, never sent again, and looked at where it is found', async () => {
    const id = await absorbedUnanswered();
    expect(await work()).toMatchObject([{ step: 'absorb', queue: 'lost/line_a' }]);
    await turn();
    expect(sought).toMatchObject([{ attemptId: `${id}-1`, isUnwanted: true }]);
    expect(await attempt()).toMatchObject({ state: 'intended', ended: false });
    line.found = { upstreamId: 'there' };
    line.observations.set('there', { state: 'running', progress: 0 });
    await turn();
    expect(await attempt()).toMatchObject({ state: 'accepted', upstream_id: 'there' });
    expect(await work()).toMatchObject([{ step: 'absorb', queue: 'line/line_a' }]);
    line.observations.set('there', { state: 'succeeded', made });
    await turn();
    expect(await attempt()).toMatchObject({ state: 'succeeded', cost_micros: 25_000_000n });
    expect([await taken(), await work()]).toEqual([0, []]);
  });

  test('costs nothing where it is proved absent', async () => {
    await absorbedUnanswered();
    line.found = 'absent';
    await turn();
    expect(await attempt()).toMatchObject({ state: 'gone', cost_micros: 0n, task: 'cancelled' });
    expect([await taken(), await work()]).toEqual([0, []]);
  });

  test.each(['accepted', 'lost'] as const)('may have been %s meanwhile', async (answer) => {
    const id = await absorbedUnanswered();
    const key = { taskId: id, number: 1, queue: 'x', lookAfterSeconds: 0 };
    if (answer === 'lost') await loseAttempt(fixture.database, { ...key, reason: 'cut' });
    else {
      await acceptAttempt(fixture.database, { ...key, upstreamId: 'late', expectedSeconds: null });
    }
    await turn();
    expect([sought.length, looks]).toEqual(answer === 'lost' ? [1, 0] : [0, 1]);
    const queue = answer === 'lost' ? 'lost/line_a' : 'line/line_a';
    expect(await work()).toMatchObject([{ step: 'absorb', queue }]);
  });

  test('is looked at once more where it is found late', async () => {
    await absorbedUnanswered();
    await age(7 * 86_400 + 1);
    line.found = { upstreamId: 'there' };
    line.observations.set('there', { state: 'succeeded', made });
    await turn();
    await turn();
    expect(await attempt()).toMatchObject({ state: 'succeeded', cost_micros: 25_000_000n });
  });

  test('may be resolved by a person once its sender has had its time', async () => {
    const id = await absorbedUnanswered();
    await turn();
    expect(await listed()).toEqual([]);
    await age(121);
    await turn();
    expect(await listed()).toMatchObject([{ taskId: id, state: 'absorbed' }]);
  });

  test('is let go of after seven days', async () => {
    await absorbedUnanswered();
    await age(7 * 86_400 + 1);
    await turn();
    expect(sought).toHaveLength(1);
    expect(await attempt()).toMatchObject({ state: 'gone', cost_micros: null });
    expect([await taken(), await work()]).toEqual([0, []]);
  });
});
