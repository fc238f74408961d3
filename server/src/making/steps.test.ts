import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { ProblemError } from '../generation/problems.ts';
import { checkLedger } from '../ledger/check.ts';
import { openDiskStore } from '../media/store/store.ts';
import { hint } from '../work/claim.ts';
import { beginAttempts } from '../tasks/attempts.ts';
import { expireWaiting } from '../tasks/expire.ts';
import { studioQueue } from '../work/queues.ts';
import type { TaskRow } from '../tasks/rows.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { dispatch } from './dispatch.ts';
import type { Observation } from './driver.ts';
import { follow } from './follow.ts';
import type { LineParts } from './parts.ts';
import { collectDue } from './testing/collect-due.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

const gone = (interrupted = false): Observation => ({
  state: 'gone',
  reason: 'killed',
  interrupted,
});

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
  folder = await mkdtemp(join(tmpdir(), 'filmgate-steps-'));
  const scripted = scriptedLine();
  ({ line } = scripted);
  parts = lineParts(fixture, scripted.driver, await openDiskStore(join(folder, 'media')));
  who = await addCustomer(fixture, 100);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const submit = async () => (await fixture.submit(who, order())).row.id;
const send = () => dispatch(parts, studioQueue, line.slots);
const lookOnce = () =>
  follow(parts, { queue: parts.driver.queue, most: 256, queueOf: () => studioQueue });

async function read(id: string): Promise<TaskRow> {
  const row = await fixture.reader.read({ accountId: who.accountId, id });
  if (!row) throw new Error('the task is gone');
  return row;
}

async function attemptStates(id: string): Promise<string[]> {
  const { rows } = await fixture.database.general.query<{ state: string }>(
    'select state from attempts where task_id = $1 order by number',
    [id],
  );
  return rows.map(({ state }) => state);
}

async function isWhole(): Promise<boolean> {
  const wallet = await readWallet(fixture.database, who.accountId);
  return wallet?.balanceMicros === 100_000_000n && wallet.heldMicros === 0n;
}

