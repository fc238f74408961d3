import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { addCustomer } from '../chaos/customers.ts';
import { readTroubles } from '../../src/making/troubles.ts';
import { pictureFile } from '../../src/media/testing/files.ts';
import { databaseOutages, fullDisk, fullStore } from '../outages/kinds.ts';
import { createsEverySecond } from '../outages/load.ts';
import { openPlace, type PlaceOptions } from '../outages/place.ts';
import { mountSmallDisk } from '../outages/small-disk.ts';
import { expectNothingLost, isRude, outlive, type Outage } from '../outages/trial.ts';

/** What the platform leans on does not work for a while, under 20 creates a second. */

const seconds = 30;

const disk = await mountSmallDisk(200);
afterAll(() => disk?.remove());

async function live(outage: Outage, options: PlaceOptions = {}): Promise<void> {
  const place = await openPlace(options);
  try {
    const { creates, refusals, slowestMs, backAfterMs } = await outlive(place, outage, seconds);
    process.stdout.write(
      `${outage.name}: ${String(creates)} creates, ${String(refusals)} refused before, the slowest answer ` +
        `${(slowestMs / 1_000).toFixed(1)} s; back ${(backAfterMs / 1_000).toFixed(1)} s after its end\n`,
    );
  } finally {
    await place.close();
  }
}

test.each(databaseOutages.map((outage) => [outage.name, outage] as const))(
  '%s',
  async (_name, outage) => {
    expect.hasAssertions();
    await live(outage);
  },
);

test.skipIf(disk === null)('a database whose disk is full', async () => {
  expect.hasAssertions();
  if (disk) await live(fullDisk(disk), { databaseFolder: join(disk.folder, 'database') });
});

test.skipIf(disk === null)('a store whose disk is full', async () => {
  expect.hasAssertions();
  const picture = `data:image/png;base64,${(await pictureFile('png', 400, 300)).toString('base64')}`;
  if (disk) {
    await live(fullStore(disk, picture), { platformFolder: join(disk.folder, 'platform') });
  }
});

test('a wallet that somebody holds stops no other account', async () => {
  const place = await openPlace();
  onTestFinished(() => place.close());
  const other = await addCustomer(place.database(), 1_000_000);
  const holder = await place.database().general.connect();
  await holder.query('begin');
  await holder.query('select from wallets where account_id = $1 for update', [
    place.customer.accountId,
  ]);
  const held = createsEverySecond(place, 10);
  const free = createsEverySecond({ ...place, customer: other }, 10);
  await wait(seconds * 1_000);
  await holder.query('rollback');
  holder.release();
  await Promise.all([held.end(), free.end()]);
  expect(free.tried.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...free.tried.map(({ tookMs }) => tookMs))).toBeLessThan(3_000);
  expect(held.tried.filter(isRude)).toEqual([]);
  await expectNothingLost(place, [held, free]);
});

test('a line that is changed again and again loses no answer', async () => {
  const place = await openPlace();
  onTestFinished(() => place.close());
  // So that creates are always under way.
  await place.simulator.fault({ does: 'slow', on: ['create'], ms: 1_000 });
  const load = createsEverySecond(place, 20);
  const endMs = performance.now() + seconds * 1_000;
  for (let change = 0; performance.now() < endMs; change++) {
    await place.command(['lines', 'drain', 'simulator']);
    await place.command(['lines', 'drain', 'simulator', '--undo']);
    await place.importLine({ callsPerSecond: 100 + change });
  }
  await load.end();
  expect(load.tried.filter(isRude)).toEqual([]);
  await expectNothingLost(place, [load]);
  const troubles = await readTroubles(place.database());
  expect(troubles.map(({ kind }) => kind)).not.toContain('lost_answer');
});
