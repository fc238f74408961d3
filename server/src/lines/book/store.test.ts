import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../postgres/database.ts';
import { testDatabase } from '../../postgres/testing.ts';
import { lineQueuePrefix } from '../../work/queues.ts';
import type { Line } from './line.ts';
import { unseal } from '../../postgres/seal.ts';
import {
  addLine,
  changeAccess,
  changeTerms,
  countUnderWay,
  drainLine,
  findLine,
  readLines,
  removeLine,
} from './store.ts';

const key = randomBytes(32);
const secret = 'sk-5ecret';
const other = { dialect: 'ark', baseUrl: 'https://other.example.com', secret: 'sk-other' };

let database: Database;
let drop: () => Promise<void>;
let line: Line;
let count = 0;

beforeAll(async () => {
  ({ database, drop } = await testDatabase());
});
afterAll(() => drop());
beforeEach(async () => {
  count += 1;
  line = await addLine(database, key, {
    name: `line ${String(count)}`,
    dialect: 'ark',
    baseUrl: 'https://ark.example.com',
    models: [{ family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 1, get: 1, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: false,
    secret,
  });
});

async function beginAttempt(taskId: string): Promise<void> {
  await database.general.query(
    `insert into attempts (task_id, number, line, family, resolution)
     values ($1, 1, $2, 'seedance-2.0', '720p')`,
    [taskId, line.id],
  );
}

async function endAttempt(taskId: string): Promise<void> {
  await database.general.query(
    `update attempts set ended_at = now(), state = 'succeeded' where task_id = $1`,
    [taskId],
  );
}

async function leaveWork(
  taskId: string,
  step: 'follow' | 'collect' | 'absorb',
  queue = lineQueuePrefix + line.id,
): Promise<void> {
  await database.general.query('insert into work (step, subject_id, queue) values ($1, $2, $3)', [
    step,
    taskId,
    queue,
  ]);
}

async function finishWork(taskId: string): Promise<void> {
  await database.general.query('delete from work where subject_id = $1', [taskId]);
}

async function secretNow(): Promise<string | null> {
  const stored = await findLine(database, line.id);
  return stored?.secretSealed ? unseal(key, line.id, stored.secretSealed) : null;
}

const move = (sameAccount = false) => changeAccess(database, key, line.id, other, { sameAccount });

test('a secret is kept sealed', async () => {
  const { rows } = await database.general.query<{ text: string }>(
    'select l::text as text from lines l',
  );
  expect(rows.map(({ text }) => text).join()).not.toContain(Buffer.from(secret).toString('hex'));
  expect(await secretNow()).toBe(secret);
});

test('a line changes its account only once it is drained and nothing is under way', async () => {
  expect(await move()).toBe(false);
  await beginAttempt(`${line.id}-task`);
  await drainLine(database, line.id, true);
  expect(await move()).toBe(false);
  await leaveWork(`${line.id}-task`, 'follow');
  await endAttempt(`${line.id}-task`);
  expect(await move(), 'its end is being settled').toBe(false);
  await finishWork(`${line.id}-task`);
  await leaveWork(`${line.id}-task`, 'collect');
  expect(await move(), 'its result is not here yet').toBe(false);
  await finishWork(`${line.id}-task`);
  expect(await secretNow()).toBe(secret);

  expect(await move()).toBe(true);
  expect(await findLine(database, line.id)).toMatchObject({
    line: { baseUrl: other.baseUrl, draining: true },
  });
  expect(await secretNow()).toBe(other.secret);
});

test('a new key of the same account takes the place of the old one at any time', async () => {
  await beginAttempt(`${line.id}-task`);
  expect(await move(true)).toBe(true);
  expect(await secretNow()).toBe(other.secret);
});

test('an address changes without the key, and a key can be taken away', async () => {
  const { secret: _secret, ...elsewhere } = other;
  await changeAccess(database, key, line.id, elsewhere, { sameAccount: true });
  expect(await secretNow()).toBe(secret);
  await changeAccess(database, key, line.id, { ...elsewhere, secret: null }, { sameAccount: true });
  expect(await findLine(database, line.id)).toMatchObject({ secretSealed: null });
});

test('terms change while tasks are in flight', async () => {
  await beginAttempt(`${line.id}-task`);
  const { id, name, dialect, baseUrl, draining, ...terms } = line;
  await changeTerms(database, id, { ...terms, weight: 7, enabled: false });
  expect(await findLine(database, name)).toMatchObject({
    line: { id, dialect, baseUrl, draining, weight: 7, enabled: false, models: line.models },
  });
});

test.each(['attempt', 'follow', 'collect'] as const)(
  'a line is not removed while it has an open %s',
  async (what) => {
    const taskId = `${line.id}-task`;
    await (what === 'attempt' ? beginAttempt(taskId) : leaveWork(taskId, what));
    expect((await countUnderWay(database)).get(line.id)).toEqual({
      inFlight: what === 'collect' ? 0 : 1,
      uncollected: what === 'collect' ? 1 : 0,
    });
    expect(await removeLine(database, line.id)).toBe(false);
    expect(await secretNow()).toBe(secret);
    await (what === 'attempt' ? endAttempt(taskId) : finishWork(taskId));
    expect(await removeLine(database, line.id)).toBe(true);
    expect(await findLine(database, line.id)).toBeNull();
  },
);

async function worksOf(taskId: string): Promise<number> {
  const { rows } = await database.general.query('select from work where subject_id = $1', [taskId]);
  return rows.length;
}

/** As an absorbed cancel leaves it. */
async function leaveAbsorbed(taskId: string): Promise<void> {
  await beginAttempt(taskId);
  await leaveWork(taskId, 'absorb');
}

/** As one that was given up leaves it: no slot is taken any more. */
async function leaveGivenUp(taskId: string, queue: string): Promise<void> {
  await beginAttempt(taskId);
  await endAttempt(taskId);
  await leaveWork(taskId, 'absorb', queue);
}

describe('of attempts that have outlived their tasks', () => {
  test('those of absorbed cancels keep a line, and its key', async () => {
    await leaveAbsorbed(`${line.id}-task`);
    await drainLine(database, line.id, true);
    expect((await countUnderWay(database)).get(line.id)).toEqual({ inFlight: 1, uncollected: 0 });
    expect([await removeLine(database, line.id), await move()]).toEqual([false, false]);
    expect(await worksOf(`${line.id}-task`)).toBe(1);
    await endAttempt(`${line.id}-task`);
    expect(await removeLine(database, line.id)).toBe(true);
    expect(await worksOf(`${line.id}-task`)).toBe(0);
  });

  test.each(['line/', 'lost/'])('those that were given up (%s) go with it', async (prefix) => {
    await leaveGivenUp(`${line.id}-task`, prefix + line.id);
    expect((await countUnderWay(database)).has(line.id)).toBe(false);
    expect(await removeLine(database, line.id)).toBe(true);
    expect(await worksOf(`${line.id}-task`)).toBe(0);
  });

  test.each(['line/', 'lost/'])(
    'or with its account (%s), and not with its key',
    async (prefix) => {
      await leaveGivenUp(`${line.id}-task`, prefix + line.id);
      expect(await move(true)).toBe(true);
      expect(await worksOf(`${line.id}-task`)).toBe(1);
      await drainLine(database, line.id, true);
      expect(await move()).toBe(true);
      expect(await worksOf(`${line.id}-task`)).toBe(0);
    },
  );
});

test('a removed line leaves no secret, and its name free', async () => {
  expect(await removeLine(database, line.id)).toBe(true);
  const { rows } = await database.general.query<{ secret_sealed: Buffer | null }>(
    'select secret_sealed from lines where id = $1',
    [line.id],
  );
  expect(rows).toEqual([{ secret_sealed: null }]);
  const again = await addLine(database, key, { ...line, enabled: false, secret: null });
  expect(again).toMatchObject({ name: line.name, enabled: false });
  expect((await readLines(database)).map((one) => one.line.id)).toContain(again.id);
});

test('a line’s name is unique without case, and free again when it is removed', async () => {
  const again = { ...line, name: line.name.toUpperCase(), secret };
  await expect(addLine(database, key, again)).rejects.toMatchObject({ code: '23505' });
  expect(await findLine(database, again.name)).toMatchObject({ line: { id: line.id } });
  await drainLine(database, line.id, true);
  await removeLine(database, line.id);
  expect(await addLine(database, key, again)).toMatchObject({ name: again.name });
});