describe('dispatch', () => {
  test('sends after the intent is written, and a task that was accepted runs', async () => {
    const id = await submit();
    expect(await send()).toBe(1);
    expect(line.sent).toMatchObject([{ attemptId: `${id}-1`, taskId: id, mode: 'live' }]);
    expect(line.sent[0]?.request).toMatchObject({ family: 'seedance-2.0', seconds: 5 });
    expect((await read(id)).state).toBe('running');
    expect(await attemptStates(id)).toEqual(['accepted']);
    expect(await send()).toBe(0);
  });

  test('claims no more than the line has free slots', async () => {
    await submit();
    await submit();
    line.slots = 1;
    expect(await send()).toBe(1);
    line.slots = 0;
    expect(await send()).toBe(0);
  });

  test('a passing refusal goes back to the queue, and after the last attempt the task fails', async () => {
    const id = await submit();
    const failure = { code: 'provider_error' as const, message: 'too busy' };
    line.acceptance = { kind: 'refused', passing: true, failure };
    for (let attempt = 1; attempt <= 4; attempt++) {
      await hint(fixture.database.claims, 'dispatch', [id]);
      expect(await send()).toBe(1);
    }
    expect(await read(id)).toMatchObject({ state: 'failed', failure });
    expect(await attemptStates(id)).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(await isWhole()).toBe(true);
  });

  describe('after a passing refusal', () => {
    const failure = { code: 'provider_error', message: 'too busy' } as const;
    /** Until the task may be sent again, after it was refused once more. */
    async function waitsSeconds(id: string): Promise<number> {
      await hint(fixture.database.claims, 'dispatch', [id]);
      expect(await send()).toBe(1);
      expect(await send()).toBe(0);
      const { rows } = await fixture.database.general.query<{ seconds: number }>(
        `select extract(epoch from due_at - now())::float8 as seconds from work
          where step = 'dispatch' and subject_id = $1`,
        [id],
      );
      return Math.round(rows[0]?.seconds ?? 0);
    }

    test('a task is not sent again at once, and later each time', async () => {
      const id = await submit();
      line.acceptance = { kind: 'refused', passing: true, failure };
      expect([await waitsSeconds(id), await waitsSeconds(id), await waitsSeconds(id)]).toEqual([
        2, 4, 8,
      ]);
      expect(line.sent).toHaveLength(3);
    });

    test.each([
      [90, 90],
      [1, 2],
    ])('that asks for %i s it is sent again after %i s', async (retryAfterSeconds, seconds) => {
      const id = await submit();
      line.acceptance = { kind: 'refused', passing: true, failure, retryAfterSeconds };
      expect(await waitsSeconds(id)).toBe(seconds);
    });
  });

  test('a definite refusal fails the task at once', async () => {
    const id = await submit();
    const failure = { code: 'content_policy' as const, message: 'no' };
    line.acceptance = { kind: 'refused', passing: false, failure };
    await send();
    expect(await read(id)).toMatchObject({ state: 'failed', failure });
    expect(await isWhole()).toBe(true);
  });

  test('a lost answer keeps the hold and is never sent again blindly', async () => {
    const id = await submit();
    line.acceptance = { kind: 'lost', reason: 'connection reset' };
    await send();
    expect((await read(id)).state).toBe('unknown');
    await lookOnce();
    await lookOnce();
    expect(await send()).toBe(0);
    expect(line.sent).toHaveLength(1);
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      heldMicros: 40_000_000n,
    });
  });

  test('a lost answer is resolved: found goes on, proved absent begins again', async () => {
    const found = await submit();
    const absent = await submit();
    line.acceptance = { kind: 'lost', reason: 'connection reset' };
    await send();
    line.found = { upstreamId: 'there' };
    line.acceptance = null;
    await fixture.database.general.query(
      `update work set due_at = now() + interval '1 hour' where subject_id = $1`,
      [absent],
    );
    await hint(fixture.database.claims, 'follow', [found]);
    await lookOnce();
    expect((await read(found)).state).toBe('running');
    line.found = 'absent';
    await hint(fixture.database.claims, 'follow', [absent]);
    await lookOnce();
    expect((await read(absent)).state).toBe('queued');
    await send();
    expect(await attemptStates(absent)).toEqual(['gone', 'accepted']);
  });

  test('what a dead sender left between intent and answer is not sent again before it is resolved', async () => {
    const id = await submit();
    await beginAttempts(fixture.database, 'scripted', [id]);
    expect(await send()).toBe(1);
    expect(line.sent).toEqual([]);
    expect((await read(id)).state).toBe('unknown');
    line.found = 'absent';
    await lookOnce();
    await send();
    expect(await attemptStates(id)).toEqual(['gone', 'accepted']);
  });

  test('a task that waited too long is not sent any more', async () => {
    const [first, second] = [await submit(), await submit()];
    await fixture.database.general.query(
      `update tasks set expires_at = now() - interval '1 second'`,
    );
    expect(await expireWaiting(fixture.database, fixture.settler)).toBe(2);
    expect((await read(first)).state).toBe('expired');
    expect((await read(second)).state).toBe('expired');
    expect(await isWhole()).toBe(true);
    const third = await submit();
    await fixture.database.general.query(
      `update tasks set expires_at = now() - interval '1 second' where id = $1`,
      [third],
    );
    await send();
    expect(line.sent).toEqual([]);
    expect((await read(third)).state).toBe('expired');
  });
});

