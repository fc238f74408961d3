import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { checkLedger } from '../../src/ledger/check.ts';
import { studioPatience } from '../../src/making/parts.ts';
import type { Database } from '../../src/postgres/database.ts';
import { until } from '../harness/api.ts';
import { beside } from '../harness/database.ts';
import { read, send, type Acknowledged } from './clients.ts';
import { databaseTime, passLeases, type Leases } from './leases.ts';
import { inParallel } from './parallel.ts';
import { workingChildren } from './processes.ts';
import type { Storm } from './storm.ts';
import { clientDialects, filmCredits, isFinalWord, stateOf, videoUrlOf } from './wire.ts';

const lanes = 8;

export interface Aftermath {
  /** Videos that were made. */
  films: number;
  /** Tasks that needed more than one attempt. */
  begunAgain: number;
}

/** What must hold after a storm, whatever was killed in it. */
export async function expectAllWell(storm: Storm, leases: Leases): Promise<Aftermath> {
  const tasks = await beside(storm.server, async (database) => {
    await untilNothingIsOpen(database, leases);
    await expectCharges(database, storm);
    return readTasks(database);
  });
  expectTasks(tasks, storm);
  await inParallel(lanes, storm.acknowledged, async (one) => {
    await expectReadable(storm, one);
    await expectOneTask(storm, one);
  });
  const ledger = await beside(storm.server, checkLedger);
  expect(ledger).toMatchObject({ ok: true, broken: [], heldMicros: 0n });
  expect(await workingChildren(storm.server)).toEqual([]);
  expect(await readdir(join(storm.server.dataDirectory, 'studio'))).toEqual([]);
  return {
    films: tasks.filter(({ state }) => state === 'succeeded').length,
    begunAgain: tasks.filter(({ attempts }) => attempts > 1).length,
  };
}

/** Longer than a lease: what was in the hands of a connection that was cut waits for its end. */
const settleWithinMs = 90_000;
/** Above what anything here takes that is claimed: who holds it longer has lost it. */
const forgottenAfterSeconds = 5;

async function untilNothingIsOpen(database: Database, leases: Leases): Promise<void> {
  const look = async () => {
    if (leases === 'passed') {
      await passLeases(database, await databaseTime(database, forgottenAfterSeconds));
    }
    const { rows } = await database.general.query<{ step: string; count: bigint }>(
      "select step, count(*) as count from work where step <> 'housekeeping' group by step",
    );
    return rows.map(({ step, count }) => `${step}: ${String(count)}`);
  };
  await until(look, (open) => open.length === 0, settleWithinMs);
}

interface TaskFacts {
  id: string;
  state: string;
  attempts: number;
  /** Attempts that crashed, where nothing from outside had ended them. */
  crashes: number;
  key: string;
}

async function readTasks(database: Database): Promise<TaskFacts[]> {
  const { rows } = await database.general.query<TaskFacts>(`
    select t.id, t.state, t.attempts, i.key,
           (select count(*)::int from attempts a where a.task_id = t.id
               and a.state = 'gone' and a.outcome -> 'interrupted' = 'false') as crashes
      from tasks t left join idempotency i on i.subject_id = t.id`);
  return rows;
}

function expectTasks(tasks: readonly TaskFacts[], { acknowledged }: Storm): void {
  // One task a key, and none that nobody was told of: every client stayed until it was answered.
  const made = tasks.map(({ id, key }) => `${key} ${id}`).sort();
  expect(made).toEqual(acknowledged.map((one) => `${one.idempotencyKey} ${one.id}`).sort());

  const byId = new Map(tasks.map((task) => [task.id, task]));
  const strays = acknowledged.flatMap((one) => {
    const task = byId.get(one.id);
    return task && fits(one, task) ? [] : [{ ...task, fate: one.fate, cancelled: one.cancelled }];
  });
  expect(strays).toEqual([]);
}

function fits(one: Acknowledged, { state, attempts, crashes }: TaskFacts): boolean {
  if (one.cancelled) return state === 'cancelled';
  if (state === 'succeeded') return one.fate !== 'fails';
  const isWornOut = crashes === studioPatience.faultsMax || attempts === studioPatience.attemptsMax;
  return state === 'failed' && (one.fate === 'fails' || isWornOut);
}

/** Each live video that was made is paid once, at its price, and nothing else is. */
async function expectCharges(database: Database, { customers }: Storm): Promise<void> {
  const filmMicros = BigInt(filmCredits) * 1_000_000n;
  const { rows } = await database.general.query<{
    account_id: string;
    balance_micros: bigint;
    held_micros: bigint;
    films: bigint;
    charges: bigint;
  }>(`
    select w.account_id, w.balance_micros, w.held_micros,
           (select count(*) from tasks t where t.account_id = w.account_id
               and t.mode = 'live' and t.state = 'succeeded') as films,
           (select count(*) from movements m where m.account_id = w.account_id
               and m.kind = 'charge') as charges
      from wallets w`);
  const wallets = new Map(rows.map((row) => [row.account_id, row]));
  for (const { accountId, grantedMicros } of customers) {
    const films = wallets.get(accountId)?.films ?? 0n;
    expect(wallets.get(accountId)).toMatchObject({
      balance_micros: grantedMicros - films * filmMicros,
      held_micros: 0n,
      charges: films,
    });
  }
}

/** In the dialect that did not make it: any dialect reads any task. */
async function expectReadable({ server }: Storm, one: Acknowledged): Promise<void> {
  for (const dialect of clientDialects.filter((other) => other !== one.dialect)) {
    const answer = await read(server, one, dialect);
    expect(answer, `${one.id} in ${dialect.name}`).toMatchObject({ status: 200 });
    const state = stateOf(answer.body);
    expect(isFinalWord(state), `${one.id} is ${state}`).toBe(true);
    if (state === 'succeeded') await expectVideo(videoUrlOf(answer.body));
  }
}

async function expectVideo(url: string): Promise<void> {
  const video = await fetch(url);
  expect(video.status, url).toBe(200);
  const bytes = Buffer.from(await video.arrayBuffer());
  // Every MP4 file begins with the size of its first box and this word.
  expect(bytes.toString('latin1', 4, 8), url).toBe('ftyp');
}

async function expectOneTask({ server }: Storm, one: Acknowledged): Promise<void> {
  const again = await send(server, one);
  expect(again, `${one.idempotencyKey} again`).toMatchObject({ status: 200 });
  expect(one.dialect.idOf(again.body)).toBe(one.id);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
}
