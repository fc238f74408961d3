import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDiskStore } from '../media/store/store.ts';
import type { Database } from '../postgres/database.ts';
import { rowsRead, testDatabase } from '../postgres/testing.ts';
import { studioQueue } from '../work/queues.ts';
import { addCustomer, openTaskFixture, order } from '../tasks/testing/fixture.ts';
import { dispatch } from './dispatch.ts';
import { follow } from './follow.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/**
 * Plans are made while the tables are empty and stay until the first statistics are gathered, a minute
 * later: a statement that then walks a whole index is not seen in a small test, only on a busy first day. Others
 * are made when there are statistics, and go wrong by them.
 */
test.each(['before', 'after'])(
  'no statement reads more rows as the tables grow, %s statistics are gathered',
  { timeout: 120_000 },
  async (when) => {
    const own = await testDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'filmgate-growth-'));
    const store = await openDiskStore(join(folder, 'media'));
    let ordered = 0;

    /** On connections of its own, on which every statement is planned with the first task. */
    async function live(rounds: number): Promise<ReadonlyMap<string, bigint>> {
      const before = await rowsOfEach(own.database);
      const fixture = await openTaskFixture(own.address);
      const { line, driver } = scriptedLine();
      const parts = lineParts(fixture, driver, store);
      const who = await addCustomer(fixture, 1_000_000);

      async function makeTasks(count: number): Promise<void> {
        const orders = Array.from({ length: count }, () =>
          order({ key: `k-${String(ordered++)}` }),
        );
        const submitted = await Promise.all(orders.map((one) => fixture.submit(who, one)));
        await Promise.all(orders.map((one) => fixture.submit(who, one)));
        await Promise.all(
          submitted.map(({ row }) => fixture.reader.read({ accountId: who.accountId, id: row.id })),
        );
        while ((await dispatch(parts, studioQueue, 100)) > 0);
        for (const attempt of line.sent.splice(0)) {
          line.observations.set(`up-${attempt.attemptId}`, { state: 'succeeded', made });
        }
        await follow(parts, { queue: parts.driver.queue, most: 9, queueOf: () => studioQueue });
        line.observations.clear();
      }

      await makeTasks(1);
      for (let round = 0; round < rounds; round++) await makeTasks(tasksPerRound);
      await fixture.close();
      const after = await rowsOfEach(own.database);
      return new Map([...after].map(([name, rows]) => [name, rows - (before.get(name) ?? 0n)]));
    }

    const rounds = 12;
    const tasksPerRound = 100;
    let read = await live(rounds);
    if (when === 'after') {
      await own.database.general.query('vacuum analyze');
      read = await live(rounds);
    }
    await own.drop();
    await rm(folder, { recursive: true });

    const tasks = rounds * tasksPerRound;
    const perTask = Object.fromEntries(
      [...read].map(([name, rows]) => [name, Math.round(Number(rows) / tasks)]),
    );
    for (const [name, rows] of Object.entries(perTask)) {
      expect(rows, `rows of ${name} read for one task: ${JSON.stringify(perTask)}`).toBeLessThan(
        30,
      );
    }
  },
);

async function rowsOfEach(database: Database): Promise<ReadonlyMap<string, bigint>> {
  return new Map((await rowsRead(database)).map(({ name, rows }) => [name, rows]));
}
