import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readWallet } from '../accounts/accounts.ts';
import { checkLedger } from '../ledger/check.ts';
import { openDiskStore } from '../media/store/store.ts';
import { acceptAttempt, endAttempts } from '../tasks/attempts.ts';
import { studioQueue, lineQueuePrefix, lostQueue } from '../work/queues.ts';
import { readUnknown } from '../tasks/unknown.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import { absorb } from './absorb.ts';
import { dispatch } from './dispatch.ts';
import type { Observation } from './driver.ts';
import { follow } from './follow.ts';
import { giveUpSilent, silenceRules, tellOfSilence } from './give-up.ts';
import { readMargins } from '../lines/cost/margins.ts';
import type { LineParts } from './parts.ts';
import { addLine, changeTerms } from '../lines/book/store.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';
import { readTroubles } from './troubles.ts';

/** No silence, and no running, holds a customer's credits for ever. */

const hour = 3_600;
const success: Observation = { state: 'succeeded', made };
const running: Observation = { state: 'running', progress: 10 };

let fixture: TaskFixture;
let folder: string;
let parts: LineParts;
let script: ReturnType<typeof scriptedLine>['line'];
let line: Awaited<ReturnType<typeof addLine>>;
let who: Awaited<ReturnType<typeof addCustomer>>;
let logged: { level: number; msg: string; [key: string]: unknown }[];

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-give-up-'));
  line = await addLine(fixture.database, randomBytes(32), {
    name: 'a line',
    dialect: 'hmtm',
    baseUrl: 'https://up.example',
    secret: null,
    models: [{ family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost: null }],
    priority: 0,
    weight: 1,
    callRates: { create: 1, get: 1, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: false,
  });
  const scripted = scriptedLine();
  script = scripted.line;
  const driver = {
    ...scripted.driver,
    name: line.id,
    queue: lineQueuePrefix + line.id,
    lostQueue: lostQueue(line.id),
  };
  logged = [];
  const sink = { write: (text: string) => void logged.push(logEntry.parse(JSON.parse(text))) };
  parts = {
    ...lineParts(fixture, driver, await openDiskStore(join(folder, 'media'))),
    costs: { expected: () => null, succeeded: () => 25_000_000n, failed: () => 0n },
    log: pino({ level: 'info' }, sink),
  };
  who = await addCustomer(fixture, 1_000);
});
afterEach(async () => {
  const { broken } = await checkLedger(fixture.database);
  await fixture.empty();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const logEntry = z.looseObject({ level: z.number(), msg: z.string() });
const errors = () => logged.filter(({ level }) => level >= 50);

const send = () => dispatch(parts, studioQueue, 100);
const dueAgain = () => fixture.database.general.query('update work set due_at = now()');

async function lookOnce(): Promise<void> {
  await dueAgain();
  await follow(parts, { queue: parts.driver.queue, most: 256, queueOf: () => studioQueue });
}

async function absorbOnce(): Promise<void> {
  await dueAgain();
  await absorb(parts);
}

/** Its answer was lost. */
async function lost(): Promise<string> {
  const { id } = (await fixture.submit(who, order())).row;
  script.acceptance = { kind: 'lost', reason: 'connection reset' };
  await send();
  script.acceptance = null;
  return id;
}

/** Its line had it. */
async function accepted(): Promise<string> {
  const { id } = (await fixture.submit(who, order())).row;
  await send();
  return id;
}

/** As looks that bring nothing mark it. */
const fallSilent = (id: string) =>
  fixture.database.general.query('update attempts set silent_since = now() where task_id = $1', [
    id,
  ]);

async function silent(): Promise<string> {
  const id = await accepted();
  await fallSilent(id);
  return id;
}

/** All that was before was so much earlier. */
const pass = (seconds: number) =>
  fixture.database.general.query(
    `with a as (update attempts set intended_at = intended_at - make_interval(secs => $1),
                       silent_since = silent_since - make_interval(secs => $1),
                       told_at = told_at - make_interval(secs => $1))
     update tasks set created_at = created_at - make_interval(secs => $1),
                      started_at = started_at - make_interval(secs => $1),
                      expires_at = expires_at - make_interval(secs => $1)`,
    [seconds],
  );

async function read(id: string) {
  const { rows } = await fixture.database.general.query(
    `select t.state, t.failure ->> 'code' as code, t.failure ->> 'message' as message, t.held_micros,
            t.charged_micros, a.state as attempt, a.cost_micros, a.ended_at is not null as ended,
            a.upstream_id, w.step, w.queue
       from tasks t join attempts a on a.task_id = t.id and a.number = t.attempts
       left join work w on w.subject_id = t.id
      where t.id = $1`,
    [id],
  );
  return rows[0];
}

async function wallet() {
  return readWallet(fixture.database, who.accountId);
}

const listed = () => readUnknown(fixture.database, { silentSeconds: 900, most: 10 });

const givenUp = {
  state: 'failed',
  code: 'timeout',
  held_micros: 0n,
  charged_micros: null,
  attempt: 'abandoned',
  ended: true,
  cost_micros: null,
  step: 'absorb',
};

describe('a person is told', () => {
  test('from the first moment until when a lost answer may be found', async () => {
    const id = await lost();
    const { rows } = await fixture.database.general.query<{ ends: Date }>(
      `select intended_at + interval '72 hours' as ends from attempts where task_id = $1`,
      [id],
    );
    const endsAt = rows[0]?.ends;
    expect(logged).toMatchObject([
      { msg: 'an answer was lost', taskId: id, endsAt: endsAt?.toISOString() },
    ]);
    expect(await listed()).toMatchObject([{ taskId: id, state: 'unknown', endsAt }]);
  });

  test('after a quarter of an hour of silence, once', async () => {
    const [first, second] = [await lost(), await silent()];
    await pass(880);
    expect(await tellOfSilence(parts)).toBe(false);
    expect(errors()).toEqual([]);
    expect((await listed()).map(({ taskId }) => taskId)).toEqual([first]);
    await pass(40);
    await tellOfSilence(parts);
    await tellOfSilence(parts);
    expect(errors().map(({ taskId }) => taskId)).toEqual([first, second]);
    expect((await listed()).map(({ state }) => state)).toEqual(['unknown', 'silent']);
    expect(await readTroubles(fixture.database)).toMatchObject([
      { line: line.id, kind: 'unknown', count: 2 },
    ]);
    // What was heard of again and falls silent once more is told of once more.
    await fallSilent(second);
    await pass(901);
    await tellOfSilence(parts);
    expect(errors().map(({ taskId }) => taskId)).toEqual([first, second, second]);
  });

  test('of nothing that is over, nor of the studio’s', async () => {
    const [over, studios] = [await silent(), await silent()];
    await fixture.database.general.query(`update attempts set line = 'studio' where task_id = $1`, [
      studios,
    ]);
    await endAttempts(fixture.database, [
      { taskId: over, number: 1, end: 'succeeded', outcome: {}, costMicros: 0n },
    ]);
    await pass(100 * hour);
    await tellOfSilence(parts);
    expect(await giveUpSilent(parts)).toBe(false);
    expect(errors()).toEqual([]);
    expect([(await read(over))?.['state'], (await read(studios))?.['state']]).toEqual([
      'running',
      'running',
    ]);
  });
});

describe('what nobody resolves', () => {
  test.each([
    ['a lost answer', lost, 'lost/', null],
    ['a silent attempt', silent, 'line/', expect.any(String)],
  ] as const)('is given up after 72 hours: %s', async (_name, begin, prefix, upstreamId) => {
    const id = await begin();
    await pass(72 * hour - 60);
    await giveUpSilent(parts);
    expect(await read(id)).toMatchObject({ ended: false });
    expect((await wallet())?.heldMicros).toBe(40_000_000n);
    await pass(120);
    await giveUpSilent(parts);
    expect(await read(id)).toMatchObject({
      ...givenUp,
      message: expect.stringMatching(/never said what became of the task.*Nothing was charged/),
      upstream_id: upstreamId,
      queue: prefix + line.id,
    });
    expect(await wallet()).toMatchObject({ balanceMicros: 1_000_000_000n, heldMicros: 0n });
    const { rows } = await fixture.database.general.query('select taken from line_slots');
    expect(rows).toEqual([{ taken: 0 }]);
    expect(await listed()).toMatchObject([{ taskId: id, state: 'given_up', heldMicros: 0n }]);
    expect(errors()).toMatchObject([{ taskId: id, msg: 'an attempt was given up' }]);
  });

  test('is given up once lines had a minute to say what they have, after a start', async () => {
    const id = await lost();
    await pass(73 * hour);
    let nowMs = 5_000;
    const rules = silenceRules(parts, () => nowMs);
    const giveUp = rules.find(({ name }) => name === 'give up silent attempts');
    nowMs += 20_000;
    expect(await giveUp?.batch(1)).toEqual({ restMs: 40_000 });
    expect(await read(id)).toMatchObject({ state: 'unknown' });
    nowMs += 40_000;
    expect(await giveUp?.batch(2)).toBe(false);
    expect(await read(id)).toMatchObject(givenUp);
  });

  test('is given up when its line says, and though that is switched off', async () => {
    const id = await lost();
    const { id: lineId, name: _n, dialect: _d, baseUrl: _b, draining: _r, ...terms } = line;
    await changeTerms(fixture.database, lineId, { ...terms, enabled: false, unknownHours: 5 });
    await pass(5 * hour - 60);
    await giveUpSilent(parts);
    expect(await read(id)).toMatchObject({ state: 'unknown' });
    await pass(120);
    await giveUpSilent(parts);
    expect(await read(id)).toMatchObject(givenUp);
  });

  test('and after the usual time where the line is nowhere to be found', async () => {
    const id = await lost();
    await fixture.database.general.query('delete from lines');
    await pass(72 * hour + 60);
    await giveUpSilent(parts);
    expect(await read(id)).toMatchObject(givenUp);
  });

  test('is taken out of the list after thirty days', async () => {
    await lost();
    await pass(72 * hour + 60);
    await giveUpSilent(parts);
    await fixture.database.general.query(
      `update attempts set ended_at = ended_at - interval '31 days',
                           given_up_at = given_up_at - interval '31 days'`,
    );
    expect(await listed()).toEqual([]);
  });
});

describe('what runs and runs', () => {
  test('is given up by the first look after 72 hours and its own time, and followed for its cost', async () => {
    const id = await accepted();
    script.observations.set(`up-${id}-1`, running);
    await pass(71 * hour);
    await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'running', step: 'follow' });
    await pass(2 * hour);
    await lookOnce();
    expect(await read(id)).toMatchObject({
      ...givenUp,
      message: expect.stringMatching(/did not finish.*Nothing was charged/),
      queue: `line/${line.id}`,
    });
  });

  test('is not given up while its own time lasts', async () => {
    const id = await accepted();
    await fixture.database.general.query(
      `update tasks set expires_at = now() + interval '100 hours'`,
    );
    script.observations.set(`up-${id}-1`, { state: 'queued' });
    await pass(80 * hour);
    await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'running' });
    await pass(21 * hour);
    await lookOnce();
    expect(await read(id)).toMatchObject(givenUp);
  });

  test('is charged where that look finds it done', async () => {
    const id = await accepted();
    script.observations.set(`up-${id}-1`, success);
    await pass(200 * hour);
    await lookOnce();
    expect(await read(id)).toMatchObject({ state: 'succeeded', charged_micros: 40_000_000n });
  });
});

