import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readWallet } from '../../src/accounts/accounts.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { dispatch } from '../../src/making/dispatch.ts';
import { follow } from '../../src/making/follow.ts';
import type { LineParts } from '../../src/making/parts.ts';
import { collectDue } from '../../src/making/testing/collect-due.ts';
import { readTroubles } from '../../src/making/troubles.ts';
import { createGuardedFetch, type GuardedFetch } from '../../src/media/fetch.ts';
import { studioQueue } from '../../src/work/queues.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  type TaskFixture,
} from '../../src/tasks/testing/fixture.ts';
import type { FaultAsk } from '../simulator/faults.ts';
import { repeated, startSimulator, type Simulator } from '../simulator/simulator.ts';
import { openDayLine } from '../lines/day-line.ts';
import { boundless } from '../lines/films.ts';
import { passTime } from '../lines/passing-time.ts';

/** A day with an upstream that says what cannot be true: nothing is charged without its film, nothing is made twice. */

const grantedCredits = 10_000;
const filmMicros = 40_000_000n;

let fixture: TaskFixture;
let folder: string;
let simulator: Simulator;
let fetch: GuardedFetch;
let parts: LineParts;
let lostQueue: string;
let flushTroubles: () => Promise<void>;
let who: Awaited<ReturnType<typeof addCustomer>>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  [fixture, simulator] = await Promise.all([
    openTaskFixture(),
    startSimulator({ seed: 7, settings: { ...boundless, runSeconds: 100 } }),
  ]);
  folder = await mkdtemp(join(tmpdir(), 'filmgate-a-day-'));
  fetch = createGuardedFetch({ allowPrivateHosts: true });
  const opened = await openDayLine(fixture, {
    dialect: 'ark',
    baseUrl: simulator.url,
    model: 'doubao-seedance-2-0-260128',
    secret: 'any',
    calls: fetch,
    files: fetch,
    folder,
  });
  flushTroubles = () => opened.troubles.flush();
  ({ lostQueue } = opened.driver);
  ({ parts } = opened);
  who = await addCustomer(fixture, grantedCredits);
});
afterEach(async () => {
  vi.useRealTimers();
  const { broken } = await checkLedger(fixture.database);
  await Promise.all([fixture.close(), simulator.stop(), fetch.close()]);
  await rm(folder, { recursive: true, force: true });
  expect(broken).toEqual([]);
});

/** Everything that is due, once. */
async function turn(): Promise<void> {
  await dispatch(parts, studioQueue, 100);
  for (const queue of [parts.driver.queue, lostQueue]) {
    await follow(parts, { queue, most: 200, queueOf: () => studioQueue });
  }
  await collectDue(parts);
}

/** Time goes on: that of the upstream, of this process, and of the database. */
async function later(seconds: number): Promise<void> {
  vi.setSystemTime(Date.now() + seconds * 1_000);
  await simulator.moveClock({ advanceSeconds: seconds });
  await passTime(fixture.database, seconds);
}

const stepSeconds = 1_800;

async function hours(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += stepSeconds / 3_600) {
    await later(stepSeconds);
    await turn();
  }
}

const aDay = () => hours(25);

async function submit(count: number, name: string): Promise<void> {
  for (let film = 0; film < count; film++) {
    await fixture.submit(who, order({ prompt: `${name}, ${String(film)}` }));
  }
}

interface Film {
  state: string;
  chargedMicros: bigint | null;
  video: string | null;
  upstreamId: string | null;
  prompt: string;
}

async function films(): Promise<Film[]> {
  const { rows } = await fixture.database.general.query<Film>(`
    select t.state, t.charged_micros as "chargedMicros", t.output -> 'files' ->> 'video' as video,
           a.upstream_id as "upstreamId", t.request ->> 'prompt' as prompt
      from tasks t join attempts a on a.task_id = t.id and a.number = t.attempts
     order by t.created_at`);
  return rows;
}

const states = async () => (await films()).map(({ state }) => state);

/** Whatever else: who was charged has a film, made for that very order, and nothing was made twice. */
async function expectHonest(): Promise<void> {
  const [all, ledger] = [await films(), await simulator.ledger()];
  const charged = all.filter(({ chargedMicros }) => chargedMicros !== null);
  expect(charged.filter(({ video }) => video === null)).toEqual([]);
  expect(repeated(ledger)).toEqual([]);
  const prompts = new Map(ledger.map(({ id, prompt }) => [id, prompt]));
  expect(charged.map(({ upstreamId }) => prompts.get(upstreamId ?? ''))).toEqual(
    charged.map(({ prompt }) => prompt),
  );
  expect(new Set(charged.map(({ video }) => video)).size).toBe(charged.length);
  expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
    balanceMicros: BigInt(grantedCredits) * 1_000_000n - BigInt(charged.length) * filmMicros,
  });
}

