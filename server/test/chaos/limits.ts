import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { createKey, type KeyTerms } from '../../src/accounts/keys.ts';
import { checkLedger } from '../../src/ledger/check.ts';
import { grantCredits } from '../../src/ledger/grants.ts';
import { createSettler } from '../../src/tasks/settle.ts';
import { settlement } from '../../src/tasks/testing/spine.ts';
import { startWake } from '../../src/work/wake.ts';
import { call } from '../harness/api.ts';
import { startFleet, type Fleet } from './fleet.ts';

/** What came of it. */
export interface Held {
  /** Creates that were taken of a key that may make 60 a minute. */
  rated: number;
  /** Creates that were taken of a key with a budget of 25 films. */
  budgeted: number;
  /** Most tasks at once of a key that may have 3, whenever it was looked. */
  atOnce: number;
  /** Tasks of that key that came to their end. */
  ended: number;
}

const filmCredits = 40n;
const credit = 1_000_000n;

/** Three api processes, of which one dies after a third of the time and is followed by another at two thirds. */
export async function holdLimits(seconds: number): Promise<Held> {
  const fleet = await startFleet();
  try {
    const keys = await makeKeys(fleet);
    const others = [await fleet.startApi(), await fleet.startApi()];
    const urls = [fleet.url, ...others.map(({ url }) => url)];
    const endMs = performance.now() + seconds * 1_000;
    const isOver = (): boolean => performance.now() > endMs;
    const held: Held = { rated: 0, budgeted: 0, atOnce: 0, ended: 0 };
    const ask = async (url: string, key: 'rated' | 'budgeted' | 'gated', everyMs: number) => {
      while (!isOver()) {
        const status = await film(url, keys[key]);
        if (status === 200 && key !== 'gated') held[key] += 1;
        await wait(everyMs);
      }
    };
    const third = (seconds * 1_000) / 3;
    await Promise.all([
      ...urls.flatMap((url) => [
        ask(url, 'rated', 250),
        ask(url, 'budgeted', 500),
        ask(url, 'gated', 500),
      ]),
      watchGate(fleet, held, isOver),
      wait(third)
        .then(() => others[1]?.kill())
        .then(() => wait(third))
        .then(async () => ask((await fleet.startApi()).url, 'rated', 250)),
    ]);
    expect((await checkLedger(fleet.database)).broken).toEqual([]);
    return held;
  } finally {
    await fleet.remove();
  }
}

async function makeKeys({ database }: Fleet) {
  const { id: accountId } = await createAccount(database, { name: 'limited' });
  await grantCredits(database, {
    accountId,
    amountMicros: 1_000_000n * credit,
    reason: 'test',
  });
  const make = async (terms: Partial<KeyTerms>): Promise<string> =>
    (await createKey(database, { accountId, mode: 'live', name: 'limited', terms })).key;
  return {
    rated: await make({ createsPerMinute: 60 }),
    budgeted: await make({ budget: { mostMicros: 25n * filmCredits * credit, period: 'total' } }),
    gated: await make({ tasksAtOnce: 3 }),
  };
}

/** Of a process that is dead: 0. */
async function film(url: string, key: string): Promise<number> {
  const body = { model: 'seedance-2.0', prompt: 'A river', duration: 5, resolution: '720p' };
  try {
    return (await call({ url }, 'POST', '/api/open/v1/video/generations', { key, body })).status;
  } catch {
    return 0;
  }
}

/** Ends a task of the gated key now and then, as nobody makes any, and counts those that are at once. */
async function watchGate({ database }: Fleet, held: Held, isOver: () => boolean): Promise<void> {
  const wake = startWake(database, () => undefined);
  const settler = createSettler(database, wake, () => undefined);
  while (!isOver()) {
    const { rows } = await database.general.query<{ id: string }>(
      `select t.id from tasks t
         join limits l on l.subject_id = t.key_id and l.tasks_at_once is not null
         join work w on w.step = 'dispatch' and w.subject_id = t.id and w.home_queue is null
        where t.finished_at is null`,
    );
    held.atOnce = Math.max(held.atOnce, rows.length);
    const [first] = rows;
    if (first && (await settler.settle(settlement(first.id)))) held.ended += 1;
    await wait(200);
  }
  await wake.close();
}
