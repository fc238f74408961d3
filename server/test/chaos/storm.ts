import { randomInt } from 'node:crypto';
import { mkdir, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomFrom, type Random } from '../../src/studio/random.ts';
import type { TestServer } from '../harness/server.ts';
import { beside } from './beside.ts';
import { runClient, type Acknowledged, type Crowd } from './clients.ts';
import { addCustomer, type Customer } from './customers.ts';
import type { Trouble } from './retry.ts';
import type { Recovery, Strike } from './strikes.ts';

/**
 * Clients that order, cancel, read and retry, while something is killed at random moments. The
 * moments and the orders follow from the seed; CHAOS_SEED takes that of an earlier run.
 */
export interface StormOptions {
  strikes: number;
  /** Each strike is drawn from these. */
  kinds: readonly [Strike, ...Strike[]];
  /** How long all is left in peace before each strike: mostly short, and sometimes nearly the longest. */
  peaceMs: { least: number; most: number };
  /** How many of the strikes come just after a film was rendered, when it is settled and collected. */
  afterFilmShare: number;
}

export interface Storm {
  server: TestServer;
  customers: readonly Customer[];
  acknowledged: readonly Acknowledged[];
  trouble: Trouble;
  /** Of each strike, in their order. */
  recoveries: Recovery[];
}

const clients = 8;
const accounts = 4;
const credits = 1_000_000;

/** Resolves when every strike has happened and every client has its last answer. */
export async function storm(server: TestServer, options: StormOptions): Promise<Storm> {
  const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(1_000_000));
  process.stdout.write(`CHAOS_SEED=${String(seed)}\n`);
  const customers = await beside(server, (database) =>
    Promise.all(Array.from({ length: accounts }, () => addCustomer(database, credits))),
  );

  let over = false;
  const crowd: Crowd = {
    server,
    customers,
    acknowledged: [],
    trouble: { lost: 0, later: 0, slowestMs: 0 },
    waiting: 0,
    isOver: () => over,
  };
  const working = Promise.all(
    Array.from({ length: clients }, (_, number) => {
      const name = `client-${String(number)}`;
      return runClient(crowd, name, randomFrom(seed, name));
    }),
  );
  // Whatever went wrong is thrown where the clients are awaited.
  working.catch(() => undefined);

  const recoveries: Recovery[] = [];
  const random = randomFrom(seed, 'strikes');
  for (let strike = 0; strike < options.strikes; strike += 1) {
    await moment(server, options, random);
    recoveries.push(await random.pick(options.kinds)(server, random));
  }
  over = true;
  await working;
  const { acknowledged, trouble } = crowd;
  return { server, customers, acknowledged, trouble, recoveries };
}

/** Resolves when it is time for the next strike. */
async function moment(
  server: TestServer,
  { peaceMs, afterFilmShare }: StormOptions,
  random: Random,
): Promise<void> {
  if (random.next() < afterFilmShare) {
    await filmIsRendered(join(server.dataDirectory, 'studio'), peaceMs.most);
    await wait(random.between(0, settlingMs));
  } else {
    await wait(peaceMs.least + (peaceMs.most - peaceMs.least) * random.next() ** 3);
  }
}

const settlingMs = 150;

/** Resolves when a folder gets the name that only a finished film has, or when it takes too long. */
async function filmIsRendered(studioDirectory: string, withinMs: number): Promise<void> {
  const signal = AbortSignal.timeout(withinMs);
  await mkdir(studioDirectory, { recursive: true });
  try {
    for await (const { filename } of watch(studioDirectory, { signal })) {
      if (filename !== null && !filename.endsWith('.part')) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
