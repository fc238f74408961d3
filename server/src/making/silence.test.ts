import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWallet } from '../accounts/accounts.ts';
import { checkLedger } from '../ledger/check.ts';
import { openDiskStore } from '../media/store/store.ts';
import { studioQueue } from '../work/queues.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { dispatch } from './dispatch.ts';
import type { Observation } from './driver.ts';
import { follow } from './follow.ts';
import type { LineParts } from './parts.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/** An attempt of which its line says nothing that can be used: nothing changes, and it is known since when. */

let fixture: TaskFixture;
let folder: string;
let parts: LineParts;
let line: ReturnType<typeof scriptedLine>['line'];
let who: Awaited<ReturnType<typeof addCustomer>>;
let ends: string[];

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-silence-'));
  const scripted = scriptedLine();
  ({ line } = scripted);
  ends = [];
  parts = {
    ...lineParts(fixture, scripted.driver, await openDiskStore(join(folder, 'media'))),
    ended: (_family, end) => void ends.push(end),
  };
  who = await addCustomer(fixture, 2_000);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const running: Observation = { state: 'running', progress: 10 };
const fileless: Observation = { state: 'fileless' };

/** Resolves with the upstream ids. */
async function send(count: number): Promise<string[]> {
  const ids = [];
  for (let each = 0; each < count; each++) ids.push((await fixture.submit(who, order())).row.id);
  await dispatch(parts, studioQueue, count);
  return ids.map((id) => `up-${id}-1`);
}

const says = (upstreamId: string, observation: Observation) =>
  line.observations.set(upstreamId, observation);

const look = () =>
  follow(parts, { queue: parts.driver.queue, most: 256, queueOf: () => studioQueue });

interface Standing {
  state: string;
  silentSeconds: number | null;
  cost: bigint | null;
  /** The version of the row: another one where it was written. */
  version: string;
}

async function standing(upstreamId: string): Promise<Standing> {
  const { rows } = await fixture.database.general.query<Standing>(
    `select state, extract(epoch from clock_timestamp() - silent_since)::float8 as "silentSeconds",
            cost_micros as cost, xmin::text || ctid::text as version
       from attempts where upstream_id = $1`,
    [upstreamId],
  );
  const [row] = rows;
  if (!row) throw new Error('there is no such attempt');
  return row;
}

/** The database's time goes on by so much, as far as the silence of attempts is concerned. */
const later = (seconds: number) =>
  fixture.database.general.query(
    'update attempts set silent_since = silent_since - make_interval(secs => $1)',
    [seconds],
  );

const taskOf = async (upstreamId: string) =>
  fixture.reader.read({ accountId: who.accountId, id: upstreamId.slice(3, -2) });

describe('silence', () => {
  test('begins with the first look that brings nothing, and stays as old as it is', async () => {
    const [one = ''] = await send(1);
    await look();
    const { version, ...first } = await standing(one);
    expect(first).toMatchObject({ state: 'accepted', silentSeconds: expect.any(Number) });
    await look();
    expect((await standing(one)).version).toBe(version);
    await later(500);
    await look();
    expect((await standing(one)).silentSeconds).toBeGreaterThan(499);
  });

  test.each<[string, Observation]>([
    ['running', running],
    ['queued', { state: 'queued' }],
  ])('ends with a word that can be used: %s', async (_word, observation) => {
    const [one = ''] = await send(1);
    await look();
    await later(500);
    says(one, observation);
    await look();
    expect((await standing(one)).silentSeconds).toBeNull();
    line.observations.clear();
    await look();
    expect((await standing(one)).silentSeconds).toBeLessThan(400);
  });

  test('costs those nothing of whom the line speaks', async () => {
    const [one = '', other = ''] = await send(2);
    says(one, running);
    const { version } = await standing(one);
    for (let count = 0; count < 3; count++) await look();
    expect(await standing(one)).toMatchObject({ version, silentSeconds: null });
    expect((await standing(other)).silentSeconds).not.toBeNull();
  });

  test('of many at once is written once', async () => {
    const ids = await send(40);
    let statements = 0;
    const { work } = fixture.database;
    const query = work.query.bind(work);
    parts.database = {
      ...parts.database,
      work: Object.assign(Object.create(work) as typeof work, {
        query: ((sent: { name?: string }, ...more: []) => {
          if (sent.name === 'note silence') statements++;
          return (query as (...all: unknown[]) => unknown)(sent, ...more);
        }) as typeof work.query,
      }),
    };
    await look();
    await look();
    expect(statements).toBe(1);
    for (const id of ids) expect((await standing(id)).silentSeconds).not.toBeNull();
  });

  test('begins as well where the whole look failed', async () => {
    const [one = ''] = await send(1);
    line.broken = true;
    await look();
    expect((await standing(one)).silentSeconds).not.toBeNull();
  });

  test('is no end, however long the line is away', async () => {
    const [one = ''] = await send(1);
    await look();
    await later(10 * 86_400);
    await look();
    expect((await taskOf(one))?.state).toBe('running');
  });
});

