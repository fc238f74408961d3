import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLedger } from '../../ledger/check.ts';
import { openDiskStore, type MediaStore } from '../../media/store/store.ts';
import { createJobPool } from '../../work/job-pool.ts';
import { familyQueue } from '../../work/queues.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  type TaskFixture,
} from '../../tasks/testing/fixture.ts';
import { createBreakers, type Breakers } from './breaker.ts';
import type { LineEnd } from '../../making/parts.ts';
import { createCreates } from './creates.ts';
import { dispatchLive } from './dispatch-live.ts';
import type { Upstream } from './upstream.ts';
import { follow } from '../../making/follow.ts';
import { lineCosts } from '../cost/cost.ts';
import { noLengths } from '../../making/lengths.ts';
import type { LineAssets, Prepared } from '../http/line-assets.ts';
import type { LineModel } from '../book/line.ts';
import { linePatience } from '../../making/parts.ts';
import { addLine, drainLine, removeLine } from '../book/store.ts';
import { made, noFetch, scriptedLine } from '../../making/testing/scripted-line.ts';

const family = 'seedance-2.0';
const key = randomBytes(32);

let fixture: TaskFixture;
let folder: string;
let store: MediaStore;
let breakers: Breakers;
let who: Awaited<ReturnType<typeof addCustomer>>;
let upstreams: Upstream[];
let scripts: ReturnType<typeof scriptedLine>['line'][];
let atMs: number;
/** Creates that were still under way, each time that one had ended. */
let freed: number[];

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-live-'));
  store = await openDiskStore(folder);
  breakers = createBreakers();
  who = await addCustomer(fixture, 10_000);
  upstreams = [];
  scripts = [];
  atMs = 1_000;
  freed = [];
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

async function addUpstream(
  name: string,
  over: Partial<LineModel> & { priority?: number; cannotTake?: string } = {},
) {
  const { priority = 0, cannotTake = null, ...model } = over;
  const line = await addLine(fixture.database, key, {
    name,
    dialect: 'ark',
    baseUrl: 'https://ark.example',
    secret: 'secret',
    models: [{ family, upstreamName: 'seedance-2.0', tasksMax: 3, cost: null, ...model }],
    priority,
    weight: 1,
    callRates: { create: 100, get: 20, list: 1, cancel: 20 },
    callbacks: false,
    allowPrivateHost: false,
  });
  const scripted = scriptedLine();
  /** Creates that the line’s rate leaves; and how long the process stands still while they are taken. */
  const rate = { left: 100, sleepSeconds: 0 };
  const parts = {
    ...fixture,
    driver: { ...scripted.driver, name: line.id, queue: `line/${line.id}` },
    store,
    fetch: noFetch,
    log: pino({ level: 'silent' }),
    lengths: noLengths,
    costs: lineCosts(line, { creditsPerUsd: 40, cnyPerUsdMicros: 8_000_000n }),
    rerunFailed: false,
    patience: linePatience,
    trouble: () => undefined,
    ended: (of: string, end: LineEnd) => {
      breakers.ended(line.id, of, end);
      if (end === 'accepted') creates.accepted();
    },
  };
  const creates = createCreates(() => atMs);
  upstreams.push({
    line,
    parts,
    takeCreates(wanted) {
      const taken = Math.min(wanted, rate.left);
      rate.left -= taken;
      atMs += rate.sleepSeconds * 1_000;
      return Promise.resolve({ taken, waitSeconds: 0, apartSeconds: 0 });
    },
    cannotTake: () => cannotTake,
    creates,
    preparing: new Set(),
  });
  scripts.push(scripted.line);
  return { line, script: scripted.line, parts, rate };
}

/** As a submit does once a line serves the family. */
async function submit(count = 1): Promise<string[]> {
  const ids = [];
  for (let each = 0; each < count; each++) ids.push((await fixture.submit(who, order())).row.id);
  await fixture.database.general.query("update work set queue = $1 where step = 'dispatch'", [
    familyQueue(family),
  ]);
  return ids;
}

