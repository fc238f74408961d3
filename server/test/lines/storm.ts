import { randomInt } from 'node:crypto';
import { expect } from 'vitest';
import { addCustomer } from '../chaos/customers.ts';
import { startFleet, type Fleet } from '../chaos/fleet.ts';
import { inParallel } from '../chaos/parallel.ts';
import { until } from '../harness/api.ts';
import { startMediaHost } from '../harness/media-host.ts';
import type { LedgerEntry } from '../simulator/control.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, makeWitness, orderFilm, simulatorLine } from './films.ts';
import { badWeather, type Weather } from './weather.ts';
import {
  allSteps,
  countOpen,
  expectTold,
  expectTruth,
  forbiddenWord,
  untilNothingIsOpen,
  type Film,
} from './truth.ts';

export interface StormOptions {
  films: number;
  weather: Weather;
  /** How many kinds of faults may by chance happen to nobody. */
  faultsMissed: number;
  /** Whether every copy is awaited: the stills of each take a process, which of thousands take very long. */
  awaitsCopies: boolean;
  /** For all of it together. */
  withinMs: number;
}

const workers = 2;
const submitsAtOnce = 8;
/** Of all films; their prompts are refused for what they hold. */
const forbiddenEvery = 50;
const skewSeconds = 600;
/** What is lost before a line has made anything stays unknown, for a person. */
const madeBefore = 'made before the storm';

/** Films through an upstream that does everything wrong that it can. CHAOS_SEED takes an earlier seed. */
export async function stormOfFaults(options: StormOptions): Promise<void> {
  const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(1_000_000));
  process.stdout.write(`CHAOS_SEED=${String(seed)}\n`);
  const [simulator, receiver] = await Promise.all([
    startSimulator({ seed, settings: { ...boundless, timeScale: 0.02 } }),
    startMediaHost(),
  ]);
  const fleet = await startFleet({
    env: fleetEnvironment,
    lines: [simulatorLine(simulator.url, { tasksMax: 400, callbacks: true })],
  });
  try {
    const begunMs = performance.now();
    const customer = await addCustomer(fleet.database, (options.films + 1) * 16);
    await Promise.all(Array.from({ length: workers }, () => fleet.startWorker()));
    await makeWitness(fleet, customer, madeBefore);
    for (const fault of badWeather(options.weather)) await simulator.fault(fault);
    await simulator.moveClock({ skewSeconds });

    const prompts = Array.from({ length: options.films }, (_, number) =>
      number % forbiddenEvery === 1
        ? `a ${forbiddenWord} lake, take ${String(number)}`
        : `a lake at dawn, take ${String(number)}`,
    );
    await inParallel(submitsAtOnce, prompts, async (prompt) => {
      await orderFilm(fleet, customer, prompt, { webhookUrl: `${receiver.url}/told` });
    });
    const isHalfDone = (open: number): boolean => open < options.films / 2;
    await until(() => countOpen(fleet.database), isHalfDone, options.withinMs);
    await simulator.moveClock({ skewSeconds: -skewSeconds });
    await untilAllAreOver(fleet, simulator, options.withinMs);
    const overMs = performance.now() - begunMs;
    const happened = [...(await simulator.happened()).values()];
    // What was not collected in the storm would wait for minutes between two tries.
    await simulator.clear();
    const steps = allSteps.filter((step) => step !== 'collect' || options.awaitsCopies);
    await untilNothingIsOpen(fleet.database, steps, options.withinMs);

    const ledger = await simulator.ledger();
    const films = await expectTruth(fleet, customer, ledger);
    const ordered = films.filter(({ prompt }) => prompt !== madeBefore);
    expect(ordered).toHaveLength(options.films);
    expectTold(receiver.webhooks, ordered);
    // A storm without its faults would prove nothing of them.
    const missed = happened.filter((times) => times === 0).length;
    expect(missed).toBeLessThanOrEqual(options.faultsMissed);
    process.stdout.write(
      `${describe(films, ledger)}; ${inSeconds(overMs)} to the last end; ` +
        `${String(receiver.webhooks.length)} callbacks; faults ${happened.join(' ')}\n`,
    );
  } catch (error) {
    process.stdout.write(`The last words of the fleet:\n${fleet.lastWords()}\n`);
    throw error;
  } finally {
    await fleet.remove();
    await Promise.all([simulator.stop(), receiver.close()]);
  }
}

/** Stuck ones are let go when all others have come to their end. */
async function untilAllAreOver(fleet: Fleet, simulator: Simulator, withinMs: number) {
  const look = async () => {
    const open = await countOpen(fleet.database);
    const ledger = await simulator.ledger();
    const stuck = ledger.filter(
      ({ fault, endedAtMs }) => fault === 'stick' && endedAtMs === null,
    ).length;
    return { open, stuck };
  };
  await until(look, ({ open, stuck }) => open <= stuck, withinMs);
  await simulator.release();
  await until(
    () => countOpen(fleet.database),
    (open) => open === 0,
    withinMs,
  );
}

function describe(films: readonly Film[], ledger: readonly LedgerEntry[]): string {
  const succeeded = films.filter(({ state }) => state === 'succeeded').length;
  const untold = ledger.filter(({ idTold }) => !idTold).length;
  return `${String(films.length)} films, ${String(succeeded)} succeeded, ${String(untold)} ids lost`;
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(0)} s`;
}