describe('a success without a file', () => {
  test('changes nothing, and a file that comes later is charged and handed out', async () => {
    const [one = ''] = await send(1);
    says(one, fileless);
    await look();
    expect(await taskOf(one)).toMatchObject({ state: 'running', charged_micros: null });
    expect((await standing(one)).silentSeconds).not.toBeNull();
    await later(86_000);
    await look();
    expect((await taskOf(one))?.state).toBe('running');
    says(one, { state: 'succeeded', made });
    await look();
    expect(await taskOf(one)).toMatchObject({ state: 'succeeded', charged_micros: 40_000_000n });
    expect(ends).toEqual(['accepted', 'succeeded']);
  });

  test('for a day fails, uncharged, at a cost that nobody knows', async () => {
    const [one = ''] = await send(1);
    parts.costs = { ...parts.costs, failed: (_request, billed) => (billed ? null : 0n) };
    parts.rerunFailed = true;
    says(one, fileless);
    await look();
    await later(86_401);
    await look();
    expect(await taskOf(one)).toMatchObject({
      state: 'failed',
      failure: {
        code: 'provider_error',
        message: 'The provider says that it succeeded but names no video.',
      },
    });
    expect(await standing(one)).toMatchObject({ state: 'failed', cost: null });
    expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
      balanceMicros: 2_000_000_000n,
      heldMicros: 0n,
    });
    expect(ends).toEqual(['accepted', 'failed']);
  });

  test('has a day of its own, however long the line was silent before', async () => {
    const [one = ''] = await send(1);
    await look();
    await later(2 * 86_400);
    says(one, fileless);
    await look();
    expect((await taskOf(one))?.state).toBe('running');
    expect((await standing(one)).silentSeconds).toBeLessThan(100);
    await later(86_401);
    await look();
    expect((await taskOf(one))?.state).toBe('failed');
  });

  test('has the same day where the line falls silent in between', async () => {
    const [one = ''] = await send(1);
    says(one, fileless);
    await look();
    await later(50_000);
    line.observations.clear();
    await look();
    await later(36_401);
    await look();
    expect((await taskOf(one))?.state).toBe('running');
    says(one, fileless);
    await look();
    expect((await taskOf(one))?.state).toBe('failed');
  });

  test('begins its day anew after any other word', async () => {
    const [one = ''] = await send(1);
    says(one, fileless);
    await look();
    await later(80_000);
    says(one, running);
    await look();
    says(one, fileless);
    await look();
    await later(80_000);
    await look();
    expect((await taskOf(one))?.state).toBe('running');
  });
});

test('an answer that is lost is silence since the intent, until it is found', async () => {
  line.acceptance = { kind: 'lost', reason: 'connection reset' };
  const [one = ''] = await send(1);
  const read = async () => {
    const { rows } = await fixture.database.general.query(
      'select state, silent_since = intended_at as "sinceIntent" from attempts',
    );
    return rows;
  };
  expect(await read()).toEqual([{ state: 'lost', sinceIntent: true }]);
  line.found = { upstreamId: one };
  await fixture.database.general.query('update work set due_at = now()');
  await look();
  expect(await read()).toEqual([{ state: 'accepted', sinceIntent: null }]);
});
