import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { readWallet } from '../../src/accounts/accounts.ts';
import { leaseSeconds } from '../../src/making/parts.ts';
import { addCustomer } from '../chaos/customers.ts';
import { startFleet, type Fleet } from '../chaos/fleet.ts';
import { filmCredits } from '../chaos/wire.ts';
import { until } from '../harness/api.ts';
import { startSimulator } from '../simulator/simulator.ts';
import { boundless, fleetEnvironment, orderFilm, readState, simulatorLine } from './films.ts';
import { countOpen, expectTruth } from './truth.ts';

const films = 20;
const workers = 3;
/** Before and after workers are there. */
const rounds = 5;

test('who reads a film that has ended moves no money; pollers, callbacks and readers at once settle it once, at the price that was said', async () => {
  const simulator = await startSimulator({ settings: { ...boundless, runSeconds: 4 } });
  const fleet = await startFleet({
    env: fleetEnvironment,
    lines: [simulatorLine(simulator.url, { callbacks: true })],
  });
  onTestFinished(async () => {
    await fleet.remove();
    await simulator.stop();
  });
  await simulator.fault({ does: 'duplicate', on: ['callback'], more: 4 });
  const { database } = fleet;
  const customer = await addCustomer(database, films * filmCredits);
  const sender = await fleet.startWorker();
  const prompts = Array.from({ length: films }, (_, number) => `a harbour, ${String(number)}`);
  const ids = await Promise.all(prompts.map((prompt) => orderFilm(fleet, customer, prompt)));
  await until(
    () => states(fleet),
    (seen) => seen.every((state) => state === 'running'),
  );
  await sender.kill();
  await until(
    () => simulator.ledger(),
    (ledger) => ledger.every(({ state }) => state === 'succeeded'),
  );

  const readAll = () => Promise.all(ids.map((id) => readState(fleet, customer, id)));
  for (let round = 0; round < rounds; round += 1) {
    expect(new Set(await readAll())).toEqual(new Set(['processing']));
  }
  expect(await readWallet(database, customer.accountId)).toEqual({
    balanceMicros: customer.grantedMicros,
    heldMicros: customer.grantedMicros,
    debtMicros: 0n,
  });

  const FILMGATE_PRICE_BOOK = await dearPriceBook(fleet);
  await Promise.all(
    Array.from({ length: workers }, () => fleet.startWorker({ FILMGATE_PRICE_BOOK })),
  );
  await until(
    async () => {
      await readAll();
      return countOpen(database);
    },
    (open) => open === 0,
    (leaseSeconds + 30) * 1_000,
  );
  await expectTruth(fleet, customer, await simulator.ledger());
  expect(new Set(await readAll())).toEqual(new Set(['succeeded']));
});

async function states({ database }: Fleet): Promise<string[]> {
  const { rows } = await database.general.query<{ state: string }>('select state from tasks');
  return rows.map(({ state }) => state);
}

const priceBook = z.looseObject({ prices: z.record(z.string(), z.looseObject({})) });

/** The path of a price book by which a film costs a hundred times as much. */
async function dearPriceBook({ dataDirectory }: Fleet): Promise<string> {
  const usual = new URL('../../src/pricing/price-book.json', import.meta.url);
  const book = priceBook.parse(JSON.parse(await readFile(usual, 'utf8')));
  const name = 'seedance2ink/seedance-2.0';
  const dear = { ...book.prices[name], rates: { '480p': '400 credits' } };
  const path = join(dataDirectory, 'dear.json');
  await writeFile(path, JSON.stringify({ ...book, prices: { ...book.prices, [name]: dear } }));
  return path;
}
