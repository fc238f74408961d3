import { randomInt } from 'node:crypto';
import { mkdir, watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomFrom, type Random } from '../../src/studio/random.ts';
import { until } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';
import { beside } from '../harness/database.ts';
import { runClient, type Acknowledged, type Crowd } from './clients.ts';
import { addCustomer, type Customer } from './customers.ts';
import type { Leases } from './leases.ts';
import { workingChildren } from './processes.ts';
import type { Trouble } from './retry.ts';
import type { Recovery, Strike } from './strikes.ts';

/**
 * Clients that order, cancel, read and retry, while something is killed at random moments. The
 * moments and the orders follow from the seed; CHAOS_SEED takes that of an earlier run.
 */
export interface StormOptions {
  strikes: number;
  /** Each of these once, in an order by chance, and so on. */
  kinds: readonly [Strike, ...Strike[]];
  /** How long all is left in peace before each strike: mostly short, and sometimes nearly the longest. */
  peaceMs: { least: number; most: number };
  /** Of the strikes so many, evenly, come just after a film was rendered, when it is settled and collected. */
  afterFilmShare: number;
  /** What lies in the hands of a connection that was cut waits for the end of its lease, or that comes at once. */
  leases: Leases;
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
  let bag: Strike[] = [];
  for (let strike = 0; strike < options.strikes; strike += 1) {
    await moment(server, strike, options, random);
    if (bag.length === 0) bag = [...options.kinds];
    const [kind = options.kinds[0]] = bag.splice(Math.floor(random.next() * bag.length), 1);
    recoveries.push(await kind(server, random));
  }
  over = true;
  await working;
  const { acknowledged, trouble } = crowd;
  return { server, customers, acknowledged, trouble, recoveries };
}

/** Resolves when it is time for the next strike. The first one comes in the middle of a film. */
async function moment(
  server: TestServer,
  strike: number,
  { peaceMs, afterFilmShare }: StormOptions,
  random: Random,
): Promise<void> {
  const filmsBefore = Math.floor(strike * afterFilmShare);
  if (Math.floor((strike + 1) * afterFilmShare) > filmsBefore) {
    await filmIsRendered(join(server.dataDirectory, 'studio'), peaceMs.most);
    await wait(random.between(0, settlingMs));
  } else {
    await wait(peaceMs.least + (peaceMs.most - peaceMs.least) * random.next() ** 3);
    if (strike === 0) {
      await until(
        () => workingChildren(server),
        (pids) => pids.length > 0,
      );
    }
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