/** Resolves with how many were sent, once they are answered. */
async function dispatchOnce(): Promise<number> {
  const before = countSent();
  await (await beginDispatch()).drain();
  return countSent() - before;
}

async function beginDispatch() {
  const jobs = createJobPool({
    pool: fixture.database.claims,
    step: 'dispatch',
    max: 100,
    leaseSeconds: 30,
    log: pino({ level: 'silent' }),
  });
  const parts = {
    database: fixture.database,
    settler: fixture.settler,
    log: pino({ level: 'silent' }),
    breakers,
    jobs,
    freed: () => {
      freed.push(Math.max(...upstreams.map(({ creates }) => creates.underWay())));
    },
    random: () => 0.5,
    nowMs: () => atMs,
    upstreams: () => upstreams,
  };
  await dispatchLive(parts, family);
  return jobs;
}

const countSent = (): number => scripts.reduce((sum, { sent }) => sum + sent.length, 0);

async function dueAgain(): Promise<void> {
  await fixture.database.general.query('update work set due_at = now()');
}

const stateOf = async (id: string) =>
  (await fixture.reader.read({ accountId: who.accountId, id }))?.state;

describe('costs', () => {
  const perTask = (amount: string): LineModel['cost'] => ({
    per: 'task',
    rates: { '720p': amount },
  });

  test('of lines of one priority the cheaper one is asked more often', async () => {
    const cheap = await addUpstream('cheap', { cost: perTask('1 CNY') });
    await addUpstream('dear', { cost: perTask('1 USD') });
    await submit();
    await dispatchOnce();
    expect(cheap.script.sent).toHaveLength(1);
  });

  test('are kept with the end of each attempt, and what nobody knows is null', async () => {
    const { script, parts } = await addUpstream('one', { cost: perTask('1 CNY') });
    const refusal = { code: 'provider_error', message: 'not now' } as const;
    const [first = '', second = ''] = await submit(2);
    script.acceptance = { kind: 'refused', passing: true, failure: refusal };
    await dispatchOnce();
    script.acceptance = null;
    await dueAgain();
    await dispatchOnce();
    script.observations.set(`up-${first}-2`, { state: 'succeeded', made });
    script.observations.set(`up-${second}-2`, { state: 'failed', failure: refusal });
    await dueAgain();
    await follow(parts, { queue: parts.driver.queue, most: 9, queueOf: () => familyQueue(family) });
    const { rows } = await fixture.database.general.query<{ state: string; cost_micros: bigint }>(
      'select state, cost_micros from attempts order by state, task_id',
    );
    expect(rows).toEqual([
      { state: 'failed', cost_micros: null },
      { state: 'refused', cost_micros: 0n },
      { state: 'refused', cost_micros: 0n },
      { state: 'succeeded', cost_micros: 5_000_000n },
    ]);
  });
});

describe('slots', () => {
  test('are not kept by tasks of the flex tier, which may wait at the line for long', async () => {
    const { script } = await addUpstream('one');
    const flex = await submit(3);
    await fixture.database.general.query(
      `update tasks set request = request || '{"flex": true}' where id = any ($1)`,
      [flex],
    );
    expect(await dispatchOnce()).toBe(3);
    await submit(4);
    expect(await dispatchOnce()).toBe(3);
    expect(script.sent).toHaveLength(6);
    await dueAgain();
    expect(await dispatchOnce()).toBe(0);
  });

  test('are taken for the whole life of a task upstream, and freed by its end', async () => {
    const { script, parts } = await addUpstream('one');
    const ids = await submit(5);
    expect(await dispatchOnce()).toBe(3);
    expect(await dispatchOnce()).toBe(0);
    script.observations.set(`up-${ids[0] ?? ''}-1`, { state: 'succeeded', made });
    await dueAgain();
    await follow(parts, { queue: parts.driver.queue, most: 9, queueOf: () => familyQueue(family) });
    expect(await stateOf(ids[0] ?? '')).toBe('succeeded');
    await dueAgain();
    expect(await dispatchOnce()).toBe(1);
    expect(script.sent.length).toBe(4);
  });

  test('hold for two processes that dispatch at once', async () => {
    const { script } = await addUpstream('one', { tasksMax: 4 });
    await submit(12);
    await Promise.all([dispatchOnce(), dispatchOnce(), dispatchOnce(), dispatchOnce()]);
    await dueAgain();
    await Promise.all([dispatchOnce(), dispatchOnce()]);
    expect(script.sent.length).toBe(4);
  });
});

