import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claim, finish, type Claimed } from './claim.ts';
import type { Database } from '../postgres/database.ts';
import { createJobPool, type JobPool } from './job-pool.ts';
import { testDatabase } from '../postgres/testing.ts';

let drop: () => Promise<void>;
let database: Database;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  await database.general.query(
    `truncate work; insert into work (step, subject_id, queue) values ('collect', 'a', 'q')`,
  );
});

function jobs(leaseSeconds: number): JobPool {
  const log = pino({ level: 'silent' });
  return createJobPool({ pool: database.claims, step: 'collect', max: 2, leaseSeconds, log });
}

async function claimIt(leaseSeconds: number): Promise<Claimed | undefined> {
  const [claimed] = await claim(database.claims, {
    step: 'collect',
    queue: 'q',
    limit: 1,
    leaseSeconds,
  });
  return claimed;
}

async function claimedBy(leaseSeconds: number): Promise<Claimed> {
  const claimed = await claimIt(leaseSeconds);
  if (!claimed) throw new Error('nothing was claimed');
  return claimed;
}

/** Open until it is ended. */
function openWork() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end };
}

test('work that lasts longer than its lease is kept, and claimed by nobody else', async () => {
  const leaseSeconds = 0.6;
  const { start, drain } = jobs(leaseSeconds);
  const work = openWork();
  const claimed = await claimedBy(leaseSeconds);
  start(claimed, () => work.ended);
  const renewals = async (): Promise<number> => {
    const { rows } = await database.general.query<{ count: number }>(
      `select round(extract(epoch from due_at - claimed_at) / $1)::int as count from work`,
      [leaseSeconds],
    );
    return rows[0]?.count ?? 0;
  };
  // Three leases long.
  await expect.poll(renewals, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  expect(await claimIt(leaseSeconds)).toBeUndefined();
  work.end();
  await drain();
});

test('work of a holder that died is claimed again when its lease has run out', async () => {
  const dead = await claimedBy(0.1);
  await expect.poll(() => claimIt(30)).toMatchObject({ subjectId: 'a', claims: dead.claims + 1 });
});

test('work that throws frees its hand, and is claimed again after its lease', async () => {
  const { start, drain, free } = jobs(0.1);
  let ended = 0;
  start(
    await claimedBy(0.1),
    () => Promise.reject(new Error('interrupted')),
    () => {
      ended += 1;
    },
  );
  expect(free()).toBe(1);
  await drain();
  expect([free(), ended]).toEqual([2, 1]);
  await expect.poll(() => claimIt(30)).toMatchObject({ claims: 2 });
});

test('draining waits for work that is started by the end of other work', async () => {
  const { start, drain } = jobs(30);
  const claimed = await claimedBy(30);
  let isDone = false;
  start(
    claimed,
    () => Promise.resolve(),
    () => {
      start(claimed, async () => {
        await finish(database.work, 'collect', [claimed]);
        isDone = true;
      });
    },
  );
  await drain();
  expect(isDone).toBe(true);
});
