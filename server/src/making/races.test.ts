import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { checkLedger } from '../ledger/check.ts';
import { hint } from '../work/claim.ts';
import { acceptAttempt, beginAttempts, loseAttempt, requeueTask } from '../tasks/attempts.ts';
import { expire } from '../tasks/expire.ts';
import { studioQueue } from '../work/queues.ts';
import { openTaskFixture, settlement, type TaskFixture } from '../tasks/testing/fixture.ts';
import { dispatch } from './dispatch.ts';
import type { AttemptOrder, LineDriver, LookAt, Observation } from './driver.ts';
import { follow } from './follow.ts';
import { linePatience } from './parts.ts';
import {
  cancelsAmongEnds,
  endsInAnyOrder,
  granted,
  openRace,
  price,
  seeded,
  type Race,
} from './testing/races.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

let fixture: TaskFixture;
let race: Race;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  race = await openRace(fixture);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await race.close();
  expect(broken).toEqual([]);
});

const dueAgain = () =>
  fixture.database.general.query('update work set due_at = now(), claim_token = null');

async function charges(id: string): Promise<bigint[]> {
  const { rows } = await fixture.database.general.query<{ amount_micros: bigint }>(
    'select amount_micros from movements where task_id = $1',
    [id],
  );
  return rows.map((row) => row.amount_micros);
}

test('a callback, a poll, a cancel and a sweeper that see the same end at once settle it once', async () => {
  const { line, key, lookOnce } = race;
  const id = await race.submit();
  await dispatch(race.parts, studioQueue, 1);
  line.cancelAnswer = 'unstoppable';
  line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
  const cancelling = fixture.cancel(key(id)).catch(() => null);
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      if (index % 3 === 0) await hint(fixture.database.claims, 'follow', [id]);
      else await dueAgain();
      await lookOnce();
    }),
  );
  await cancelling;
  expect(await race.stateOf(id)).toBe('succeeded');
  expect(await charges(id)).toEqual([price]);
});

test('what comes after a final state changes neither it nor the money', async () => {
  const { accountId } = race.who;
  const [expired = '', succeeded = '', cancelled = '', failed = ''] = await race.submitMany(4);
  await expire(fixture.settler, expired);
  await dispatch(race.parts, studioQueue, 3);
  const late = (id: string, over: Parameters<typeof settlement>[1]) =>
    fixture.settler.settle(
      settlement(id, { from: ['submitting', 'running', 'unknown'], attempt: 1, ...over }),
    );
  const success = { state: 'succeeded', chargeMicros: price, failure: null } as const;
  await late(succeeded, { ...success, output: { ...made, completionTokens: 1, files: null } });
  await late(cancelled, { state: 'cancelled' });
  await late(failed, { state: 'failed' });
  const before = await readWallet(fixture.database, accountId);
  for (const id of [expired, succeeded, cancelled, failed]) {
    expect(await late(id, success)).toBe(false);
    expect(await late(id, { state: 'failed' })).toBe(false);
  }
  expect(await Promise.all([expired, succeeded, cancelled, failed].map(race.stateOf))).toEqual([
    'expired',
    'succeeded',
    'cancelled',
    'failed',
  ]);
  expect(await readWallet(fixture.database, accountId)).toEqual(before);
  expect(before).toEqual({ balanceMicros: granted - price, heldMicros: 0n, debtMicros: 0n });
});

test('cancel, claim and success in 250 orders: one final state, and the money matches it', () =>
  cancelsAmongEnds(race, 250));

test('an upstream id of one attempt is never used for the next one', async () => {
  const { seed, chance } = seeded();
  /** Which attempt the upstream gave each of its ids to. */
  const owner = new Map<string, string>();
  const asked: string[] = [];
  const fates = new Map<string, Observation>();
  const newest = new Map<string, string>();
  const driver: LineDriver = {
    ...scriptedLine().driver,
    submit(attempt: AttemptOrder) {
      newest.set(attempt.taskId, attempt.attemptId);
      if (chance(4) === 0) return Promise.resolve({ kind: 'lost', reason: 'cut' });
      const upstreamId = `u${String(owner.size)}`;
      owner.set(upstreamId, attempt.attemptId);
      return Promise.resolve({ kind: 'accepted', upstreamId });
    },
    find: (attempts) =>
      Promise.resolve(new Map(attempts.map(({ attemptId }) => [attemptId, 'absent' as const]))),
    look(attempts: readonly LookAt[]) {
      const seen = new Map<string, Observation>();
      for (const { upstreamId } of attempts) {
        asked.push(upstreamId);
        const fate: Observation =
          fates.get(upstreamId) ??
          (chance(3) > 0
            ? { state: 'gone', reason: 'lost there', interrupted: true }
            : { state: 'succeeded', made });
        fates.set(upstreamId, fate);
        seen.set(upstreamId, fate);
        // The newest attempt of its task, or nobody, is asked about.
        const attempt = owner.get(upstreamId) ?? '';
        const task = attempt.slice(0, attempt.lastIndexOf('-'));
        expect(newest.get(task), `seed ${String(seed)}`).toBe(attempt);
      }
      return Promise.resolve(seen);
    },
  };
  // However often one is lost there.
  const parts = { ...race.parts, driver, patience: linePatience };
  const ids = await race.submitMany(100);
  for (let round = 0; round < 60; round++) {
    await dispatch(parts, studioQueue, 256);
    await dueAgain();
    await follow(parts, { queue: driver.queue, most: 256, queueOf: () => studioQueue });
    await dueAgain();
  }
  const { rows } = await fixture.database.general.query<{ ids: number; attempts: number }>(
    `select count(distinct upstream_id)::int as ids, count(upstream_id)::int as attempts from attempts`,
  );
  expect(rows[0]?.ids).toBe(rows[0]?.attempts);
  expect(rows[0]?.attempts).toBeGreaterThan(ids.length);
  expect(new Set(await Promise.all(ids.map(race.stateOf)))).toEqual(new Set(['succeeded']));
  expect(asked.length).toBeGreaterThan(ids.length);
});

test('granted = free + held + spent, at any time of 1 500 ends in any order', () =>
  endsInAnyOrder(race, 1_500));

test('an answer that comes after its attempt was given up is a fact of that attempt alone', async () => {
  const id = await race.submit();
  await beginAttempts(fixture.database, 'scripted', [id]);
  const first = { taskId: id, number: 1 };
  const lost = { queue: race.parts.driver.queue, lookAfterSeconds: 0, reason: 'cut' };
  await loseAttempt(fixture.database, { ...first, ...lost });
  await requeueTask(fixture.database, { ...first, queue: studioQueue, afterSeconds: 0 });
  await beginAttempts(fixture.database, 'scripted', [id]);
  const late = { upstreamId: 'up-late', queue: 'x', lookAfterSeconds: 0, expectedSeconds: null };
  await acceptAttempt(fixture.database, { ...first, ...late });
  expect(await race.stateOf(id)).toBe('submitting');
  const { rows } = await fixture.database.general.query(
    'select number, upstream_id from attempts where task_id = $1 order by number',
    [id],
  );
  expect(rows).toEqual([
    { number: 1, upstream_id: 'up-late' },
    { number: 2, upstream_id: null },
  ]);
});