describe('a task', () => {
  test('goes to the line of the highest priority, and to the next one when that is full', async () => {
    const low = await addUpstream('low', { tasksMax: 9 });
    const high = await addUpstream('high', { priority: 1, tasksMax: 2 });
    await submit(5);
    await dispatchOnce();
    expect([high.script.sent.length, low.script.sent.length]).toEqual([2, 3]);
  });

  test('that a line refuses in passing goes to another one', async () => {
    const first = await addUpstream('first', { priority: 1 });
    const second = await addUpstream('second');
    const failure = { code: 'provider_error' as const, message: 'rate limited' };
    first.script.acceptance = { kind: 'refused', passing: true, failure };
    const [id = ''] = await submit();
    await dispatchOnce();
    expect(await stateOf(id)).toBe('queued');
    await dueAgain();
    await dispatchOnce();
    expect(second.script.sent.map(({ taskId }) => taskId)).toEqual([id]);
    expect(await stateOf(id)).toBe('running');
  });

  test('whose content is refused fails at once, and its hold goes back', async () => {
    const { script } = await addUpstream('one');
    await addUpstream('two');
    const failure = { code: 'content_policy' as const, message: 'no' };
    script.acceptance = { kind: 'refused', passing: false, failure };
    upstreams = upstreams.slice(0, 1);
    const [id = ''] = await submit();
    await dispatchOnce();
    expect(await stateOf(id)).toBe('failed');
  });

  test('whose answer was lost is sent nowhere else, and keeps its hold', async () => {
    const { script } = await addUpstream('one');
    const other = await addUpstream('two', { priority: -1 });
    script.acceptance = { kind: 'lost', reason: 'the connection was cut' };
    const [id = ''] = await submit();
    await dispatchOnce();
    for (let times = 0; times < 3; times++) {
      await dueAgain();
      await dispatchOnce();
    }
    expect([script.sent.length, other.script.sent.length]).toEqual([1, 0]);
    expect(await stateOf(id)).toBe('unknown');
  });

  test('whose sender slept past its lease is not sent any more: others may take it for dead by then', async () => {
    const { script, rate } = await addUpstream('one');
    const [first = '', second = ''] = await submit(2);
    rate.sleepSeconds = 31;
    await dispatchOnce();
    expect(script.sent).toEqual([]);
    // The intent is written: it is found as what a dead sender has left.
    expect([await stateOf(first), await stateOf(second)]).toEqual(['submitting', 'submitting']);
    const [late = ''] = await submit();
    rate.sleepSeconds = 29;
    await dispatchOnce();
    expect(script.sent.map(({ taskId }) => taskId)).toEqual([late]);
  });

  test('that no line can ever take fails, and one that waits for room does not', async () => {
    const full = await addUpstream('full', { tasksMax: 0 });
    await addUpstream('unfit', { cannotTake: 'it has no such words' });
    const [id = ''] = await submit();
    await dispatchOnce();
    expect(await stateOf(id)).toBe('queued');
    upstreams = upstreams.filter(({ line }) => line.id !== full.line.id);
    await dueAgain();
    await dispatchOnce();
    expect(await stateOf(id)).toBe('failed');
  });
});

