import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dispatch } from '../making/dispatch.ts';
import { attemptId, type ResultFiles } from '../making/driver.ts';
import { follow } from '../making/follow.ts';
import type { LineParts } from '../making/parts.ts';
import { studioName, studioQueue } from '../work/queues.ts';
import { collectDue } from '../making/testing/collect-due.ts';
import { lineParts } from '../making/testing/line-parts.ts';
import { made, scriptedLine } from '../making/testing/scripted-line.ts';
import { openDiskStore } from '../media/store/store.ts';
import { createMediaUrls } from '../media/urls.ts';
import { findStored, taskIdOf } from '../tasks/own-files.ts';
import { loseResult } from '../tasks/results.ts';
import { fileNames } from '../tasks/rows.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { createMediaRoutes } from './stored-media.ts';
import { oneKey } from '../testing/keys.ts';

const urls = createMediaUrls({
  publicUrl: 'https://video.example',
  keys: oneKey(),
  nowMs: Date.now,
});

let fixture: TaskFixture;
let folder: string;
let files: ResultFiles;
let parts: LineParts;
/** The name of a video that the studio has made and nobody has collected. */
let name: string;

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-files-'));
  files = { video: join(folder, 'v.mp4'), poster: join(folder, 'p.jpg'), lastFrame: null };
  await writeFile(files.video, 'video');
  await writeFile(files.poster, 'poster');
  const { line, driver } = scriptedLine();
  const studio = {
    ...driver,
    name: studioName,
    discard: () => Promise.all([rm(files.video), rm(files.poster)]).then(() => undefined),
  };
  parts = lineParts(fixture, studio, await openDiskStore(join(folder, 'media')));
  const { row } = await fixture.submit(await addCustomer(fixture, 100), order());
  await dispatch(parts, studioQueue, 1);
  line.observations.set(`up-${row.id}-1`, { state: 'succeeded', made });
  line.files = files;
  await follow(parts, { queue: parts.driver.queue, most: 9, queueOf: () => studioQueue });
  name = fileNames.video(row.id);
});
afterEach(async () => {
  await fixture.empty();
  await rm(folder, { recursive: true });
});

interface Meanwhile {
  /** Happens once our storage was looked into for the first time. */
  afterStorage?: () => Promise<unknown>;
  /** Happens before it is looked into again. */
  beforeNextLook?: () => Promise<unknown>;
  /** By the name that the studio is asked by. */
  uncollected?: (name: string) => ResultFiles | null;
}

async function openVideo({ afterStorage, beforeNextLook, uncollected = () => files }: Meanwhile) {
  let looks = 0;
  const media = createMediaRoutes({
    database: fixture.database,
    store: parts.store,
    async storedFile(wanted) {
      if (looks === 1) await beforeNextLook?.();
      const stored = await findStored(fixture.database, wanted);
      looks += 1;
      if (looks === 1) await afterStorage?.();
      return stored;
    },
    urls,
    uncollected,
    wake: fixture.wake,
    now: Date.now,
  });
  const { file } = await media.openNamed(name, { method: 'GET', headers: {} });
  if (!file) throw new Error('the answer has no body');
  return file.handle;
}

async function readVideo(meanwhile: Meanwhile): Promise<string> {
  await using handle = await openVideo(meanwhile);
  return await handle.readFile('utf8');
}

test('a video is served from where it was made, and from our storage once it is collected', async () => {
  expect(await readVideo({})).toBe('video');
  await collectDue(parts);
  expect(await readVideo({ uncollected: () => null })).toBe('video');
});

test('a video that is collected between our two looks is served from our storage', async () => {
  const afterStorage = () => collectDue(parts);
  expect(await readVideo({ afterStorage, uncollected: () => null })).toBe('video');
});

test('a video that is collected while its file is being opened is served from our storage', async () => {
  const afterStorage = () => collectDue(parts);
  // The line still names files that are gone a moment later.
  expect(await readVideo({ afterStorage, uncollected: () => files })).toBe('video');
});