describe('a success at the moment of giving up', () => {
  async function overdue(): Promise<string> {
    const id = await silent();
    await pass(73 * hour);
    script.observations.set(`up-${id}-1`, success);
    return id;
  }

  test('that was first stays one', async () => {
    const id = await overdue();
    await lookOnce();
    await giveUpSilent(parts);
    expect(await read(id)).toMatchObject({
      state: 'succeeded',
      charged_micros: 40_000_000n,
      attempt: 'succeeded',
      step: 'collect',
    });
  });

  test('that was second is cost, and no charge', async () => {
    const id = await overdue();
    const { look } = parts.driver;
    // The look is under way when it is given up.
    parts.driver.look = async (attempts) => {
      await giveUpSilent(parts);
      return look(attempts);
    };
    await lookOnce();
    expect(await read(id)).toMatchObject(givenUp);
    parts.driver.look = look;
    await absorbOnce();
    expect(await read(id)).toMatchObject({
      ...givenUp,
      cost_micros: 25_000_000n,
      step: null,
    });
    expect(await wallet()).toMatchObject({ balanceMicros: 1_000_000_000n, heldMicros: 0n });
  });

  test('whose attempt has ended, and whose task has not, is decided by whoever settles first', async () => {
    const id = await overdue();
    await giveUpSilent(parts);
    const late = settlement(id, {
      from: ['submitting', 'running', 'unknown'],
      attempt: 1,
      state: 'succeeded',
      chargeMicros: 40_000_000n,
      output: { ...made, completionTokens: 1, files: null },
      failure: null,
    });
    expect(await fixture.settler.settle(late)).toBe(false);
    expect(await read(id)).toMatchObject(givenUp);
  });

  test('of many: each is charged once or not at all', async () => {
    const ids = [];
    for (let each = 0; each < 12; each++) ids.push(await overdue());
    await pass(73 * hour);
    await dueAgain();
    const order = { queue: parts.driver.queue, most: 3, queueOf: () => studioQueue };
    await Promise.all([
      ...[1, 2, 3, 4].map(() => follow(parts, order)),
      giveUpSilent(parts),
      giveUpSilent(parts),
    ]);
    await lookOnce();
    await absorbOnce();
    const tasks = await Promise.all(ids.map(read));
    const made = tasks.filter((task) => task?.['state'] === 'succeeded').length;
    expect(tasks.filter((task) => task?.['state'] === 'failed')).toHaveLength(12 - made);
    expect(await wallet()).toEqual({
      balanceMicros: 1_000_000_000n - 40_000_000n * BigInt(made),
      heldMicros: 0n,
      debtMicros: 0n,
    });
    expect(tasks.filter((task) => task?.['cost_micros'] === 25_000_000n)).toHaveLength(12);
  });
});