describe('follow', () => {
  async function running(): Promise<{ id: string; upstreamId: string }> {
    const id = await submit();
    await send();
    return { id, upstreamId: `up-${id}-1` };
  }

  test('writes progress that only grows, and never 100 before the end', async () => {
    const { id, upstreamId } = await running();
    for (const [seen, shown] of [
      [30, 30],
      [10, 30],
      [250, 99],
    ] as const) {
      line.observations.set(upstreamId, { state: 'running', progress: seen });
      await lookOnce();
      expect(await read(id)).toMatchObject({ state: 'running', progress: shown });
    }
  });

  test('settles a success with the charge of what was made, and asks for its files', async () => {
    const { id, upstreamId } = await running();
    line.observations.set(upstreamId, { state: 'succeeded', made: { ...made, seconds: 4 } });
    await lookOnce();
    expect(await read(id)).toMatchObject({
      state: 'succeeded',
      progress: 100,
      charged_micros: 32_000_000n,
      output: { seconds: 4, completionTokens: 87_300, files: null },
    });
    expect(await readWallet(fixture.database, who.accountId)).toEqual({
      balanceMicros: 68_000_000n,
      heldMicros: 0n,
      debtMicros: 0n,
    });
    const { rows } = await fixture.database.general.query('select step, queue from work');
    expect(rows).toEqual([{ step: 'collect', queue: 'scripted/1' }]);
  });

  test('gives everything back when the line says that it failed', async () => {
    const { id, upstreamId } = await running();
    const failure = { code: 'content_policy' as const, message: 'refused' };
    line.observations.set(upstreamId, { state: 'failed', failure });
    await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'failed', failure });
    expect(await isWhole()).toBe(true);
    expect(line.discarded).toEqual([upstreamId]);
  });

  describe('where the operator wants failed tasks made elsewhere', () => {
    const fault = { code: 'provider_error' as const, message: 'no GPU' };
    beforeEach(() => {
      parts.rerunFailed = true;
    });

    test('what failed by the line’s own fault goes back to the queue, once', async () => {
      const { id, upstreamId } = await running();
      line.observations.set(upstreamId, { state: 'failed', failure: fault });
      await lookOnce();
      expect((await read(id)).state).toBe('queued');
      await send();
      line.observations.set(`up-${id}-2`, { state: 'failed', failure: fault });
      await lookOnce();
      expect(await read(id)).toMatchObject({ state: 'failed', failure: fault });
      expect(await attemptStates(id)).toEqual(['failed', 'failed']);
      expect(await isWhole()).toBe(true);
    });

    test('what the request brought about, or the upstream bills, does not', async () => {
      const refused = await running();
      const failure = { code: 'content_policy' as const, message: 'no' };
      line.observations.set(refused.upstreamId, { state: 'failed', failure });
      await lookOnce();
      const billed = await running();
      line.observations.set(billed.upstreamId, { state: 'failed', failure: fault, billed: true });
      await lookOnce();
      expect([(await read(refused.id)).state, (await read(billed.id)).state]).toEqual([
        'failed',
        'failed',
      ]);
    });
  });

  test('a look that fails changes nothing, however often', async () => {
    const { id, upstreamId } = await running();
    line.broken = true;
    for (let count = 0; count < 20; count++) await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'running' });
    line.broken = false;
    line.observations.set(upstreamId, { state: 'succeeded', made });
    await lookOnce();
    expect((await read(id)).state).toBe('succeeded');
  });

  test('a look that fails is tried again in seconds, and at once after a hint', async () => {
    const looks = { holdSeconds: 0, soonestSeconds: 120, latestSeconds: 120 };
    parts.driver = { ...parts.driver, looks };
    const { id } = await running();
    const dueSeconds = async () => {
      const { rows } = await fixture.database.general.query<{ due: number }>(
        'select extract(epoch from due_at - now())::float8 as due from work where subject_id = $1',
        [id],
      );
      return rows[0]?.due;
    };
    line.broken = true;
    await fixture.database.general.query('update work set due_at = now() where subject_id = $1', [
      id,
    ]);
    await lookOnce();
    expect(await dueSeconds()).toBeGreaterThan(1);
    expect(await dueSeconds()).toBeLessThan(5);
    await hint(fixture.database.claims, 'follow', [id]);
    await lookOnce();
    expect(await dueSeconds()).toBeLessThan(0);
    line.broken = false;
    line.observations.set(`up-${id}-1`, { state: 'running', progress: 0 });
    await hint(fixture.database.claims, 'follow', [id]);
    await lookOnce();
    expect(await dueSeconds()).toBeGreaterThan(100);
  });

  test('an attempt that the line lost is followed by another, at most four in all', async () => {
    const id = await submit();
    for (let attempt = 1; attempt <= 4; attempt++) {
      await send();
      expect(line.sent).toHaveLength(attempt);
      line.observations.set(`up-${id}-${String(attempt)}`, gone());
      await lookOnce();
    }
    expect(await read(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'provider_error' },
    });
    expect(await isWhole()).toBe(true);
    expect(line.discarded).toEqual([1, 2, 3, 4].map((number) => `up-${id}-${String(number)}`));
  });

  test('restarts are not held against a task, within reason', async () => {
    const id = await submit();
    for (let attempt = 1; attempt <= 19; attempt++) {
      await send();
      line.observations.set(`up-${id}-${String(attempt)}`, gone(true));
      await lookOnce();
      expect((await read(id)).state).toBe('queued');
    }
    await send();
    line.observations.set(`up-${id}-20`, gone(true));
    await lookOnce();
    expect((await read(id)).state).toBe('failed');
    expect(await isWhole()).toBe(true);
  });

  test('what an earlier attempt still reports does not touch a newer one', async () => {
    const { id, upstreamId } = await running();
    line.observations.set(upstreamId, gone());
    await lookOnce();
    await send();
    line.observations.set(upstreamId, { state: 'succeeded', made });
    await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'running', charged_micros: null });
    line.observations.set(`up-${id}-2`, { state: 'succeeded', made });
    await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'succeeded', charged_micros: 40_000_000n });
  });

  test('many who see the same success settle it once', async () => {
    const { upstreamId } = await running();
    line.observations.set(upstreamId, { state: 'succeeded', made });
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        await fixture.database.general.query('update work set due_at = now(), claim_token = null');
        await lookOnce();
      }),
    );
    const { rows } = await fixture.database.general.query(
      `select count(*)::int as count, sum(amount_micros)::int as sum from movements where kind = 'charge'`,
    );
    expect(rows).toEqual([{ count: 1, sum: 40_000_000 }]);
  });
});

