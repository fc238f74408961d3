import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { acceptAttempt, beginAttempts, requeueTask, writeProgress } from './attempts.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from './testing/fixture.ts';
import type { Submitter } from './submit.ts';

let fixture: TaskFixture;
let who: Submitter;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  who = await addCustomer(fixture, 100);
});
afterEach(() => fixture.empty());

async function running(expectedSeconds: number | null): Promise<string> {
  const { row } = await fixture.submit(who, order());
  await run(row.id, 1, expectedSeconds);
  return row.id;
}

async function run(taskId: string, number: number, expectedSeconds: number | null): Promise<void> {
  await beginAttempts(fixture.database, 'a line', [taskId]);
  await acceptAttempt(fixture.database, {
    taskId,
    number,
    upstreamId: 'up',
    queue: 'line/a',
    lookAfterSeconds: 5,
    expectedSeconds,
  });
}

const runsFor = (id: string, seconds: number) =>
  fixture.database.general.query(
    'update tasks set started_at = now() - make_interval(secs => $2) where id = $1',
    [id, seconds],
  );
const progressOf = async (id: string) =>
  (await fixture.reader.read({ accountId: who.accountId, id }))?.progress;

test('a line that tells no progress: it follows from how long such tasks take', async () => {
  const id = await running(120);
  expect(await progressOf(id)).toBe(0);
  await runsFor(id, 60.5);
  expect(await progressOf(id)).toBe(50);
});

test('the end is never foretold, however late it is', async () => {
  const id = await running(120);
  await runsFor(id, 600);
  expect(await progressOf(id)).toBe(95);
});

test('what a line tells is never taken back', async () => {
  const id = await running(120);
  await writeProgress(fixture.database, [{ taskId: id, number: 1, percent: 70 }]);
  await runsFor(id, 12.5);
  expect(await progressOf(id)).toBe(70);
});

test('where nobody knows how long it takes, nothing is made up', async () => {
  const id = await running(null);
  await runsFor(id, 60);
  expect(await progressOf(id)).toBe(0);
});

test('a task that begins again shows nothing of the attempt before', async () => {
  const id = await running(120);
  await writeProgress(fixture.database, [{ taskId: id, number: 1, percent: 70 }]);
  await runsFor(id, 100);
  const attempt = { taskId: id, number: 1, queue: 'studio', afterSeconds: 0 };
  expect(await requeueTask(fixture.database, attempt)).toBe(true);
  expect(await fixture.reader.read({ accountId: who.accountId, id })).toMatchObject({
    state: 'queued',
    progress: 0,
  });
  await run(id, 2, 120);
  expect(await progressOf(id)).toBe(0);
  await runsFor(id, 12.5);
  expect(await progressOf(id)).toBe(10);
  // What the attempt before still has to say is of nobody's interest.
  await writeProgress(fixture.database, [{ taskId: id, number: 1, percent: 80 }]);
  expect(await progressOf(id)).toBe(10);
});
