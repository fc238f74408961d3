import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { claimFromEach, type ClaimFromEachOrder } from './claim-from-each.ts';
import type { Database } from '../postgres/database.ts';
import { testDatabase } from '../postgres/testing.ts';

let drop: () => Promise<void>;
let database: Database;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  await database.general.query('truncate work');
});

async function add(queue: string, count: number, dueSeconds = 0): Promise<void> {
  await database.general.query(
    `insert into work (step, subject_id, queue, due_at)
     select 'deliver', $1 || ' ' || n, $1, now() + make_interval(secs => $3)
       from generate_series(1, $2) n`,
    [queue, count, dueSeconds],
  );
}

const roomy = { each: 1_000, of: new Map<string, number>() };

/** How many were claimed of each queue. */
async function claimed(over: Partial<ClaimFromEachOrder>): Promise<Record<string, number>> {
  const taken = await claimFromEach(database.claims, {
    step: 'deliver',
    queues: null,
    room: { each: 3, of: new Map() },
    ownerRoom: roomy,
    limit: 1_000,
    leaseSeconds: 30,
    ...over,
  });
  const counts: Record<string, number> = {};
  for (const { queue } of taken) counts[queue] = (counts[queue] ?? 0) + 1;
  return counts;
}

describe('a claim from each queue', () => {
  test('takes a few of each, however long one is and whatever its name', async () => {
    await add('a/dead', 2_000);
    await add('b/fine', 2);
    await add('c/later', 5, 60);
    await add('d/fine', 10);
    expect(await claimed({})).toEqual({ 'a/dead': 3, 'b/fine': 2, 'd/fine': 3 });
  });

  test('takes nothing of a queue in which all that may be held hangs', async () => {
    await add('a/dead', 20);
    await add('a/slow', 20);
    await add('b/fine', 20);
    const of = new Map([
      ['a/dead', 0],
      ['a/slow', 1],
    ]);
    expect(await claimed({ room: { each: 3, of } })).toEqual({ 'a/slow': 1, 'b/fine': 3 });
  });

  test('takes no more of an owner than it has room for, however many queues it has', async () => {
    for (let queue = 0; queue < 40; queue += 1) await add(`a/${String(queue)}`, 5);
    for (let queue = 0; queue < 3; queue += 1) await add(`b/${String(queue)}`, 5);
    await add('c/0', 5);
    const ownerRoom = { each: 10, of: new Map([['b', 2]]) };
    const counts = await claimed({ ownerRoom });
    const ofOwner = (owner: string): number =>
      Object.entries(counts)
        .filter(([queue]) => queue.startsWith(owner))
        .reduce((sum, [, count]) => sum + count, 0);
    expect(['a', 'b', 'c'].map(ofOwner)).toEqual([10, 2, 3]);
  });

  test('within a limit, goes to queues by chance', async () => {
    for (let queue = 0; queue < 30; queue += 1) await add(`a/${String(queue)}`, 1);
    const seen = new Set<string>();
    for (let turn = 0; turn < 3; turn += 1) {
      const counts = await claimed({ limit: 10 });
      for (const queue of Object.keys(counts)) seen.add(queue);
      expect(Object.keys(counts)).toHaveLength(10);
    }
    expect(seen.size).toBe(30);
  });

  test('of named queues looks at no other', async () => {
    await add('a/one', 5);
    await add('a/two', 5);
    expect(await claimed({ queues: ['a/two', 'a/none'] })).toEqual({ 'a/two': 3 });
    expect(await claimed({ queues: [] })).toEqual({});
  });

  test('is shared by no two claimers, and what a dead one had is claimed after its lease', async () => {
    await add('a/one', 30);
    await add('b/one', 30);
    const order = {
      step: 'deliver' as const,
      queues: null,
      room: roomy,
      ownerRoom: roomy,
      limit: 20,
      leaseSeconds: 0,
    };
    const claims = await Promise.all(
      Array.from({ length: 8 }, () =>
        claimFromEach(database.general, { ...order, leaseSeconds: 30 }),
      ),
    );
    const ids = claims.flat().map(({ subjectId }) => subjectId);
    expect(new Set(ids).size).toBe(ids.length);
    await database.general.query('update work set due_at = now()');
    const again = await claimFromEach(database.claims, { ...order, limit: 100 });
    expect(again).toHaveLength(60);
    expect(new Set(again.map(({ claims: count }) => count)).has(2)).toBe(true);
  });
});
