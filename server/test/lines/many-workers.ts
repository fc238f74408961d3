import { randomInt } from 'node:crypto';
import { expect } from 'vitest';
import type { Database } from '../../src/postgres/database.ts';
import { addCustomer } from '../chaos/customers.ts';
import { startFleet } from '../chaos/fleet.ts';
import { inParallel } from '../chaos/parallel.ts';
import { filmCredits } from '../chaos/wire.ts';
import { until } from '../harness/api.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, orderFilm, simulatorLine } from './films.ts';
import { countOpen, expectTruth } from './truth.ts';

const workers = 4;
const submitsAtOnce = 16;

/** Four workers on one database, who all would take every task. */
export async function raceWorkers(films: number, withinMs: number): Promise<void> {
  const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(1_000_000));
  process.stdout.write(`CHAOS_SEED=${String(seed)}\n`);
  const simulator = await startSimulator({ seed, settings: { ...boundless, runSeconds: 0.2 } });
  const terms = { tasksMax: films, callsPerSecond: 1_000 };
  const fleet = await startFleet({
    database: 'embedded',
    env: fleetEnvironment,
    lines: [simulatorLine(simulator.url, terms)],
  });
  try {
    // Each copy would cost more than all that is looked at here: the stills of a film take a process.
    await simulator.fault({ does: 'expired', on: ['download'] });
    const customer = await addCustomer(fleet.database, films * filmCredits);
    const racing = await Promise.all(Array.from({ length: workers }, () => fleet.startWorker()));
    const begunMs = performance.now();
    const prompts = Array.from({ length: films }, (_, number) => `a harbour, ${String(number)}`);
    await inParallel(submitsAtOnce, prompts, async (prompt) => {
      await orderFilm(fleet, customer, prompt);
    });
    const submittedMs = performance.now() - begunMs;
    await until(
      () => countOpen(fleet.database),
      (open) => open === 0,
      withinMs,
    );
    const seconds = (performance.now() - begunMs) / 1_000;
    // Together they take nearly all connections of the database.
    await Promise.all(racing.map((worker) => worker.kill()));

    const made = await expectTruth(fleet, customer, await simulator.ledger());
    expect(made.filter(({ state }) => state === 'succeeded')).toHaveLength(films);
    expect(await attemptsByState(fleet.database)).toEqual({ succeeded: films });
    process.stdout.write(
      `${String(films)} films by ${String(workers)} workers in ${seconds.toFixed(1)} s, ` +
        `submitted in ${(submittedMs / 1_000).toFixed(1)} s of them\n`,
    );
  } catch (error) {
    process.stdout.write(`The last words of the fleet:\n${fleet.lastWords()}\n`);
    throw error;
  } finally {
    await fleet.remove();
    await simulator.stop();
  }
}

async function attemptsByState({ general }: Database): Promise<Record<string, number>> {
  const { rows } = await general.query<{ state: string; count: number }>(
    'select state, count(*)::int as count from attempts group by state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
