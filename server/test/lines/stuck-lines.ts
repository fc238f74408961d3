import { expect } from 'vitest';
import { addCustomer, type Customer } from '../chaos/customers.ts';
import { startFleet, type Fleet } from '../chaos/fleet.ts';
import { inParallel } from '../chaos/parallel.ts';
import { filmCredits } from '../chaos/wire.ts';
import { until } from '../harness/api.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, orderFilm, simulatorLine } from './films.ts';

const model = 'seedance-2.0-fast';
/** How many films the lag is measured with. */
const measured = 20;
const submitsAtOnce = 16;
/** What chance may add to the slowest of them. */
const moreSeconds = 2;
const withinMs = 60_000;

/** So many tasks that never end on one line do not delay the news of another one. */
export async function followBesideStuck(stuck: number): Promise<void> {
  const settings = { ...boundless, runSeconds: 2 };
  const [hanging, brisk] = await Promise.all([
    startSimulator({ settings }),
    startSimulator({ settings }),
  ]);
  const fleet = await startFleet({
    env: fleetEnvironment,
    lines: [
      simulatorLine(hanging.url, { name: 'hanging', tasksMax: stuck }),
      simulatorLine(brisk.url, { name: 'brisk', model }),
    ],
  });
  try {
    await hanging.fault({ does: 'stick', on: ['task'], in: 'running' });
    await hanging.fault({ does: 'slow', on: ['get', 'list'], ms: 2_000 });
    const customer = await addCustomer(fleet.database, (stuck + 2 * measured) * filmCredits);
    await fleet.startWorker();
    const alone = await slowestLagSeconds(fleet, customer, brisk, 'alone');
    await inParallel(
      submitsAtOnce,
      Array.from({ length: stuck }).keys().toArray(),
      async (film) => {
        await orderFilm(fleet, customer, `stuck, ${String(film)}`);
      },
    );
    const taken = async (): Promise<number> => (await hanging.ledger()).length;
    await until(taken, (count) => count === stuck, withinMs);
    const beside = await slowestLagSeconds(fleet, customer, brisk, 'beside');
    process.stdout.write(
      `from the end there to the end here ${alone.toFixed(1)} s at most, ` +
        `beside ${String(stuck)} stuck tasks ${beside.toFixed(1)} s\n`,
    );
    expect(beside).toBeLessThan(alone + moreSeconds);
  } finally {
    await fleet.remove();
    await Promise.all([hanging.stop(), brisk.stop()]);
  }
}

/** From the end of a task at its upstream to its end here, by the clock of this machine. */
async function slowestLagSeconds(
  fleet: Fleet,
  customer: Customer,
  upstream: Simulator,
  name: string,
): Promise<number> {
  const films = Array.from({ length: measured }, (_, number) => `${name}, ${String(number)}`);
  const ids = await Promise.all(
    films.map((prompt) => orderFilm(fleet, customer, prompt, { model })),
  );
  const look = async () => {
    const { rows } = await fleet.database.general.query<{ prompt: string; finishedMs: number }>(
      `select request ->> 'prompt' as prompt,
              (extract(epoch from finished_at) * 1000)::float8 as "finishedMs"
         from tasks where id = any ($1) and state = 'succeeded'`,
      [ids],
    );
    return rows;
  };
  const finished = await until(look, (rows) => rows.length === measured, withinMs);
  const made = new Map((await upstream.ledger()).map((entry) => [entry.prompt, entry.endedAtMs]));
  return Math.max(
    ...finished.map(({ prompt, finishedMs }) => (finishedMs - (made.get(prompt) ?? 0)) / 1_000),
  );
}
