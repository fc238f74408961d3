import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { ProblemError, type Problem } from '../generation/problems.ts';
import { checkLedger } from '../ledger/check.ts';
import { openDiskStore } from '../media/store/store.ts';
import { acceptAttempt, beginAttempts, endAttempts, loseAttempt } from '../tasks/attempts.ts';
import type { CancelTerms } from '../tasks/cancel.ts';
import { deleteTask } from '../tasks/delete.ts';
import { studioQueue, lineQueuePrefix, lostQueue } from '../work/queues.ts';
import { resultAssetFinder } from '../tasks/result-assets.ts';
import { findResult } from '../tasks/results.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { dispatch } from './dispatch.ts';
import { follow } from './follow.ts';
import type { LineParts } from './parts.ts';
import { collectDue } from './testing/collect-due.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/** What becomes of a cancel once a line has the task. */

const lineId = 'line_a';

let fixture: TaskFixture;
let folder: string;
let parts: LineParts;
let line: ReturnType<typeof scriptedLine>['line'];
let who: Awaited<ReturnType<typeof addCustomer>>;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-cancel-'));
  const scripted = scriptedLine();
  ({ line } = scripted);
  const driver = {
    ...scripted.driver,
    name: lineId,
    queue: lineQueuePrefix + lineId,
    lostQueue: lostQueue(lineId),
  };
  parts = lineParts(fixture, driver, await openDiskStore(join(folder, 'media')));
  who = await addCustomer(fixture, 2_000);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const submit = async (by = who) => (await fixture.submit(by, order())).row.id;
const send = () => dispatch(parts, studioQueue, line.slots);
const key = (id: string) => ({ accountId: who.accountId, id });
const lookOnce = () =>
  follow(parts, { queue: parts.driver.queue, most: 256, queueOf: () => studioQueue });

function terms(stops: CancelTerms['stops'], otherwise: CancelTerms['otherwise']): void {
  fixture.connected.cancelTerms = { stops, otherwise, lookQueue: parts.driver.queue };
}

async function running(): Promise<string> {
  const id = await submit();
  await send();
  return id;
}

async function unknown(): Promise<string> {
  const id = await submit();
  line.acceptance = { kind: 'lost', reason: 'connection reset' };
  await send();
  line.acceptance = null;
  return id;
}

/** Sent, and not answered yet. */
async function submitting(): Promise<string> {
  const id = await submit();
  await beginAttempts(fixture.database, lineId, [id]);
  return id;
}

const stateOf = async (id: string) => (await fixture.reader.read(key(id)))?.state;

