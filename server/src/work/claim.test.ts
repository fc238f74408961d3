import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claim, finish, hint, release, renew } from './claim.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';

let drop: () => Promise<void>;
let database: Database;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  await database.general.query('truncate work, turn_clocks');
});

async function add(step: string, rows: { id: string; turn?: number; dueSeconds?: number }[]) {
  for (const { id, turn = 0, dueSeconds = 0 } of rows) {
    await database.general.query(
      `insert into work (step, subject_id, queue, turn, due_at)
       values ($1, $2, 'q', $3, now() + make_interval(secs => $4))`,
      [step, id, turn, dueSeconds],
    );
  }
}

const follow = { step: 'follow', queue: 'q', limit: 10, leaseSeconds: 30 } as const;
const ids = (claimed: { subjectId: string }[]) => claimed.map(({ subjectId }) => subjectId);

async function dueInSeconds(id: string): Promise<number> {
  const { rows } = await database.general.query<{ seconds: number }>(
    'select extract(epoch from due_at - now())::float8 as seconds from work where subject_id = $1',
    [id],
  );
  return rows[0]?.seconds ?? Number.NaN;
}

describe('a claim', () => {
  test('takes what is due, once, and leaves the rest', async () => {
    await add('follow', [{ id: 'a' }, { id: 'b' }, { id: 'later', dueSeconds: 60 }]);
    await add('collect', [{ id: 'other step' }]);
    expect(ids(await claim(database.claims, follow)).sort()).toEqual(['a', 'b']);
    expect(await claim(database.claims, follow)).toEqual([]);
  });

  test('is shared by no two claimers, however many claim at once', async () => {
    await add(
      'follow',
      Array.from({ length: 60 }, (_, index) => ({ id: `w${String(index)}` })),
    );
    const claims = await Promise.all(
      Array.from({ length: 12 }, () => claim(database.general, { ...follow, limit: 7 })),
    );
    const all = claims.flatMap(ids);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(60);
  });

  test('whose lease ran out is claimed again, by the clock of the database', async () => {
    await add('follow', [{ id: 'a' }]);
    const [first] = await claim(database.claims, { ...follow, leaseSeconds: 0 });
    const [second] = await claim(database.claims, follow);
    expect(second?.subjectId).toBe('a');
    expect(second?.claims).toBe(2);
    expect(second?.token).not.toBe(first?.token);
  });

  test('of dispatch goes by turn and moves the clock at which newcomers enter', async () => {
    await add('dispatch', [
      { id: 'c', turn: 3 },
      { id: 'a', turn: 1 },
      { id: 'b', turn: 2 },
    ]);
    const claimed = await claim(database.claims, { ...follow, step: 'dispatch', limit: 2 });
    expect(ids(claimed)).toEqual(['a', 'b']);
    const { rows } = await database.general.query('select turn from turn_clocks');
    expect(rows).toEqual([{ turn: 2n }]);
  });
});

describe('a release', () => {
  test('sets when to look next', async () => {
    await add('follow', [{ id: 'a' }]);
    const [claimed] = await claim(database.claims, follow);
    if (!claimed) throw new Error('nothing was claimed');
    await release(database.claims, 'follow', [{ ...claimed, afterSeconds: 100 }]);
    expect(await dueInSeconds('a')).toBeGreaterThan(90);
  });

  test('lets a hint that came during the claim survive: the work is due at once', async () => {
    await add('follow', [{ id: 'a' }]);
    const [claimed] = await claim(database.claims, follow);
    if (!claimed) throw new Error('nothing was claimed');
    await hint(database.claims, 'follow', ['a']);
    expect(await claim(database.claims, follow)).toEqual([]);
    await release(database.claims, 'follow', [{ ...claimed, afterSeconds: 100 }]);
    expect(ids(await claim(database.claims, follow))).toEqual(['a']);
  });

  test('by a holder whose lease went to another one changes nothing', async () => {
    await add('follow', [{ id: 'a' }]);
    const [late] = await claim(database.claims, { ...follow, leaseSeconds: 0 });
    await claim(database.claims, follow);
    if (!late) throw new Error('nothing was claimed');
    await release(database.claims, 'follow', [{ ...late, afterSeconds: 0 }]);
    await finish(database.work, 'follow', [late]);
    await renew(database.claims, 'follow', [late], 3_600);
    expect(await claim(database.claims, follow)).toEqual([]);
    expect(await dueInSeconds('a')).toBeGreaterThan(20);
    expect(await dueInSeconds('a')).toBeLessThan(40);
  });
});

test('a hint brings work that nobody holds forward, and never pushes it back', async () => {
  await add('follow', [
    { id: 'later', dueSeconds: 60 },
    { id: 'overdue', dueSeconds: -60 },
  ]);
  await hint(database.claims, 'follow', ['later', 'overdue']);
  expect(await dueInSeconds('later')).toBeLessThanOrEqual(0);
  expect(await dueInSeconds('overdue')).toBeLessThan(-50);
});
