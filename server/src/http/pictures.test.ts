/** Small pictures of films: made beside their poster, or when somebody first asks. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPictureMaker, type PictureMaker } from '../making/pictures.ts';
import { openDiskStore, type MediaStore } from '../media/store/store.ts';
import type { StillsJob, TakeStills } from '../media/stills.ts';
import { rememberedStills } from '../media/testing/remembered.ts';
import { createMediaUrls } from '../media/urls.ts';
import { writeClip } from '../studio/testing/media.ts';
import { findStored } from '../tasks/own-files.ts';
import { noteThumb } from '../tasks/pictures/rows.ts';
import { fileNames } from '../tasks/rows.ts';
import type { Submitter } from '../tasks/submit.ts';
import {
  addCustomer,
  openTaskFixture,
  order,
  output,
  success,
  type TaskFixture,
} from '../tasks/testing/fixture.ts';
import { oneKey } from '../testing/keys.ts';
import { startLoop, type Loop } from '../work/loop.ts';
import type { MediaAnswer, MediaRoutes } from './media.ts';
import { createMediaRoutes } from './stored-media.ts';

let fixture: TaskFixture;
let folder: string;
let store: MediaStore;
let media: MediaRoutes;
let maker: PictureMaker;
let loop: Loop;
let who: Submitter;
/** What children were asked for, and how many worked at once at most. */
let jobs: StillsJob[];
let atOnce: { now: number; most: number };

const log = pino({ level: 'silent' });
const remembered = rememberedStills();
const takeStills: TakeStills = async (job, options) => {
  jobs.push(job);
  atOnce.now += 1;
  atOnce.most = Math.max(atOnce.most, atOnce.now);
  try {
    return await remembered(job, options);
  } finally {
    atOnce.now -= 1;
  }
};

beforeAll(async () => {
  fixture = await openTaskFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-pictures-'));
  store = await openDiskStore(join(folder, 'store'));
  jobs = [];
  atOnce = { now: 0, most: 0 };
  const { database, wake } = fixture;
  media = createMediaRoutes({
    database,
    store,
    wake,
    storedFile: (name) => findStored(database, name),
    urls: createMediaUrls({ publicUrl: 'https://films.example', keys: oneKey(), nowMs: Date.now }),
    uncollected: () => null,
    now: Date.now,
  });
  maker = createPictureMaker({ database, store, wake, log, takeStills });
  const turn = () => maker.turn();
  loop = startLoop({ name: 'picture', topic: 'picture', everyMs: 1_000, turn, wake, log });
  who = await addCustomer(fixture, 1_000);
});
afterEach(async () => {
  await loop.stop();
  await maker.stop();
  await fixture.empty();
  await rm(folder, { recursive: true });
});

/** A task that was made, with this as its film. */
async function film(video: string, by = who): Promise<string> {
  const { row } = await fixture.submit(by, order());
  const files = { video, videoBytes: 1, poster: null, lastFrame: null };
  const settled = success(row.id);
  await fixture.settler.settle({ ...settled, output: { ...output, files } });
  return row.id;
}

/** Red, then blue. */
async function clip(frames = 24): Promise<string> {
  const path = join(folder, 'clip.mp4');
  await writeClip(path, ['#e00000', '#0000e0'], frames);
  return (await store.putFile(path)).sha256;
}

const open = (name: string, headers = {}) => media.openNamed(name, { method: 'GET', headers });

async function bytesOf({ file }: MediaAnswer): Promise<Buffer> {
  if (!file) throw new Error('the answer has no body');
  await using handle = file.handle;
  return await handle.readFile();
}

async function rowsOf(id: string) {
  const { rows } = await fixture.database.general.query<{ kind: string; made: boolean }>(
    'select kind, sha256 is not null as made from task_pictures where task_id = $1 order by kind',
    [id],
  );
  return rows;
}

