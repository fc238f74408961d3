import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDiskStore } from '../media/store/store.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { studioQueue } from '../work/queues.ts';
import { dispatch } from './dispatch.ts';
import { follow } from './follow.ts';
import { collectDue } from './testing/collect-due.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

/** How many versions of rows a whole life writes, and how many of them in place: without their indexes. */

const tasks = 100;
const looks = 8;

interface Written {
  name: string;
  updates: number;
  /** Those that wrote an index. */
  outOfPlace: number;
}

let fixture: TaskFixture;
let folder: string;
beforeAll(async () => {
  fixture = await openTaskFixture();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-life-'));
});
afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

async function filesOf(id: string) {
  const [video, poster] = [join(folder, `${id}.mp4`), join(folder, `${id}.jpg`)];
  await Promise.all([writeFile(video, `film ${id}`), writeFile(poster, 'a poster')]);
  return { video, poster, lastFrame: null };
}

async function live(life: TaskFixture): Promise<void> {
  const { line, driver } = scriptedLine();
  line.slots = tasks;
  const parts = lineParts(
    life,
    { ...driver, result: ({ upstreamId }) => filesOf(upstreamId) },
    await openDiskStore(join(folder, 'media')),
  );
  const who = await addCustomer(life, 40 * tasks);
  const ids = await Promise.all(
    Array.from({ length: tasks }, async () => (await life.submit(who, order())).row.id),
  );
  await dispatch(parts, studioQueue, tasks);
  const look = () =>
    follow(parts, { queue: driver.queue, most: tasks, queueOf: () => studioQueue });
  for (let count = 1; count < looks; count++) {
    for (const id of ids) {
      line.observations.set(`up-${id}-1`, { state: 'running', progress: 10 * count });
    }
    expect(await look()).toBe(tasks);
  }
  for (const id of ids) line.observations.set(`up-${id}-1`, { state: 'succeeded', made });
  expect(await look()).toBe(tasks);
  while (await waitsToBeCollected(life)) await collectDue(parts);
}

async function waitsToBeCollected({ database }: TaskFixture): Promise<boolean> {
  const { rows } = await database.general.query("select from work where step = 'collect' limit 1");
  return rows.length > 0;
}

async function connections(): Promise<number> {
  const { rows } = await fixture.database.general.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend'`,
  );
  return rows[0]?.count ?? 0;
}

/** A connection tells what it has written when it ends. */
async function written(): Promise<Map<string, Written>> {
  const before = await connections();
  const life = await openTaskFixture(fixture.address);
  await live(life);
  await life.close();
  await expect.poll(connections, { interval: 5 }).toBe(before);
  const { rows } = await fixture.database.general.query<Written>(
    `select relname as name, n_tup_upd::int as updates, (n_tup_upd - n_tup_hot_upd)::int as "outOfPlace"
       from pg_stat_user_tables`,
  );
  return new Map(rows.map((row) => [row.name, row]));
}

test('a look writes one version of its work, and an attempt one that is not in place', async () => {
  const all = await written();
  const of = (name: string): Written => {
    const found = all.get(name);
    if (!found) throw new Error(`nothing is known of ${name}`);
    process.stdout.write(
      `${name}: ${(found.updates / tasks).toFixed(1)} updates a task, ${(found.outOfPlace / tasks).toFixed(1)} of them not in place\n`,
    );
    return found;
  };
  // Sent, accepted, and claimed to be collected.
  expect(of('work').updates).toBeLessThanOrEqual((looks + 3) * tasks);
  // Its end; all are written at once here, so that some find no room.
  expect(of('attempts').outOfPlace).toBeLessThanOrEqual(1.5 * tasks);
  // Its end, and where its files are; all are written at once here, so that some find no room.
  expect(of('tasks').outOfPlace).toBeLessThanOrEqual(2.8 * tasks);
});
