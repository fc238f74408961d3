import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readBalance, readWallet } from '../accounts/accounts.ts';
import { checkLedger } from '../ledger/check.ts';
import { openDiskStore } from '../media/store/store.ts';
import { hint } from '../work/claim.ts';
import { acceptAttempt, beginAttempts, loseAttempt, requeueTask } from '../tasks/attempts.ts';
import { expire } from '../tasks/expire.ts';
import { studioQueue } from '../work/queues.ts';
import { addCustomer, openSpine, order, settlement, type Spine } from '../tasks/testing/spine.ts';
import { dispatch } from './dispatch.ts';
import type { AttemptOrder, LineDriver, LookAt, Observation } from './driver.ts';
import { follow } from './follow.ts';
import { linePatience, type LineParts } from './parts.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/** Whoever comes first, and however late others come: one final state, and the money that belongs to it. */
const granted = 1_000_000_000_000n;
const price = 40_000_000n;

let spine: Spine;
let folder: string;
let parts: LineParts;
let line: ReturnType<typeof scriptedLine>['line'];
let who: Awaited<ReturnType<typeof addCustomer>>;

beforeAll(async () => {
  spine = await openSpine();
});
afterAll(() => spine.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-races-'));
  const scripted = scriptedLine();
  ({ line } = scripted);
  parts = lineParts(spine, scripted.driver, await openDiskStore(join(folder, 'media')));
  who = await addCustomer(spine, Number(granted / 1_000_000n));
});
afterEach(async () => {
  const { broken } = await checkLedger(spine.database);
  await spine.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const submit = async () => (await spine.submit(who, order())).row.id;
const submitMany = (count: number) => Promise.all(Array.from({ length: count }, submit));
const key = (id: string) => ({ accountId: who.accountId, id });
const lookOnce = () =>
  follow(parts, { queue: parts.driver.queue, most: 256, queueOf: () => studioQueue });
const dueAgain = () =>
  spine.database.general.query('update work set due_at = now(), claim_token = null');

async function stateOf(id: string): Promise<string | undefined> {
  return (await spine.reader.read(key(id)))?.state;
}

async function charges(id: string): Promise<bigint[]> {
  const { rows } = await spine.database.general.query<{ amount_micros: bigint }>(
    'select amount_micros from movements where task_id = $1',
    [id],
  );
  return rows.map((row) => row.amount_micros);
}

function seeded(): { seed: number; chance(of: number): number } {
  const seed = randomInt(2 ** 31);
  let state = seed;
  return {
    seed,
    // A linear congruence is random enough to mix orders, and can be run again from its seed.
    chance(of) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * of);
    },
  };
}

test('a callback, a poll, a cancel and a sweeper that see the same end at once settle it once', async () => {
  const id = await submit();
  await dispatch(parts, studioQueue, 1);
  line.cancelAnswer = 'unstoppable';
  line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
  const cancelling = spine.cancel(key(id)).catch(() => null);
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      if (index % 3 === 0) await hint(spine.database.claims, 'follow', [id]);
      else await dueAgain();
      await lookOnce();
    }),
  );
  await cancelling;
  expect(await stateOf(id)).toBe('succeeded');
  expect(await charges(id)).toEqual([price]);
});

test('what comes after a final state changes neither it nor the money', async () => {
  const [expired = '', succeeded = '', cancelled = '', failed = ''] = await submitMany(4);
  await expire(spine.settler, expired);
  await dispatch(parts, studioQueue, 3);
  const late = (id: string, over: Parameters<typeof settlement>[1]) =>
    spine.settler.settle(
      settlement(id, { from: ['submitting', 'running', 'unknown'], attempt: 1, ...over }),
    );
  const success = { state: 'succeeded', chargeMicros: price, failure: null } as const;
  await late(succeeded, { ...success, output: { ...made, completionTokens: 1, files: null } });
  await late(cancelled, { state: 'cancelled' });
  await late(failed, { state: 'failed' });
  const before = await readWallet(spine.database, who.accountId);
  for (const id of [expired, succeeded, cancelled, failed]) {
    expect(await late(id, success)).toBe(false);
    expect(await late(id, { state: 'failed' })).toBe(false);
  }
  expect(await Promise.all([expired, succeeded, cancelled, failed].map(stateOf))).toEqual([
    'expired',
    'succeeded',
    'cancelled',
    'failed',
  ]);
  expect(await readWallet(spine.database, who.accountId)).toEqual(before);
  expect(before).toEqual({ balanceMicros: granted - price, heldMicros: 0n, debtMicros: 0n });
});