describe('a strip', () => {
  test('is made when it is first asked for: twelve frames of the whole film in one JPEG', async () => {
    const id = await film(await clip());
    const answer = await open(fileNames.strip(id));
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': expect.stringContaining('immutable') as string,
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/) as string,
    });
    const jpeg = await bytesOf(answer);
    expect(jpeg.length).toBeLessThan(60_000);
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 1920, height: 90 });
    const channel = async (frame: number) => {
      const place = { left: frame * 160 + 40, top: 20, width: 80, height: 50 };
      // Of its own: statistics are of a whole file.
      const { channels } = await sharp(await sharp(jpeg).extract(place).png().toBuffer()).stats();
      return channels.map(({ mean }) => mean > 128);
    };
    for (const frame of [0, 5]) expect(await channel(frame)).toEqual([true, false, false]);
    for (const frame of [6, 11]) expect(await channel(frame)).toEqual([false, false, true]);
    const again = await open(fileNames.strip(id), { 'if-none-match': answer.headers['etag'] });
    expect(again.status).toBe(304);
    expect(jobs).toHaveLength(1);
  });

  test('is made once, however many ask at once', async () => {
    const id = await film(await clip());
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => open(fileNames.strip(id), { range: 'bytes=0-0' })),
    );
    for (const { status, file } of answers) {
      expect(status).toBe(206);
      await file?.handle.close();
    }
    expect(new Set(answers.map(({ headers }) => headers['etag'])).size).toBe(1);
    expect(jobs).toHaveLength(1);
    expect(await rowsOf(id)).toEqual([{ kind: 'strip', made: true }]);
    const { rows } = await fixture.database.general.query(
      "select from work where step = 'picture'",
    );
    expect(rows).toEqual([]);
  });

  test('of a film that cannot be decoded is not there, and is not tried again', async () => {
    const path = join(folder, 'no.mp4');
    await writeFile(path, 'no film at all');
    const id = await film((await store.putFile(path)).sha256);
    for (let time = 0; time < 2; time += 1) {
      await expect(open(fileNames.strip(id))).rejects.toMatchObject({
        problem: { code: 'route_not_found' },
      });
    }
    expect(jobs).toHaveLength(1);
    expect(await rowsOf(id)).toEqual([{ kind: 'strip', made: false }]);
  });

  test('of a task that is missing, not made or forgotten is not there', async () => {
    const { row } = await fixture.submit(who, order());
    const id = await film(await clip());
    await fixture.database.general.query('update tasks set forgotten_at = now() where id = $1', [
      id,
    ]);
    for (const one of ['req_nothing', row.id, id]) {
      await expect(open(fileNames.strip(one))).rejects.toMatchObject({
        problem: { code: 'route_not_found' },
      });
    }
    expect(jobs).toEqual([]);
  });

  test('of one account few are made at a time, and another account waits for none of them', async () => {
    const video = await clip();
    const ids = await Promise.all(Array.from({ length: 8 }, () => film(video)));
    const answers = await Promise.all(ids.map((id) => open(fileNames.strip(id))));
    for (const { file } of answers) await file?.handle.close();
    expect(jobs).toHaveLength(8);
    expect(atOnce.most).toBeLessThanOrEqual(2);
  });
});

describe('a thumb', () => {
  test('that was made beside the poster is served as it is', async () => {
    const id = await film(await clip());
    const { sha256 } = await store.putBytes(Buffer.from('a thumb'));
    await noteThumb(fixture.database, id, sha256);
    expect((await bytesOf(await open(fileNames.thumb(id)))).toString()).toBe('a thumb');
    expect(jobs).toEqual([]);
  });

  test('of a film from before is made when it is first asked for', async () => {
    const id = await film(await clip());
    const jpeg = await bytesOf(await open(fileNames.thumb(id)));
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 });
    expect(jpeg.length).toBeLessThanOrEqual(15_000);
    expect(await rowsOf(id)).toEqual([{ kind: 'thumb', made: true }]);
  });
});
