import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { addCustomer } from '../chaos/customers.ts';
import { startFleet } from '../chaos/fleet.ts';
import { inParallel } from '../chaos/parallel.ts';
import { filmCredits } from '../chaos/wire.ts';
import { until } from '../harness/api.ts';
import type { FaultAsk } from '../simulator/faults.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, orderFilm, simulatorLine } from './films.ts';
import { countOpen, expectTruth } from './truth.ts';

export interface Outage {
  films: number;
  /** How long every read of the upstream goes wrong, while all of them run and end there. */
  seconds: number;
}

const submitsAtOnce = 16;
/** How many reads meet each trouble at least. */
const readsMet = 2;
const backWithinMs = 60_000;
const submittedWithinMs = 120_000;

const reads: ('get' | 'list')[] = ['get', 'list'];
const troubles: [FaultAsk, FaultAsk, FaultAsk] = [
  { does: 'refuse', on: reads, status: 503 },
  { does: 'html', on: reads, status: 502 },
  { does: 'word', on: reads, word: 'pondering' },
];

/** An upstream that answers errors, then pages of a proxy, then words that nobody knows, in equal parts. */
export async function outlast({ films, seconds }: Outage): Promise<void> {
  const simulator = await startSimulator({ settings: { ...boundless, runSeconds: 1 } });
  const fleet = await startFleet({
    env: fleetEnvironment,
    lines: [simulatorLine(simulator.url, { tasksMax: films, callsPerSecond: 200 })],
  });
  const { database } = fleet;
  try {
    await simulator.fault({ does: 'expired', on: ['download'] });
    const customer = await addCustomer(database, films * filmCredits);
    const worker = await fleet.startWorker();
    let number = await simulator.fault(troubles[0]);
    await inParallel(
      submitsAtOnce,
      Array.from({ length: films }).keys().toArray(),
      async (film) => {
        await orderFilm(fleet, customer, `a harbour, ${String(film)}`);
      },
    );
    const taken = async (): Promise<number> => (await simulator.ledger()).length;
    await until(taken, (count) => count === films, submittedWithinMs);
    for (const trouble of troubles) {
      // One begins before the other ends: no read comes in between.
      const next = await simulator.fault(trouble);
      await simulator.clear(number);
      number = next;
      // How long it goes on is what is tried.
      await wait((seconds * 1_000) / troubles.length);
      const met = async (): Promise<number> => (await simulator.happened()).get(number) ?? 0;
      await until(met, (times) => times >= readsMet);
      expect(await countOpen(database)).toBe(films);
    }
    // Counted and logged for the operator.
    expect(worker.log()).toContain('unknown_word');
    await simulator.clear(number);
    const clearMs = performance.now();
    await until(
      () => countOpen(database),
      (open) => open === 0,
      backWithinMs,
    );
    const made = await expectTruth(fleet, customer, await simulator.ledger());
    expect(made.filter(({ state }) => state === 'succeeded')).toHaveLength(films);
    process.stdout.write(
      `${String(films)} films through ${String(seconds)} s of errors: none failed, ` +
        `all settled ${((performance.now() - clearMs) / 1_000).toFixed(1)} s after them\n`,
    );
  } catch (error) {
    process.stdout.write(`The last words of the fleet:\n${fleet.lastWords()}\n`);
    throw error;
  } finally {
    await fleet.remove();
    await simulator.stop();
  }
}
