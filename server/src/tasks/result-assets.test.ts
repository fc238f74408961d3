import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FoundAsset } from '../media/sources.ts';
import { ProblemError } from '../generation/problems.ts';
import { deleteTask } from './delete.ts';
import { resultAssetFinder } from './result-assets.ts';
import { loseResult, writeStoredFiles } from './results.ts';
import {
  addCustomer,
  dialectNamed,
  openTaskFixture,
  order,
  settlement,
  type TaskFixture,
} from './testing/fixture.ts';

let fixture: TaskFixture;
let who: Awaited<ReturnType<typeof addCustomer>>;
let other: Awaited<ReturnType<typeof addCustomer>>;
let find: (accountId: string, id: string) => Promise<FoundAsset | null>;

const video = 'a'.repeat(64);
const lastFrame = 'b'.repeat(64);

beforeAll(async () => {
  fixture = await openTaskFixture();
  find = resultAssetFinder(fixture);
});
beforeEach(async () => {
  [who, other] = await Promise.all([addCustomer(fixture, 1_000), addCustomer(fixture, 1_000)]);
});
afterAll(() => fixture.close());

async function submit(returnLastFrame = true): Promise<string> {
  const asked = order();
  const command = asked.decode();
  // As Ark names it, which hands out last frames.
  const ask = { ...command.ask, model: 'doubao-seedance-2-0-260128', returnLastFrame };
  const dialect = dialectNamed('ark');
  const { row } = await fixture.submit(who, { ...asked, dialect, decode: () => ({ ask }) });
  return row.id;
}

async function end(id: string, state: 'succeeded' | 'failed'): Promise<void> {
  const output = {
    width: 1280,
    height: 720,
    frames: 121,
    seconds: 5,
    ratio: '16:9',
    completionTokens: 1,
    files: null,
  } as const;
  await fixture.settler.settle(
    state === 'failed'
      ? settlement(id)
      : settlement(id, { state, output, failure: null, collectQueue: 'collect here' }),
  );
}

function collect(id: string, last: string | null = lastFrame): Promise<void> {
  const files = { video, videoBytes: 9, poster: 'c'.repeat(64), lastFrame: last };
  return writeStoredFiles(fixture.database, id, files);
}

test('a finished task stands for its video, and for its last frame', async () => {
  const id = await submit();
  await end(id, 'succeeded');
  await collect(id);
  expect(await find(who.accountId, id)).toEqual({ sha256: video });
  expect(await find(who.accountId, `${id}.last`)).toEqual({ sha256: lastFrame });
});

test('a task whose video was lost is refused at once, with the reason', async () => {
  const id = await submit();
  await end(id, 'succeeded');
  await loseResult(fixture.database, id, 'gone');
  expect(await find(who.accountId, id)).toEqual({
    refusal: 'names a task whose video was lost before it could be stored',
  });
});

test('another account’s task, a deleted one and a missing one are nothing alike', async () => {
  const id = await submit();
  await end(id, 'succeeded');
  await collect(id);
  const deleted = await submit();
  await end(deleted, 'succeeded');
  await collect(deleted);
  await deleteTask(fixture, who.accountId, { id: deleted, whileOpen: 'cancel' });
  const strange = ['', '.last', 'no-task', `${id}.poster`, `${id}.last.last`, `${id}.mp4`];
  for (const [accountId, name] of [
    [other.accountId, id],
    [other.accountId, `${id}.last`],
    [who.accountId, deleted],
    [who.accountId, `${deleted}.last`],
    ...strange.map((one) => [who.accountId, one] as const),
  ] as const) {
    expect(await find(accountId, name), name).toBeNull();
  }
});

test('another account’s unfinished task is nothing either', async () => {
  const id = await submit();
  expect(await find(other.accountId, id)).toBeNull();
  await end(id, 'failed');
  expect(await find(other.accountId, id)).toBeNull();
});

test('one’s own task that has no video is refused with the reason', async () => {
  const id = await submit();
  const refusals = [await find(who.accountId, id)];
  await end(id, 'failed');
  refusals.push(await find(who.accountId, id));
  expect(refusals).toEqual([
    { refusal: 'names a task that is not finished: wait until it has succeeded' },
    { refusal: 'names a task that made no video: it is failed' },
  ]);
});

test('a last frame that was not asked for is refused with the way out, and the video is not', async () => {
  const id = await submit(false);
  await end(id, 'succeeded');
  await collect(id, null);
  expect(await find(who.accountId, `${id}.last`)).toMatchObject({
    refusal: expect.stringMatching(/ask for it when the task is created$/u),
  });
  expect(await find(who.accountId, id)).toEqual({ sha256: video });
});

test('a last frame that could not be taken out of its video is refused with that reason', async () => {
  const id = await submit();
  await end(id, 'succeeded');
  await collect(id, null);
  expect(await find(who.accountId, `${id}.last`)).toEqual({
    refusal: 'names a last frame that could not be taken out of its video',
  });
});

test('a video whose copy is under way is waited for, and its copying is brought forward', async () => {
  const id = await submit();
  await end(id, 'succeeded');
  await fixture.database.general.query(
    `update work set due_at = now() + interval '1 hour' where step = 'collect' and subject_id = $1`,
    [id],
  );
  const found = find(who.accountId, id);
  const isDue = async (): Promise<boolean> => {
    const { rowCount } = await fixture.database.general.query(
      `select from work where step = 'collect' and subject_id = $1 and due_at <= now()`,
      [id],
    );
    return rowCount === 1;
  };
  await expect.poll(isDue).toBe(true);
  await collect(id);
  fixture.wake.tell('copied', id);
  expect(await found).toEqual({ sha256: video });
});

test('a video whose copy does not come in time is to be asked for again, and is not refused for good', async () => {
  const id = await submit();
  await end(id, 'succeeded');
  const late = resultAssetFinder({ ...fixture, copyMs: 1 });
  const problem = await late(who.accountId, id).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(ProblemError);
  expect(problem).toMatchObject({ problem: { code: 'overloaded', retryAfterSeconds: 5 } });
});