describe('cancel', () => {
  const key = (id: string) => ({ accountId: who.accountId, id });

  test('of a waiting task is at once and free, and the same again', async () => {
    const id = await submit();
    expect(await fixture.cancel(key(id))).toMatchObject({ state: 'cancelled' });
    expect(await fixture.cancel(key(id))).toMatchObject({ state: 'cancelled' });
    expect(await send()).toBe(0);
    expect(await isWhole()).toBe(true);
  });

  test('of a running task waits for the line’s word that it stopped', async () => {
    const id = await submit();
    await send();
    const cancelling = fixture.cancel(key(id));
    await expect.poll(lookOnce).toBe(0);
    expect(await cancelling).toMatchObject({ state: 'cancelled' });
    expect(line.cancelled).toEqual([`up-${id}-1`]);
    expect(await attemptStates(id)).toEqual(['stopped']);
    expect(await isWhole()).toBe(true);
  });

  test('that comes too late leaves the success and its charge', async () => {
    const id = await submit();
    await send();
    line.cancelAnswer = 'unstoppable';
    line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
    const cancelling = fixture.cancel(key(id)).catch((error: unknown) => error);
    await expect.poll(lookOnce).toBe(0);
    const error = await cancelling;
    expect(error instanceof ProblemError && error.problem.code).toBe('not_cancellable');
    expect(await read(id)).toMatchObject({ state: 'succeeded', charged_micros: 40_000_000n });
  });

  test('of a foreign or missing id says the same and touches nothing', async () => {
    const id = await submit();
    const stranger = await addCustomer(fixture, 0);
    const refusals = await Promise.all(
      [id, 'req_00000000000000000000'].map((one) =>
        fixture.cancel({ accountId: stranger.accountId, id: one }).catch((error: unknown) => error),
      ),
    );
    expect(refusals[0]).toEqual(refusals[1]);
    expect(await read(id)).toMatchObject({ state: 'queued' });
  });

  test('races with dispatch and success: one final state, and the money matches it', async () => {
    const ids = await Promise.all([submit(), submit()]);
    for (const id of ids) line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
    const cancels = ids.map((id) => fixture.cancel(key(id)).catch(() => null));
    await Promise.all([send(), send(), lookOnce(), lookOnce()]);
    await expect.poll(lookOnce).toBe(0);
    await Promise.all(cancels);
    const rows = await Promise.all(ids.map(read));
    const charged = rows.filter(({ state }) => state === 'succeeded').length;
    expect(rows.every(({ state }) => state === 'succeeded' || state === 'cancelled')).toBe(true);
    expect(await readWallet(fixture.database, who.accountId)).toEqual({
      balanceMicros: 100_000_000n - 40_000_000n * BigInt(charged),
      heldMicros: 0n,
      debtMicros: 0n,
    });
  });
});

describe('collect', () => {
  async function succeeded(): Promise<string> {
    const id = await submit();
    await send();
    line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
    await lookOnce();
    return id;
  }

  test('copies the files, notes where they are, and only then lets the line forget them', async () => {
    const id = await succeeded();
    const [video, poster] = [join(folder, 'v.mp4'), join(folder, 'p.jpg')];
    await writeFile(video, 'video');
    await writeFile(poster, 'poster');
    line.files = { video, poster, lastFrame: null };
    await collectDue(parts);
    const { output } = await read(id);
    expect(output?.files).toMatchObject({ videoBytes: 5, lastFrame: null });
    expect(await parts.store.open(output?.files?.video ?? '')).toMatchObject({ bytes: 5 });
    expect(line.discarded).toEqual([`up-${id}-1`]);
    const { rows } = await fixture.database.general.query('select * from work');
    expect(rows).toEqual([]);
  });

  test('that fails is tried again later and changes no bill', async () => {
    const id = await succeeded();
    await collectDue(parts);
    expect(await read(id)).toMatchObject({ state: 'succeeded', charged_micros: 40_000_000n });
    expect(line.discarded).toEqual([]);
    const { rows } = await fixture.database.general.query<{ later: boolean }>(
      'select due_at > now() as later from work',
    );
    expect(rows).toEqual([{ later: true }]);
  });
});