test('cancel, claim and success in 1 000 orders: one final state, and the money matches it', async () => {
  const { seed, chance } = seeded();
  const ids = await submitMany(1_000);
  for (const id of ids) {
    if (chance(4) > 0) line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
    else line.observations.set(`up-${id}-1`, failedThere);
  }
  line.cancelAnswer = chance(2) === 0 ? 'stopped' : 'unstoppable';
  // One customer wants to stop at any time, while workers send and look.
  const cancels = ids.map(async (id) => {
    await new Promise((resolve) => setTimeout(resolve, chance(2_000)));
    await spine.cancel(key(id)).catch(() => null);
  });
  const over = new AbortController();
  const workers = [1, 2, 3].map(async () => {
    while (!over.signal.aborted) {
      await dispatch(parts, studioQueue, 1 + chance(20));
      await lookOnce();
    }
  });
  await Promise.all(cancels);
  const stillOpen = async () => {
    const { rows } = await spine.database.general.query<{ open: number }>(
      'select count(*)::int as open from tasks where finished_at is null',
    );
    return rows[0]?.open;
  };
  await expect.poll(stillOpen, { timeout: 20_000 }).toBe(0);
  over.abort();
  await Promise.all(workers);
  const states = await Promise.all(ids.map(stateOf));
  const count = (state: string): number => states.filter((one) => one === state).length;
  expect(count('succeeded') + count('cancelled') + count('failed'), `seed ${String(seed)}`).toBe(
    1_000,
  );
  expect(count('cancelled')).toBeGreaterThan(0);
  const spent = price * BigInt(count('succeeded'));
  expect(await readWallet(spine.database, who.accountId), `seed ${String(seed)}`).toEqual({
    balanceMicros: granted - spent,
    heldMicros: 0n,
    debtMicros: 0n,
  });
});

const failedThere: Observation = {
  state: 'failed',
  failure: { code: 'content_policy', message: 'no' },
};

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
  parts = { ...parts, driver, patience: linePatience };
  const ids = await submitMany(100);
  for (let round = 0; round < 60; round++) {
    await dispatch(parts, studioQueue, 256);
    await dueAgain();
    await lookOnce();
    await dueAgain();
  }
  const { rows } = await spine.database.general.query<{ ids: number; attempts: number }>(
    `select count(distinct upstream_id)::int as ids, count(upstream_id)::int as attempts from attempts`,
  );
  expect(rows[0]?.ids).toBe(rows[0]?.attempts);
  expect(rows[0]?.attempts).toBeGreaterThan(ids.length);
  expect(new Set(await Promise.all(ids.map(stateOf)))).toEqual(new Set(['succeeded']));
  expect(asked.length).toBeGreaterThan(ids.length);
});

test('granted = free + held + spent, at any time of 10 000 ends in any order', async () => {
  const { seed, chance } = seeded();
  const ends = ['succeeded', 'failed', 'cancelled', 'expired'] as const;
  let open: string[] = [];
  let ended = 0;
  while (ended < 10_000) {
    open.push(...(await submitMany(250)));
    open.sort(() => chance(3) - 1);
    const now = open.slice(0, chance(400));
    open = open.slice(now.length);
    const settled = await Promise.all(
      now.map((id) => {
        const state = ends[chance(ends.length)] ?? 'failed';
        const chargeMicros = state === 'succeeded' ? BigInt(chance(Number(price) + 1)) : 0n;
        return spine.settler.settle(settlement(id, { state, chargeMicros }));
      }),
    );
    ended += settled.filter(Boolean).length;
    const wallet = await readWallet(spine.database, who.accountId);
    const told = await readBalance(spine.database, who.accountId);
    expect(told.balanceMicros + told.chargedMicros, `seed ${String(seed)}`).toBe(granted);
    expect(wallet?.heldMicros, `seed ${String(seed)}`).toBe(price * BigInt(open.length));
  }
});

test('an answer that comes after its attempt was given up is a fact of that attempt alone', async () => {
  const id = await submit();
  await beginAttempts(spine.database, 'scripted', [id]);
  const first = { taskId: id, number: 1 };
  const lost = { queue: parts.driver.queue, lookAfterSeconds: 0, reason: 'cut' };
  await loseAttempt(spine.database, { ...first, ...lost });
  await requeueTask(spine.database, { ...first, queue: studioQueue, afterSeconds: 0 });
  await beginAttempts(spine.database, 'scripted', [id]);
  const late = { upstreamId: 'up-late', queue: 'x', lookAfterSeconds: 0, expectedSeconds: null };
  await acceptAttempt(spine.database, { ...first, ...late });
  expect(await stateOf(id)).toBe('submitting');
  const { rows } = await spine.database.general.query(
    'select number, upstream_id from attempts where task_id = $1 order by number',
    [id],
  );
  expect(rows).toEqual([
    { number: 1, upstream_id: 'up-late' },
    { number: 2, upstream_id: null },
  ]);
});
