import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';
import { hint } from './claim.ts';
import {
  bringLooksForward,
  claimLooks,
  nextLookSeconds,
  type Look,
  type LookTimes,
} from './looks.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  await database.general.query('truncate work, tasks');
});

const times: LookTimes = { holdSeconds: 20, soonestSeconds: 5, latestSeconds: 45 };
const due = { queue: 'q', limit: 100 };

interface Running {
  id: string;
  elapsedSeconds: number;
  expectedSeconds: number | null;
}

async function follow(running: readonly Running[]): Promise<void> {
  await database.general.query(
    `with i as (select * from jsonb_to_recordset($1) as (id text, elapsed float8, expected int)),
     task as (
       insert into tasks (id, account_id, key_id, mode, dialect, model, state, request, quote, quote_micros,
                          held_micros, expires_at, started_at, expected_seconds)
       select id, gen_random_uuid(), gen_random_uuid(), 'live', 'ark', 'm', 'running', '{}', '{}', 0, 0,
              now() + interval '1 day', now() - make_interval(secs => elapsed), expected from i)
     insert into work (step, subject_id, queue, account_id)
     select 'follow', id, 'q', gen_random_uuid() from i`,
    [
      JSON.stringify(
        running.map(({ id, elapsedSeconds, expectedSeconds }) => ({
          id,
          elapsed: elapsedSeconds,
          expected: expectedSeconds,
        })),
      ),
    ],
  );
}

async function look(within: LookTimes = times): Promise<Look> {
  const [one] = await claimLooks(database.claims, due, within);
  if (!one) throw new Error('nothing is due');
  return one;
}

async function dueInSeconds(): Promise<number> {
  const { rows } = await database.general.query<{ seconds: number }>(
    'select extract(epoch from due_at - now())::float8 as seconds from work',
  );
  return rows[0]?.seconds ?? Number.NaN;
}

test('the database and we mean the same by the next look', async () => {
  const ages = fc.sample(
    fc.record({
      elapsedSeconds: fc.integer({ min: 0, max: 2_000 }),
      expectedSeconds: fc.option(fc.integer({ min: 1, max: 2_000 })),
    }),
    { seed: 7, numRuns: 200 },
  );
  const running = ages.map((age, index) => ({ ...age, id: String(index) }));
  await follow(running);
  const free: LookTimes = { holdSeconds: 0, soonestSeconds: 5, latestSeconds: 120 };
  const looks = await claimLooks(database.claims, { queue: 'q', limit: 1_000 }, free);
  expect(looks).toHaveLength(running.length);
  const next = new Map(looks.map(({ subjectId, nextSeconds }) => [subjectId, nextSeconds]));
  for (const { id, ...age } of running) {
    // What the statement takes is time that has passed.
    expect(Math.abs((next.get(id) ?? 0) - nextLookSeconds(free, age)), id).toBeLessThan(2);
  }
});

describe('a look', () => {
  test('is due again at its next, and written once', async () => {
    await follow([{ id: 'a', elapsedSeconds: 60, expectedSeconds: 120 }]);
    const { nextSeconds, look: first } = await look();
    expect(nextSeconds).toBeGreaterThan(25);
    expect(nextSeconds).toBeLessThanOrEqual(30);
    expect(await claimLooks(database.claims, due, times)).toEqual([]);
    expect(await dueInSeconds()).toBeGreaterThan(25);
    await hint(database.claims, 'follow', ['a']);
    expect((await look()).look).toBe(first + 1);
  });

  test('keeps others away for as long as it may take', async () => {
    await follow([{ id: 'a', elapsedSeconds: 119, expectedSeconds: 120 }]);
    expect((await look()).nextSeconds).toBeCloseTo(20);
  });

  test('whose next is nearer than that brings it forward', async () => {
    await follow([{ id: 'a', elapsedSeconds: 119, expectedSeconds: 120 }]);
    const one = await look();
    await bringLooksForward(database.claims, [{ ...one, afterSeconds: 5, inVain: false }]);
    expect(await dueInSeconds()).toBeLessThan(6);
  });

  test('of what has no task any more is put off by what it may take', async () => {
    await follow([{ id: 'a', elapsedSeconds: 0, expectedSeconds: null }]);
    await database.general.query('delete from tasks');
    expect((await look()).nextSeconds).toBeCloseTo(20);
  });

  test('changes nothing any more where another one has begun', async () => {
    await follow([{ id: 'a', elapsedSeconds: 60, expectedSeconds: 120 }]);
    const late = await look();
    await hint(database.claims, 'follow', ['a']);
    await look();
    await bringLooksForward(database.claims, [{ ...late, afterSeconds: 0, inVain: false }]);
    expect(await dueInSeconds()).toBeGreaterThan(20);
  });
});

describe('a hint', () => {
  test('that comes during a look is not lost by it', async () => {
    await follow([{ id: 'a', elapsedSeconds: 119, expectedSeconds: 120 }]);
    const one = await look();
    await hint(database.claims, 'follow', ['a']);
    await bringLooksForward(database.claims, [{ ...one, afterSeconds: 5, inVain: false }]);
    expect(await dueInSeconds()).toBeLessThan(0);
  });

  test('that led to a look in vain holds for a minute', async () => {
    await follow([{ id: 'a', elapsedSeconds: 60, expectedSeconds: 120 }]);
    await hint(database.claims, 'follow', ['a']);
    const one = await look();
    await bringLooksForward(database.claims, [{ ...one, afterSeconds: 5, inVain: true }]);
    expect(await dueInSeconds()).toBeLessThan(0);
    await database.general.query("update work set hinted_at = now() - interval '2 minutes'");
    const later = await look();
    await bringLooksForward(database.claims, [{ ...later, afterSeconds: 5, inVain: true }]);
    expect(await dueInSeconds()).toBeGreaterThan(0);
  });
});

test('no two looks at one thing begin at once, however many look', async () => {
  await follow(
    Array.from({ length: 60 }, (_, index) => ({
      id: `w${String(index)}`,
      elapsedSeconds: 60,
      expectedSeconds: 120,
    })),
  );
  const looks = await Promise.all(
    Array.from({ length: 12 }, () => claimLooks(database.general, { queue: 'q', limit: 7 }, times)),
  );
  const ids = looks.flat().map(({ subjectId }) => subjectId);
  expect(ids).toHaveLength(60);
  expect(new Set(ids).size).toBe(60);
});
