import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LineParts } from '../../making/parts.ts';
import type { Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import type { Line, LineModel } from '../book/line.ts';
import { createBreakers, type Breakers } from './breaker.ts';
import { createCreates, type Creates } from './creates.ts';
import { findCapacities, type LineCapacity } from './capacity.ts';

let database: Database;
let drop: () => Promise<void>;
let breakers: Breakers;
let creates: Creates;
beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
beforeEach(async () => {
  await database.general.query('truncate line_slots');
  breakers = createBreakers(() => 0);
  creates = createCreates(() => 0);
});
afterAll(() => drop());

const family = 'seedance-2.0';

async function roomOf(
  model: Partial<LineModel> = {},
  over: Partial<Line> = {},
): Promise<LineCapacity> {
  const line: Partial<Line> = {
    id: 'line_1',
    enabled: true,
    draining: false,
    models: [{ family, upstreamName: 'm', tasksMax: null, cost: null, ...model }],
    callRates: { create: 100, get: 1, list: 1, cancel: 1 },
    ...over,
  };
  const upstream = {
    // All else of a line plays no part in its room.
    line: line as Line,
    parts: {} as LineParts,
    takeCreates: () => Promise.resolve({ taken: 0, waitSeconds: 0, apartSeconds: 0 }),
    cannotTake: () => null,
    creates,
    preparing: new Set<string>(),
  };
  const rooms = await findCapacities({ database, breakers, upstreams: () => [upstream] }, family);
  const [room] = rooms;
  if (!room) throw new Error('the line has no room at all');
  return room;
}

/** Attempts that the line has. */
async function taken(resolution: string, count: number): Promise<void> {
  await database.general.query(
    `insert into line_slots (line, family, resolution, taken) values ('line_1', $1, $2, $3)`,
    [family, resolution, count],
  );
}

describe('the room of a line', () => {
  test('is less by the creates whose answers are awaited', async () => {
    expect((await roomOf()).free).toBe(8);
    const [over] = Array.from({ length: 5 }, () => creates.begin());
    const some = await roomOf();
    expect([some.free, some.freeAt('720p'), some.isHanging()]).toEqual([3, 3, false]);
    for (let more = 0; more < 3; more++) creates.begin();
    const none = await roomOf();
    expect([none.free, none.freeAt('720p'), none.isHanging()]).toEqual([0, 0, true]);
    over?.();
    const again = await roomOf();
    expect([again.free, again.isHanging()]).toEqual([1, false]);
  });

  test('is less by its slots that are taken, in all and at a resolution', async () => {
    await taken('720p', 2);
    await taken('480p', 1);
    const room = await roomOf({ tasksMax: 5, tasksMaxAt: { '720p': 2 } });
    expect([room.free, room.freeAt('720p'), room.freeAt('480p')]).toEqual([2, 0, 2]);
    expect((await roomOf({ tasksMax: 3 })).free).toBe(0);
  });

  test('is less by each task that it is given', async () => {
    const room = await roomOf({ tasksMax: 5, tasksMaxAt: { '720p': 1 } });
    room.take('720p');
    expect([room.free, room.freeAt('720p'), room.freeAt('480p')]).toEqual([4, 0, 4]);
  });

  test('is no more than its rate of creates lets through in a second', async () => {
    const callRates = { create: 2, get: 1, list: 1, cancel: 1 };
    expect((await roomOf({}, { callRates })).free).toBe(3);
  });
});
