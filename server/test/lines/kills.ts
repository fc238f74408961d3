import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { leaseSeconds } from '../../src/making/parts.ts';
import type { Database } from '../../src/postgres/database.ts';
import { addCustomer } from '../chaos/customers.ts';
import { startFleet } from '../chaos/fleet.ts';
import { databaseTime, passLeases, type Leases } from '../chaos/leases.ts';
import { filmCredits } from '../chaos/wire.ts';
import { until } from '../harness/api.ts';
import { startMediaHost } from '../harness/media-host.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, makeWitness, simulatorLine } from './films.ts';
import { openGate } from './gate.ts';
import { prepareCharges, standAt, type KillPoint, type Standing } from './kill-points.ts';
import { allSteps, expectTold, expectTruth, untilNothingIsOpen } from './truth.ts';

const madeBefore = 'made before';

/** What a dead worker held is taken up by another so long after its lease at the latest. */
const movesWithinSeconds = leaseSeconds + 5;
const standsWithinMs = 60_000;
/** To prove that a create never arrived takes minutes. */
const overWithinMs = 400_000;

/**
 * Kills a worker with SIGKILL at each of the points, one after the other. The next one is started when the worker
 * stands there: so each kill hits the process that holds the task, and there always is a living one.
 * Leases of the dead are awaited, or what is left of them is made to pass at once.
 */
export async function killWorkers(
  points: readonly KillPoint[],
  leases: Leases = 'awaited',
): Promise<void> {
  const [simulator, receiver] = await Promise.all([
    startSimulator({ settings: { ...boundless, runSeconds: 1 } }),
    startMediaHost(),
  ]);
  const gate = await openGate(simulator.url);
  await simulator.change({ publicUrl: gate.url });
  const fleet = await startFleet({
    env: fleetEnvironment,
    lines: [simulatorLine(gate.url, { callbacks: true })],
  });
  const { database } = fleet;
  try {
    await prepareCharges(database);
    const customer = await addCustomer(database, (points.length + 1) * filmCredits);
    const scene = { fleet, customer, simulator, gate, receiver };
    const moves: Promise<Move>[] = [];
    let worker = await fleet.startWorker();
    await makeWitness(fleet, customer, madeBefore);
    for (const [number, point] of points.entries()) {
      const prompt = `a harbour, kill ${String(number)}`;
      const standing = await inTime(standAt(point, scene, prompt), point);
      // Stopped, it claims nothing beside the next one: what is claimed until now is of the dead.
      if (leases === 'passed') process.kill(worker.pid, 'SIGSTOP');
      const stoodAt = await databaseTime(database);
      const next = await fleet.startWorker();
      const killedAt = await databaseTime(database);
      await worker.kill();
      await standing.letGo();
      if (leases === 'passed') await passLeases(database, stoodAt);
      const moved = untilMoved(database, point, standing.taskId, killedAt);
      // Whatever goes wrong is thrown where it is awaited.
      moved.catch(() => undefined);
      moves.push(moved);
      worker = next;
    }
    const taken = await Promise.all(moves);
    process.stdout.write(`${describe(taken)}\n`);
    await untilNothingIsOpen(database, allSteps, overWithinMs);

    const films = await expectTruth(fleet, customer, await simulator.ledger());
    expect(films.filter(({ state }) => state === 'succeeded')).toHaveLength(points.length + 1);
    expectTold(
      receiver.webhooks,
      films.filter(({ prompt }) => prompt !== madeBefore),
    );
  } catch (error) {
    process.stdout.write(`The last words of the fleet:\n${fleet.lastWords()}\n`);
    throw error;
  } finally {
    await fleet.remove();
    await gate.close();
    await Promise.all([simulator.stop(), receiver.close()]);
  }
}

async function inTime(standing: Promise<Standing>, point: KillPoint): Promise<Standing> {
  const isLate = new AbortController();
  const late = wait(standsWithinMs, null, { signal: isLate.signal }).catch(() => null);
  const seen = await Promise.race([standing, late]);
  isLate.abort();
  if (seen === null) throw new Error(`no worker came to stand at: ${point}`);
  return seen;
}

interface Move {
  point: KillPoint;
  seconds: number;
}

const stepsOf: Record<KillPoint, readonly string[]> = {
  'before send': ['dispatch'],
  'after send': ['dispatch'],
  following: ['follow'],
  settling: ['follow'],
  collecting: ['collect'],
  telling: ['deliver'],
};

/** Resolves with how long after the kill, by the database's clock, nothing was claimed by the dead any more. */
async function untilMoved(
  { general }: Database,
  point: KillPoint,
  taskId: string,
  killedAt: string,
): Promise<Move> {
  const look = async () => {
    // Deliveries have ids of their own; those of earlier kills are free earlier.
    const { rows } = await general.query<{ held: boolean; seconds: number }>(
      `select exists (select from work
                       where step = any ($1) and (step = 'deliver' or subject_id = $2)
                         -- A look is held by nobody: the next one is what takes it up.
                         and (claim_token is not null or step = 'follow')
                         and claimed_at <= $3::timestamptz) as held,
              extract(epoch from clock_timestamp() - $3::timestamptz)::float8 as seconds`,
      [stepsOf[point], taskId, killedAt],
    );
    return rows[0] ?? { held: true, seconds: 0 };
  };
  const { seconds } = await until(look, ({ held }) => !held, movesWithinSeconds * 1_000);
  return { point, seconds };
}

function describe(moves: readonly Move[]): string {
  const byPoint = Map.groupBy(moves, ({ point }) => point);
  return [...byPoint]
    .map(([point, those]) => {
      const seconds = those.map((one) => one.seconds);
      const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
      return `${point}: ${String(those.length)} kills, taken up after ${least.toFixed(1)} to ${most.toFixed(1)} s`;
    })
    .join('; ');
}
