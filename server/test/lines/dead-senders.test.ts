import { expect, onTestFinished, test } from 'vitest';
import { addCustomer } from '../chaos/customers.ts';
import { startFleet } from '../chaos/fleet.ts';
import { databaseTime, passLeases } from '../chaos/leases.ts';
import { until } from '../harness/api.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, orderFilm, simulatorLine } from './films.ts';
import { openGate } from './gate.ts';
import { stopAtCreate } from './kill-points.ts';
import { countOpen, expectMadeOnce } from './truth.ts';

/** A lost task is in the upstream's list at once; then it is looked at. */
const foundWithinSeconds = 20;

test('what a dead sender has sent is looked for at the line that it was sent to, be its last slot taken or not', async () => {
  const settings = { ...boundless, runSeconds: 0.5 };
  const [other, upstream] = await Promise.all([
    startSimulator({ settings }),
    startSimulator({ settings }),
  ]);
  const gate = await openGate(upstream.url);
  const fleet = await startFleet({
    env: fleetEnvironment,
    lines: [
      simulatorLine(other.url, { name: 'a line that has room', priority: 0 }),
      simulatorLine(gate.url, { name: 'the line that is sent to', priority: 10 }),
      simulatorLine(gate.url, { name: 'with one slot', model: 'seedance-2.0-fast', tasksMax: 1 }),
    ],
  });
  onTestFinished(async () => {
    await fleet.remove();
    await gate.close();
    await Promise.all([other.stop(), upstream.stop()]);
  });
  const customer = await addCustomer(fleet.database, 100);
  const worker = await fleet.startWorker();
  const creates = ['among two lines', 'in the last slot'].map((prompt) =>
    stopAtCreate(gate, prompt, 'answer'),
  );
  await orderFilm(fleet, customer, 'among two lines');
  await orderFilm(fleet, customer, 'in the last slot', { model: 'seedance-2.0-fast' });
  await Promise.all(creates.map(({ reached }) => reached));
  await worker.kill();
  for (const { cut } of creates) cut();
  await passLeases(fleet.database, await databaseTime(fleet.database));
  await fleet.startWorker();

  await until(
    () => countOpen(fleet.database),
    (open) => open === 0,
    foundWithinSeconds * 1_000,
  );
  expect(await other.ledger()).toEqual([]);
  const films = await expectMadeOnce(fleet, await upstream.ledger());
  expect(films.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
});