describe('a line', () => {
  test('that has answered may be sent the next task at once: whoever waits is told, with its room free', async () => {
    await addUpstream('one');
    await submit(2);
    expect(await dispatchOnce()).toBe(2);
    expect(freed).toEqual([1, 0]);
  });

  describe('that leaves creates unanswered', () => {
    const begun: Awaited<ReturnType<typeof beginDispatch>>[] = [];
    const dispatchAfter = async (seconds: number): Promise<void> => {
      atMs += seconds * 1_000;
      // Those under way are held.
      await fixture.database.general.query(
        'update work set due_at = now() where claim_token is null',
      );
      begun.push(await beginDispatch());
    };
    const addSilent = async (priority: number) => {
      const added = await addUpstream('silent', { tasksMax: 300, priority });
      const { promise, resolve } = Promise.withResolvers<undefined>();
      added.script.silence = promise;
      const answer = async (): Promise<void> => {
        resolve(undefined);
        await Promise.all(begun.splice(0).map((jobs) => jobs.drain()));
      };
      return { ...added, answer };
    };

    test('leaves the others their tasks', async () => {
      const { script, answer } = await addSilent(1);
      const other = await addUpstream('other', { tasksMax: 300 });
      await submit(20);
      await dispatchAfter(0);
      expect([script.sent.length, other.script.sent.length]).toEqual([8, 8]);
      await expect.poll(() => upstreams[1]?.creates.underWay()).toBe(0);
      await dispatchAfter(11);
      expect([script.sent.length, other.script.sent.length]).toEqual([8, 12]);
      await answer();
    });

    test('is sent more where there is no other, as they wait longer', async () => {
      const { script, answer } = await addSilent(0);
      await submit(30);
      await dispatchAfter(0);
      expect(script.sent).toHaveLength(8);
      await dispatchAfter(5);
      expect(script.sent).toHaveLength(8);
      await dispatchAfter(5);
      expect(script.sent).toHaveLength(16);
      await dispatchAfter(10);
      expect(script.sent).toHaveLength(24);
      await answer();
    });
  });

  test('whose rate is used up is not blamed for it, and no attempt is counted', async () => {
    const { script, rate } = await addUpstream('slow', { tasksMax: null });
    rate.left = 2;
    const ids = await submit(9);
    for (let times = 0; times < 8; times++) {
      await dispatchOnce();
      await dueAgain();
    }
    expect(script.sent.length).toBe(2);
    rate.left = 100;
    await dispatchOnce();
    expect(script.sent.length).toBe(9);
    const { rows } = await fixture.database.general.query<{ count: number }>(
      'select count(*)::int as count from attempts',
    );
    expect(rows).toEqual([{ count: ids.length }]);
  });

  test('that fails again and again is left alone for a while', async () => {
    const { script } = await addUpstream('ill', { tasksMax: null });
    const failure = { code: 'provider_error' as const, message: '503' };
    script.acceptance = { kind: 'refused', passing: true, failure };
    await submit(6);
    await dispatchOnce();
    const asked = script.sent.length;
    await dueAgain();
    expect(await dispatchOnce()).toBe(0);
    expect(script.sent.length).toBe(asked);
  });

  test('that drains takes nothing new, and is removed only when nothing of it is in flight', async () => {
    const { line, script, parts } = await addUpstream('one');
    const [first = ''] = await submit();
    await dispatchOnce();
    await drainLine(fixture.database, line.id, true);
    await submit();
    // This process has not heard of it yet: the database has the last word.
    expect(await dispatchOnce()).toBe(0);
    expect(await removeLine(fixture.database, line.id)).toBe(false);
    script.observations.set(`up-${first}-1`, { state: 'succeeded', made });
    await dueAgain();
    await follow(parts, { queue: parts.driver.queue, most: 9, queueOf: () => familyQueue(family) });
    // Its video is not in our storage yet.
    expect(await removeLine(fixture.database, line.id)).toBe(false);
    await fixture.database.general.query("delete from work where step = 'collect'");
    expect(await removeLine(fixture.database, line.id)).toBe(true);
  });
});

