import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDiskStore } from '../media/store.ts';
import { rowsRead, testDatabase } from '../postgres/testing.ts';
import { studioQueue } from '../tasks/queues.ts';
import { addCustomer, openSpine, order } from '../tasks/testing/spine.ts';
import { dispatch } from './dispatch.ts';
import { follow } from './follow.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/**
 * Plans are made while the tables are empty and stay until the first statistics are gathered, a minute
 * later: a statement that then walks a whole index is not seen in a small test, only on a busy first day.
 */
test('no statement reads more rows as the tables grow, before any statistics are gathered', async () => {
  const own = await testDatabase();
  const spine = await openSpine(own.address);
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-growth-'));
  const { line, driver } = scriptedLine();
  const parts = lineParts(spine, driver, await openDiskStore(join(folder, 'media')));
  const who = await addCustomer(spine, 1_000_000);
  let ordered = 0;

  async function makeTasks(count: number): Promise<void> {
    const orders = Array.from({ length: count }, () => order({ key: `k-${String(ordered++)}` }));
    const submitted = await Promise.all(orders.map((one) => spine.submit(who, one)));
    await Promise.all(orders.map((one) => spine.submit(who, one)));
    await Promise.all(
      submitted.map(({ row }) => spine.reader.read({ accountId: who.accountId, id: row.id })),
    );
    while ((await dispatch(parts, studioQueue, 100)) > 0);
    for (const attempt of line.sent.splice(0)) {
      line.observations.set(`up-${attempt.attemptId}`, { state: 'succeeded', made });
    }
    await follow(parts, { queue: parts.driver.queue, most: 9, queueOf: () => studioQueue });
    line.observations.clear();
  }

  // Every statement is planned here.
  await makeTasks(1);
  const rounds = 12;
  const tasksPerRound = 100;
  for (let round = 0; round < rounds; round++) await makeTasks(tasksPerRound);
  await spine.close();
  const read = await rowsRead(own.database);
  await own.drop();
  await rm(folder, { recursive: true });

  const tasks = rounds * tasksPerRound;
  const perTask = Object.fromEntries(
    read.map(({ name, rows }) => [name, Math.round(Number(rows) / tasks)]),
  );
  for (const [name, rows] of Object.entries(perTask)) {
    expect(rows, `rows of ${name} read for one task: ${JSON.stringify(perTask)}`).toBeLessThan(30);
  }
});