async function troubleKinds(): Promise<string[]> {
  await flushTroubles();
  return (await readTroubles(fixture.database)).map(({ kind }) => kind).toSorted();
}

const reads: ('get' | 'list')[] = ['get', 'list'];

test('successes that never name a file', async () => {
  await simulator.fault({ does: 'nofile', on: reads });
  await submit(7, 'fileless');
  await turn();
  await later(600);
  await turn();
  expect(new Set(await states())).toEqual(new Set(['running']));
  await aDay();
  expect(new Set(await states())).toEqual(new Set(['failed']));
  expect(await readWallet(fixture.database, who.accountId)).toMatchObject({
    balanceMicros: BigInt(grantedCredits) * 1_000_000n,
    heldMicros: 0n,
  });
  expect(await simulator.ledger()).toHaveLength(7);
  expect(await troubleKinds()).toEqual(['success_without_file']);
  await expectHonest();
});

test('successes that name their files an hour later', async () => {
  const fault = await simulator.fault({ does: 'nofile', on: reads });
  await submit(7, 'late');
  await turn();
  await later(3_600);
  await turn();
  await simulator.clear(fault);
  await later(60);
  await turn();
  expect(new Set(await states())).toEqual(new Set(['succeeded']));
  expect((await films()).filter(({ chargedMicros }) => chargedMicros === filmMicros)).toHaveLength(
    7,
  );
  await expectHonest();
});

const losses: [string, FaultAsk][] = [
  ['504', { does: 'refuse', on: ['create'], status: 504, carriedOut: true }],
  ['an empty 200', { does: 'blank', on: ['create'] }],
];

test.each(losses)('creates answered by %s, where our word is not repeated', async (_what, loss) => {
  await simulator.fault({ does: 'notoken', on: reads });
  await submit(3, 'known');
  await turn();
  const fault = await simulator.fault(loss);
  await later(60);
  await submit(6, 'lost');
  await turn();
  await simulator.clear(fault);
  await aDay();
  expect(await simulator.ledger()).toHaveLength(9);
  expect(await states()).toEqual([
    ...Array.from({ length: 3 }, () => 'succeeded'),
    ...Array.from({ length: 6 }, () => 'unknown'),
  ]);
  await expectHonest();
});

test.each(losses)(
  'creates answered by %s, of a line that has accepted nothing',
  async (_what, loss) => {
    await simulator.fault({ does: 'notoken', on: reads });
    const fault = await simulator.fault(loss);
    await submit(3, 'lost');
    await turn();
    await simulator.clear(fault);
    await aDay();
    expect(await simulator.ledger()).toHaveLength(3);
    expect(new Set(await states())).toEqual(new Set(['unknown']));
    await expectHonest();
  },
);

test('creates that were never taken are sent again where the list is honest', async () => {
  await submit(3, 'known');
  await turn();
  const fault = await simulator.fault({ does: 'refuse', on: ['create'], status: 504 });
  await later(60);
  await submit(3, 'never taken');
  await turn();
  await simulator.clear(fault);
  await aDay();
  expect(new Set(await states())).toEqual(new Set(['succeeded']));
  expect(await simulator.ledger()).toHaveLength(6);
  await expectHonest();
});

test.each(['its', 'asked'] as const)(
  'answers about another task under %s id, until they end',
  async (under) => {
    await submit(7, 'crossed');
    await turn();
    const fault = await simulator.fault({ does: 'othertask', on: reads, under });
    // Afterwards its files can be had no longer.
    await hours(20);
    // Two are told of in the place of others, and rightly.
    const settled = (await films()).filter(({ chargedMicros }) => chargedMicros !== null);
    expect(settled.length).toBeLessThanOrEqual(2);
    await expectHonest();
    expect(await troubleKinds()).toContain('wrong_task');
    await simulator.clear(fault);
    await later(60);
    await turn();
    expect(new Set(await states())).toEqual(new Set(['succeeded']));
    expect(await simulator.ledger()).toHaveLength(7);
    await expectHonest();
  },
);

test('creates that are answered with the id of another task', async () => {
  await submit(1, 'first');
  await turn();
  const fault = await simulator.fault({ does: 'othertask', on: ['create'] });
  await later(60);
  await submit(5, 'crossed');
  await turn();
  expect((await films()).filter(({ upstreamId }) => upstreamId !== null)).toHaveLength(1);
  await simulator.clear(fault);
  await aDay();
  expect(new Set(await states())).toEqual(new Set(['succeeded']));
  expect(await simulator.ledger()).toHaveLength(6);
  await expectHonest();
});