describe('media that a line takes as assets', () => {
  /** A line that does with media what the test says. */
  async function addPreparing() {
    const added = await addUpstream('one');
    const media: { ready: boolean; next: Prepared; prepared: number } = {
      ready: false,
      next: { kind: 'waiting', seconds: 7 },
      prepared: 0,
    };
    const assets: LineAssets = {
      areReady: () => Promise.resolve(media.ready),
      prepare() {
        media.prepared += 1;
        return Promise.resolve(media.next);
      },
      urls: () => Promise.resolve(new Map()),
      doubt: () => Promise.resolve(),
    };
    const [upstream] = upstreams;
    if (upstream) upstream.assetsFor = () => assets;
    return { ...added, media };
  }

  async function waitsSeconds(id: string): Promise<number> {
    const { rows } = await fixture.database.general.query<{ seconds: number }>(
      `select extract(epoch from due_at - now())::float8 as seconds from work
        where step = 'dispatch' and subject_id = $1 and claim_token is null`,
      [id],
    );
    return rows[0]?.seconds ?? Number.NaN;
  }

  async function attemptsOf(id: string): Promise<number> {
    const { rowCount } = await fixture.database.general.query(
      'select from attempts where task_id = $1',
      [id],
    );
    return rowCount ?? 0;
  }

  test('are prepared before the intent is written, and the task is back in the queue meanwhile', async () => {
    const { media, script } = await addPreparing();
    const [id = ''] = await submit();
    expect(await dispatchOnce()).toBe(0);
    expect([media.prepared, await attemptsOf(id), await stateOf(id)]).toEqual([1, 0, 'queued']);
    expect(await waitsSeconds(id)).toBeGreaterThan(5);
    media.ready = true;
    await dueAgain();
    expect(await dispatchOnce()).toBe(1);
    expect([media.prepared, script.sent.length]).toEqual([1, 1]);
  });

  test('are prepared for so many tasks at once, and no more: a line that hangs holds no hands of others', async () => {
    const { media } = await addPreparing();
    const [id = '', other = ''] = await submit(2);
    for (let each = 1; each < 64; each++) upstreams[0]?.preparing.add(String(each));
    await dispatchOnce();
    expect(media.prepared).toBe(1);
    const waits = await Promise.all([id, other].map(waitsSeconds));
    expect(waits.filter((seconds) => seconds > 5)).toHaveLength(1);
    expect(upstreams[0]?.preparing.size).toBe(63);
  });

  test('that have become ready let the task be sent at once', async () => {
    const { media } = await addPreparing();
    media.next = { kind: 'ready' };
    const [id = ''] = await submit();
    await dispatchOnce();
    expect(await waitsSeconds(id)).toBeLessThanOrEqual(0);
  });

  test('that are refused for good fail the task, which costs nothing and never was an attempt', async () => {
    const { media } = await addPreparing();
    const failure = { code: 'media_fetch_failed', message: 'Too dark.' } as const;
    media.next = { kind: 'refused', passing: false, failure };
    const [id = ''] = await submit();
    expect(await dispatchOnce()).toBe(0);
    const row = await fixture.reader.read({ accountId: who.accountId, id });
    expect(row).toMatchObject({ state: 'failed', failure, charged_micros: null });
    expect(await attemptsOf(id)).toBe(0);
  });

  test('that are refused in passing leave the task waiting, and speak against the line', async () => {
    const { media, line } = await addPreparing();
    const failure = { code: 'provider_error', message: 'Later.' } as const;
    media.next = { kind: 'refused', passing: true, failure };
    const [id = ''] = await submit();
    await dispatchOnce();
    expect(await stateOf(id)).toBe('queued');
    expect(await waitsSeconds(id)).toBeGreaterThan(8);
    for (let each = 0; each < 4; each++) {
      expect(breakers.createsMax(line.id, family)).toBeGreaterThan(0);
      await dueAgain();
      await dispatchOnce();
    }
    expect(breakers.createsMax(line.id, family)).toBe(0);
  });
});
