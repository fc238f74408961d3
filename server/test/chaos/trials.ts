import { availableParallelism, loadavg } from 'node:os';
import { expect } from 'vitest';
import { startServer } from '../harness/server.ts';
import { expectAllWell, type Aftermath } from './aftermath.ts';
import type { Leases } from './leases.ts';
import { storm, type Storm, type StormOptions } from './storm.ts';
import {
  cutConnections,
  killPostgres,
  killRenderer,
  killServer,
  killServerAndDatabase,
  killServerTwice,
} from './strikes.ts';

/** Storms of each kind: the same for a quick look and for a long proof, by the number of strikes. */

const readyAgainMaxMs = 3_000;
/** Who has no time to wait for leases leaves less of it between two strikes, too. */
const mostPeaceMs = (leases: Leases): number => (leases === 'passed' ? 2_500 : 5_000);

export async function killServers(strikes: number, leases: Leases = 'awaited'): Promise<void> {
  const kinds = [killServer, killServer, killServerAndDatabase, killServerTwice] as const;
  const peaceMs = { least: 100, most: mostPeaceMs(leases) };
  const options = { strikes, kinds, peaceMs, afterFilmShare: 0.5, leases } as const;
  await weather(options, (seen, { begunAgain }) => {
    expect(seen.trouble.lost).toBeGreaterThan(0);
    expect(begunAgain).toBeGreaterThan(0);
    expectReadyInTime(seen);
  });
}

export async function killDatabases(strikes: number, leases: Leases = 'awaited'): Promise<void> {
  const peaceMs = { least: 500, most: mostPeaceMs(leases) };
  const kinds = [killPostgres] as const;
  await weather({ strikes, kinds, peaceMs, afterFilmShare: 0.5, leases }, (seen) => {
    expectOnlyLater(seen);
    expectReadyInTime(seen);
  });
}

export async function cutAllConnections(
  strikes: number,
  leases: Leases = 'awaited',
): Promise<void> {
  const peaceMs = { least: 500, most: 500 };
  const kinds = [cutConnections] as const;
  await weather({ strikes, kinds, peaceMs, afterFilmShare: 0, leases }, expectOnlyLater);
}

export async function killRenderers(strikes: number): Promise<void> {
  const peaceMs = { least: 200, most: 3_000 };
  await weather(
    { strikes, kinds: [killRenderer], peaceMs, afterFilmShare: 0, leases: 'awaited' },
    ({ trouble }, { begunAgain }) => {
      expect(trouble).toMatchObject({ lost: 0, later: 0 });
      expect(begunAgain).toBeGreaterThan(0);
    },
  );
}

/** By the clock on the wall; only where other programs took its cores that time is not the server's. */
function expectReadyInTime({ recoveries }: Storm): void {
  const late = recoveries.filter(
    ({ readyAgainMs, starvedMs }) => readyAgainMs - starvedMs >= readyAgainMaxMs,
  );
  expect(late).toEqual([]);
}

/** The server lived on, and told everybody to come back. */
function expectOnlyLater({ trouble }: Storm): void {
  expect(trouble.lost).toBe(0);
  expect(trouble.later).toBeGreaterThan(0);
}

async function weather(
  options: StormOptions,
  expectMore: (seen: Storm, after: Aftermath) => void,
): Promise<void> {
  const server = await startServer({
    database: 'embedded',
    env: { FILMGATE_STUDIO_WORKERS: '3' },
  });
  try {
    const seen = await storm(server, options);
    const after = await expectAllWell(seen, options.leases);
    process.stdout.write(`${describe(seen, after)}\n`);
    expectMore(seen, after);
  } catch (error) {
    process.stdout.write(`The server's last words:\n${server.log().slice(-lastWordsChars)}\n`);
    throw error;
  } finally {
    await server.remove();
  }
}

const lastWordsChars = 4_000;

function describe(
  { acknowledged, trouble, recoveries }: Storm,
  { films, begunAgain }: Aftermath,
): string {
  const [load = 0] = loadavg();
  const took = distribution(recoveries.map(({ readyAgainMs }) => readyAgainMs));
  const starved = distribution(recoveries.map((recovery) => recovery.starvedMs));
  return [
    `${String(recoveries.length)} strikes`,
    `ready again after ${took} ms, without a core for ${starved} ms of it`,
    `${String(acknowledged.length)} tasks, ${String(films)} films, ${String(begunAgain)} tasks begun again`,
    `${String(trouble.lost)} connections lost, ${String(trouble.later)} times told to come back`,
    `slowest answer ${trouble.slowestMs.toFixed(0)} ms`,
    `load ${load.toFixed(1)} on ${String(availableParallelism())} cores`,
  ].join('; ');
}

function distribution(values: readonly number[]): string {
  const sorted = values.map(Math.round).sort((a, b) => a - b);
  const at = (share: number): string => String(sorted[Math.floor(share * (sorted.length - 1))]);
  return `${at(0)} to ${at(1)} (half ${at(0.5)}, nine tenths ${at(0.9)})`;
}