test('a video that is collected once its answer has begun is still read to its end', async () => {
  await using handle = await openVideo({});
  await collectDue(parts);
  expect(await handle.readFile('utf8')).toBe('video');
});

describe('a video that is lost', () => {
  const idOf = () => name.slice(0, name.indexOf('.'));
  const refusal = (words: string) => ({
    problem: { code: 'route_not_found', message: expect.stringContaining(words) as string },
  });

  test('is said to be so at once, with what became of its charge', async () => {
    await loseResult(fixture.database, idOf(), 'The server answered HTTP 404.');
    await expect(readVideo({ uncollected: () => null })).rejects.toMatchObject(
      refusal(
        'lost before it could be stored: it will not come any more. Its charge was given back',
      ),
    );
  });

  test('is said to be so where nobody knows any more who made it', async () => {
    await fixture.database.general.query('delete from attempts');
    await loseResult(fixture.database, idOf(), 'no attempt made it');
    await expect(readVideo({ uncollected: () => null })).rejects.toMatchObject(
      refusal('Its charge was given back'),
    );
  });

  test('and of which nothing was given back yet is a matter for the operator', async () => {
    await fixture.database.general.query(
      `update tasks set output = output || '{"lost": {"reason": "", "atMs": 0}}' where id = $1`,
      [idOf()],
    );
    await expect(readVideo({ uncollected: () => null })).rejects.toMatchObject(
      refusal('Ask the operator of this server about its charge'),
    );
  });

  test('while somebody waits for it is told to them at once', async () => {
    const { database } = fixture;
    await database.general.query(`update tasks set line = 'line_1' where id = $1`, [idOf()]);
    const afterStorage = () => {
      // Not before the reader waits.
      setImmediate(() => void loseResult(database, idOf(), 'The server answered HTTP 404.'));
      return Promise.resolve();
    };
    await expect(readVideo({ afterStorage, uncollected: () => null })).rejects.toMatchObject(
      refusal('lost'),
    );
  });
});

test('a picture that was not among the copied files is missing at once', async () => {
  await collectDue(parts);
  name = fileNames.lastFrame(name.slice(0, name.indexOf('.')));
  await expect(readVideo({ uncollected: () => null })).rejects.toMatchObject({
    problem: { code: 'route_not_found' },
  });
});

test('the studio is asked by the name of the newest attempt of the very task in the link', async () => {
  const asked: string[] = [];
  await readVideo({
    uncollected(studioFolder) {
      asked.push(studioFolder);
      return files;
    },
  });
  expect(asked).toEqual([attemptId(taskIdOf(name), 1)]);
});

describe("a line that gives its task the name of another task's attempt", () => {
  const foreign = attemptId('req_of_somebody_else', 1);
  const rename = (line: string) =>
    fixture.database.work.query('update attempts set upstream_id = $1, line = $2', [foreign, line]);
  const onlyTheirs = async () => {
    const theirs = join(folder, 'theirs.mp4');
    await writeFile(theirs, 'theirs');
    return (studioFolder: string) =>
      studioFolder === foreign ? { ...files, video: theirs } : null;
  };

  test('gets nothing of the studio served: its link waits for the copy of its own files', async () => {
    const uncollected = await onlyTheirs();
    await rename('line_0123456789abcdefghij');
    await fixture.database.work.query('update tasks set line = $1', ['line_0123456789abcdefghij']);
    expect(await readVideo({ beforeNextLook: () => collectDue(parts), uncollected })).toBe('video');
  });

  test('gets nothing of the studio served where it passes for the studio itself', async () => {
    const uncollected = await onlyTheirs();
    await rename(studioName);
    await expect(readVideo({ uncollected })).rejects.toMatchObject({
      problem: { code: 'route_not_found' },
    });
  });
});
