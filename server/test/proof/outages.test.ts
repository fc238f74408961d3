import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { addCustomer } from '../chaos/customers.ts';
import { databaseOutages, fullDisk } from '../outages/kinds.ts';
import { createsEverySecond } from '../outages/load.ts';
import { openPlace } from '../outages/place.ts';
import { mountSmallDisk } from '../outages/small-disk.ts';
import { expectNothingLost, isRude, outlive, type Outage } from '../outages/trial.ts';

/** What the platform leans on does not work for a while, under 20 creates a second. */

const seconds = 30;

const disk = await mountSmallDisk(200);
afterAll(() => disk?.remove());

async function live(outage: Outage, databaseFolder?: string): Promise<void> {
  const place = await openPlace(databaseFolder);
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
  if (disk) await live(fullDisk(disk), join(disk.folder, 'database'));
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
