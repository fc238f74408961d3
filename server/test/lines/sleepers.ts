import { expect } from 'vitest';
import { addCustomer } from '../chaos/customers.ts';
import { startFleet, type Fleet } from '../chaos/fleet.ts';
import { filmCredits } from '../chaos/wire.ts';
import { until } from '../harness/api.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, makeWitness, orderFilm, simulatorLine } from './films.ts';
import { countOpen, expectTruth } from './truth.ts';

/** A create that the line's rate lets begin has to wait so long until it is sent, and a little less. */
const createsPerSecond = 1;
/** To prove that a create never arrived takes minutes. */
const provedWithinMs = 300_000;

/**
 * Stops a worker, as a machine that goes to sleep does, between the intent to send a film and the sending, until
 * another worker has proved that it was never sent, and has had it made. Then it wakes up.
 */
export async function sleepBeforeSend(): Promise<void> {
  const simulator = await startSimulator({ settings: { ...boundless, runSeconds: 1 } });
  const fleet = await startFleet({
    env: fleetEnvironment,
    lines: [simulatorLine(simulator.url, { callsPerSecond: createsPerSecond })],
  });
  const { database } = fleet;
  try {
    const customer = await addCustomer(database, 4 * filmCredits);
    const sleeper = await fleet.startWorker();
    const open = (): Promise<number> => countOpen(database);
    await makeWitness(fleet, customer, 'made before');
    await orderFilm(fleet, customer, 'sent at once');
    const waiting = await orderFilm(fleet, customer, 'sent a second later');
    await until(
      () => stateOf(fleet, waiting),
      (state) => state === 'submitting',
    );
    process.kill(sleeper.pid, 'SIGSTOP');
    expect(await simulator.ledger()).toHaveLength(2);
    const other = await fleet.startWorker();
    await until(open, (count) => count === 0, provedWithinMs);

    await other.kill();
    process.kill(sleeper.pid, 'SIGCONT');
    // What it had in its hands comes before anything new.
    await orderFilm(fleet, customer, 'after it woke up');
    await until(open, (count) => count === 0);
    await expectTruth(fleet, customer, await simulator.ledger());
  } catch (error) {
    process.stdout.write(`The last words of the fleet:\n${fleet.lastWords()}\n`);
    throw error;
  } finally {
    await fleet.remove();
    await simulator.stop();
  }
}

async function stateOf({ database }: Fleet, taskId: string): Promise<string> {
  const { rows } = await database.general.query<{ state: string }>(
    'select state from tasks where id = $1',
    [taskId],
  );
  return rows[0]?.state ?? '';
}