async function refusal(cancelling: Promise<unknown>): Promise<Problem> {
  const error = await cancelling.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no refusal: ${String(error)}`);
  return error.problem;
}

async function isWished(id: string): Promise<boolean> {
  const { rows } = await fixture.database.general.query<{ wished: boolean }>(
    'select cancel_requested as wished from tasks where id = $1',
    [id],
  );
  return rows[0]?.wished === true;
}

async function attemptOf(id: string) {
  const { rows } = await fixture.database.general.query(
    'select state, upstream_id, absorbed, ended_at is not null as ended from attempts where task_id = $1',
    [id],
  );
  return rows[0];
}

async function workOf(id: string) {
  const { rows } = await fixture.database.general.query(
    'select step, queue from work where subject_id = $1',
    [id],
  );
  return rows;
}

async function slotsTaken(): Promise<number> {
  const { rows } = await fixture.database.general.query<{ taken: number }>(
    'select coalesce(sum(taken), 0)::int as taken from line_slots where line = $1',
    [lineId],
  );
  return rows[0]?.taken ?? 0;
}

async function heldMicros(): Promise<bigint | undefined> {
  return (await readWallet(fixture.database, who.accountId))?.heldMicros;
}

describe('where nothing could stop the task', () => {
  test('a cancel is refused at once, without a call, and with what it will cost', async () => {
    terms('none', 'refuse');
    const id = await running();
    for (const each of ['first', 'second']) {
      expect(await refusal(fixture.cancel(key(id), { cancelMs: 60_000 })), each).toEqual({
        code: 'not_cancellable',
        message: expect.stringMatching(/cannot stop.*will be charged if it succeeds/),
      });
    }
    expect(await isWished(id)).toBe(false);
    await lookOnce();
    expect(line.cancelled).toEqual([]);
    expect(await stateOf(id)).toBe('running');
  });

  test('or absorbed at once: nothing is charged, and the slot stays taken', async () => {
    terms('none', 'absorb');
    const id = await running();
    expect(await fixture.cancel(key(id), { cancelMs: 60_000 })).toMatchObject({
      state: 'cancelled',
      charged_micros: null,
      failure: { code: 'cancelled' },
    });
    expect(await fixture.cancel(key(id))).toMatchObject({ state: 'cancelled' });
    expect(line.cancelled).toEqual([]);
    expect(await heldMicros()).toBe(0n);
    expect(await attemptOf(id)).toMatchObject({ absorbed: true, ended: false });
    expect(await slotsTaken()).toBe(1);
    expect(await workOf(id)).toEqual([{ step: 'absorb', queue: 'line/line_a' }]);
  });

  test.each([
    ['unknown', unknown],
    ['submitting', submitting],
  ] as const)('a task that is %s is treated alike', async (state, begin) => {
    terms('none', 'refuse');
    const id = await begin();
    expect(await stateOf(id)).toBe(state);
    expect(await refusal(fixture.cancel(key(id), { cancelMs: 60_000 }))).toMatchObject({
      code: 'not_cancellable',
      message: expect.stringContaining('has not answered yet'),
    });
    expect(await isWished(id)).toBe(false);
    terms('none', 'absorb');
    expect(await fixture.cancel(key(id), { cancelMs: 60_000 })).toMatchObject({
      state: 'cancelled',
    });
    expect(await heldMicros()).toBe(0n);
  });
});

describe('where the line may be able to stop it', () => {
  test('it is asked, and what it proves to have stopped is cancelled', async () => {
    terms('accepted', 'refuse');
    const id = await running();
    const cancelling = fixture.cancel(key(id));
    await expect.poll(lookOnce).toBe(0);
    expect(await cancelling).toMatchObject({ state: 'cancelled' });
    expect(await attemptOf(id)).toMatchObject({ state: 'stopped', absorbed: false });
    expect(await heldMicros()).toBe(0n);
  });

  test('what it cannot stop is refused as soon as it says so, and it is asked once', async () => {
    terms('accepted', 'refuse');
    line.cancelAnswer = 'unstoppable';
    const id = await running();
    line.observations.set(`up-${id}-1`, { state: 'running', progress: 10 });
    const cancelling = refusal(fixture.cancel(key(id), { cancelMs: 60_000 }));
    await expect.poll(() => isWished(id)).toBe(true);
    await lookOnce();
    expect(await cancelling).toMatchObject({
      code: 'not_cancellable',
      message: expect.stringContaining('will be charged'),
    });
    await lookOnce();
    await lookOnce();
    expect(line.cancelled).toEqual([`up-${id}-1`]);
    expect(await isWished(id)).toBe(false);
  });

  test('or absorbed as soon as it says so', async () => {
    terms('accepted', 'absorb');
    line.cancelAnswer = 'unstoppable';
    const id = await running();
    const cancelling = fixture.cancel(key(id), { cancelMs: 60_000 });
    await expect.poll(() => isWished(id)).toBe(true);
    await lookOnce();
    expect(await cancelling).toMatchObject({ state: 'cancelled' });
    expect(await attemptOf(id)).toMatchObject({ absorbed: true, ended: false });
  });

  test('a line that says nothing leaves the wish, until it does', async () => {
    terms('accepted', 'refuse');
    line.cancelAnswer = 'unanswered';
    const id = await running();
    const problem = await refusal(fixture.cancel(key(id), { cancelMs: 0 }));
    expect(problem).toMatchObject({ code: 'overloaded', retryAfterSeconds: 5 });
    await lookOnce();
    expect(await isWished(id)).toBe(true);
    line.cancelAnswer = 'unstoppable';
    await lookOnce();
    await lookOnce();
    expect(line.cancelled).toHaveLength(2);
    expect(await isWished(id)).toBe(false);
  });

  test('or is not waited for any longer, where its cancels are absorbed', async () => {
    terms('accepted', 'absorb');
    const id = await running();
    expect(await fixture.cancel(key(id), { cancelMs: 0 })).toMatchObject({ state: 'cancelled' });
    expect(await lookOnce()).toBe(0);
    expect(line.cancelled).toEqual([]);
  });

  test('what it has not answered for yet is waited for, and then stopped', async () => {
    terms('accepted', 'refuse');
    const id = await submitting();
    const cancelling = fixture.cancel(key(id), { cancelMs: 60_000 });
    await acceptAttempt(fixture.database, {
      taskId: id,
      number: 1,
      upstreamId: 'up-late',
      queue: parts.driver.queue,
      lookAfterSeconds: 0,
      expectedSeconds: null,
    });
    await expect.poll(() => isWished(id)).toBe(true);
    await lookOnce();
    expect(await cancelling).toMatchObject({ state: 'cancelled' });
    expect(line.cancelled).toEqual(['up-late']);
  });

  test('or refused, when it has taken too long to answer: no wish is noted', async () => {
    terms('accepted', 'refuse');
    const id = await submitting();
    expect(await refusal(fixture.cancel(key(id), { cancelMs: 0 }))).toMatchObject({
      code: 'not_cancellable',
    });
    expect(await isWished(id)).toBe(false);
  });

  test('what has ended there already is not asked about', async () => {
    terms('accepted', 'refuse');
    const id = await running();
    await fixture.database.general.query(
      `update work set step = 'collect' where step = 'follow' and subject_id = $1`,
      [id],
    );
    expect(await refusal(fixture.cancel(key(id), { cancelMs: 60_000 }))).toMatchObject({
      code: 'not_cancellable',
    });
  });
});

describe('an absorbed cancel', () => {
  beforeEach(() => {
    terms('none', 'absorb');
  });

  test('is had 20 times a day and account', async () => {
    const ids = await Promise.all(Array.from({ length: 21 }, () => submit()));
    line.slots = 100;
    await send();
    const [last = '', ...others] = ids;
    const states = await Promise.all(
      others.map(async (id) => (await fixture.cancel(key(id))).state),
    );
    expect(states).toEqual(others.map(() => 'cancelled'));
    expect(await refusal(fixture.cancel(key(last)))).toMatchObject({
      code: 'not_cancellable',
      message: expect.stringMatching(/20 of such tasks.*24 hours.*will be charged/),
    });
    expect(await stateOf(last)).toBe('running');

    const other = await addCustomer(fixture, 100);
    const theirs = await submit(other);
    await send();
    const cancelled = await fixture.cancel({ accountId: other.accountId, id: theirs });
    expect(cancelled.state).toBe('cancelled');

    await fixture.database.general.query(`update absorbed_cancels set at = at - interval '1 day'`);
    expect(await fixture.cancel(key(last))).toMatchObject({ state: 'cancelled' });
    expect(await heldMicros()).toBe(0n);
  });

  test('of many at once is counted once each', async () => {
    const ids = await Promise.all(Array.from({ length: 24 }, () => submit()));
    line.slots = 100;
    await send();
    const second = await openTaskFixture(fixture.address);
    second.connected.cancelTerms = fixture.connected.cancelTerms;
    const cancels = ids.flatMap((id) => [fixture.cancel(key(id)), second.cancel(key(id))]);
    await Promise.allSettled(cancels);
    await second.close();
    const states = await Promise.all(ids.map(stateOf));
    expect(states.filter((state) => state === 'cancelled')).toHaveLength(20);
    expect(await heldMicros()).toBe(4n * 40_000_000n);
  });

  test('takes no film back that comes all the same: none is charged, collected or served', async () => {
    const id = await running();
    line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
    line.files = { video: join(folder, 'v.mp4'), poster: join(folder, 'p.jpg'), lastFrame: null };
    // The look is under way when the cancel comes.
    const look = parts.driver.look.bind(parts.driver);
    parts.driver.look = async (attempts) => {
      await fixture.cancel(key(id));
      return look(attempts);
    };
    await lookOnce();
    await collectDue(parts);
    expect(await stateOf(id)).toBe('cancelled');
    expect(await heldMicros()).toBe(0n);
    const { rows } = await fixture.database.general.query(
      `select 1 from movements where kind = 'charge' union all select 1 from work where step = 'collect'`,
    );
    expect(rows).toEqual([]);
    expect(await findResult(fixture.database, id)).toBeNull();
    expect(await resultAssetFinder(fixture)(who.accountId, id)).toMatchObject({
      refusal: expect.stringContaining('cancelled'),
    });
  });

  test.each(['accepted', 'lost', 'refused', 'gone'] as const)(
    'is left alone by an answer that comes later: %s',
    async (answer) => {
      const id = await submitting();
      await fixture.cancel(key(id));
      const attempt = { taskId: id, number: 1 };
      if (answer === 'accepted') {
        const late = { upstreamId: 'up-late', queue: 'x', lookAfterSeconds: 0 };
        await acceptAttempt(fixture.database, { ...attempt, ...late, expectedSeconds: null });
      } else if (answer === 'lost') {
        const late = { queue: 'x', lookAfterSeconds: 0, reason: 'cut' };
        await loseAttempt(fixture.database, { ...attempt, ...late });
      } else {
        await endAttempts(fixture.database, [
          { ...attempt, end: answer, outcome: {}, costMicros: 0n },
        ]);
      }
      expect(await stateOf(id)).toBe('cancelled');
      expect(await attemptOf(id)).toMatchObject({
        state: answer,
        absorbed: true,
        upstream_id: answer === 'accepted' ? 'up-late' : null,
      });
      expect(await workOf(id)).toMatchObject([{ step: 'absorb' }]);
    },
  );

  test('is what a delete that cancels comes to, and a delete that may not does not', async () => {
    const [gone, kept] = [await running(), await running()];
    expect(await deleteTask(fixture, who.accountId, { id: gone, whileOpen: 'cancel' })).toBe(
      'deleted',
    );
    expect(await fixture.reader.read(key(gone))).toBeNull();
    expect(await attemptOf(gone)).toMatchObject({ absorbed: true });
    const command = { id: kept, whileOpen: 'cancel_queued' } as const;
    expect(await refusal(deleteTask(fixture, who.accountId, command))).toMatchObject({
      code: 'not_cancellable',
    });
    expect(await stateOf(kept)).toBe('running');
  });
});