describe('what was given up and turns up', () => {
  async function abandoned(begin: () => Promise<string>): Promise<string> {
    const id = await begin();
    await pass(73 * hour);
    await giveUpSilent(parts);
    return id;
  }

  test('is cost, and in the list with it', async () => {
    const id = await abandoned(silent);
    script.observations.set(`up-${id}-1`, running);
    await absorbOnce();
    expect(await read(id)).toMatchObject(givenUp);
    script.observations.set(`up-${id}-1`, success);
    await absorbOnce();
    expect(await read(id)).toMatchObject({ ...givenUp, cost_micros: 25_000_000n, step: null });
    expect(await listed()).toMatchObject([
      { taskId: id, state: 'given_up', costMicros: 25_000_000n },
    ]);
    const since = new Date(Date.now() - 1_000 * hour);
    expect(await readMargins(fixture.database, { since, lineId: line.id })).toMatchObject([
      { chargedMicros: 0n, costMicros: 25_000_000n, absorbedMicros: 25_000_000n },
    ]);
  });

  test('costs nothing where the line has failed it, or proves that it never had it', async () => {
    const [failed, absent] = [await abandoned(silent), await abandoned(lost)];
    const failure = { code: 'provider_error', message: 'no' } as const;
    script.observations.set(`up-${failed}-1`, { state: 'failed', failure });
    script.found = 'absent';
    await absorbOnce();
    for (const id of [failed, absent]) {
      expect(await read(id)).toMatchObject({ ...givenUp, cost_micros: 0n, step: null });
    }
  });

  test('is found by a search, and its id is kept though it comes late', async () => {
    const [found, late] = [await abandoned(lost), await abandoned(lost)];
    await acceptAttempt(fixture.database, {
      taskId: late,
      number: 1,
      upstreamId: 'up-late',
      queue: 'x',
      lookAfterSeconds: 0,
      expectedSeconds: null,
    });
    script.found = { upstreamId: 'up-found' };
    await absorbOnce();
    expect(await read(found)).toMatchObject({ ...givenUp, upstream_id: 'up-found' });
    expect(await read(late)).toMatchObject({ ...givenUp, upstream_id: 'up-late' });
    for (const id of ['up-found', 'up-late']) script.observations.set(id, success);
    await absorbOnce();
    expect([await read(found), await read(late)]).toMatchObject([
      { ...givenUp, cost_micros: 25_000_000n, step: null },
      { ...givenUp, cost_micros: 25_000_000n, step: null },
    ]);
  });

  test('is asked about for seven days', async () => {
    const id = await abandoned(silent);
    await pass(5 * 24 * hour);
    await absorbOnce();
    expect(await read(id)).toMatchObject({ ...givenUp, step: null });
    expect(await listed()).toMatchObject([{ taskId: id, costMicros: null }]);
  });
});
