import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkLedger } from '../ledger/check.ts';
import { createGuardedFetch, type GuardedFetch } from '../media/fetch.ts';
import { openDiskStore, type MediaStore } from '../media/store.ts';
import { startWeb, type WebServer } from '../media/testing/network.ts';
import { hint } from '../postgres/claim.ts';
import { writeClip } from '../studio/testing/media.ts';
import { studioQueue } from '../tasks/queues.ts';
import type { ResultUrls } from '../tasks/results.ts';
import type { StoredOutput } from '../tasks/rows.ts';
import { addCustomer, openSpine, order, type Spine } from '../tasks/testing/spine.ts';
import { createCollector, type Collector } from './collect.ts';
import { dispatch } from './dispatch.ts';
import { follow } from './follow.ts';
import type { LineParts } from './parts.ts';
import { lineParts } from './testing/line-parts.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

let films: string;
let film: Buffer;
let picture: Buffer;
let web: WebServer;
/** What the upstream's file server does, and what it was asked for. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[] = [];
/** What the line says of the files when a task has ended. */
let told: { urls?: ResultUrls };

let spine: Spine;
let folder: string;
let fetch: GuardedFetch;
let store: MediaStore;
let parts: LineParts;
let line: ReturnType<typeof scriptedLine>['line'];
let logged: { level: number; msg: string }[];
let who: Awaited<ReturnType<typeof addCustomer>>;
const open: Collector[] = [];

beforeAll(async () => {
  films = await mkdtemp(join(tmpdir(), 'filmgate-films-'));
  await writeClip(join(films, 'film.mp4'), ['#e00000', '#0000e0'], 12);
  film = await readFile(join(films, 'film.mp4'));
  const raw = { width: 64, height: 36, channels: 3 as const };
  picture = await sharp(Buffer.alloc(64 * 36 * 3, 200), { raw })
    .jpeg()
    .toBuffer();
  web = await startWeb((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
});
afterAll(async () => {
  await web.close();
  await rm(films, { recursive: true });
});

beforeEach(async () => {
  spine = await openSpine();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-collect-'));
  store = await openDiskStore(join(folder, 'media'));
  fetch = createGuardedFetch({ allowPrivateHosts: true, resumeAfterMs: 5 });
  logged = [];
  asked = [];
  told = {};
  answer = serveFilm;
  const scripted = scriptedLine();
  ({ line } = scripted);
  line.files = { videoUrl: urlOf('/film.mp4'), headers: {}, lastFrameUrl: null };
  const stream = {
    write: (text: string) => logged.push(JSON.parse(text) as { level: number; msg: string }),
  };
  parts = {
    ...lineParts(spine, scripted.driver, store),
    fetch,
    log: pino({ level: 'info' }, stream),
  };
  who = await addCustomer(spine, 1_000);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  await fetch.close();
  const { broken } = await checkLedger(spine.database);
  expect(await readdir(join(folder, 'media', 'tmp'))).toEqual([]);
  await spine.close();
  await rm(folder, { recursive: true });
  expect(broken).toEqual([]);
});

const urlOf = (path: string): string => `http://127.0.0.1:${String(web.port)}${path}`;

function serveFilm(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1] ?? 0);
  const body = request.url?.endsWith('.jpg') === true ? picture : film;
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': body.length - from,
    ...(from > 0
      ? {
          'content-range': `bytes ${String(from)}-${String(body.length - 1)}/${String(body.length)}`,
        }
      : {}),
  });
  response.end(body.subarray(from));
}

/** Tasks that the line has finished. */
async function succeeded(count = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push((await spine.submit(who, order())).row.id);
  line.slots = count;
  while ((await dispatch(parts, studioQueue, count)) > 0);
  for (const id of ids) line.observations.set(`up-${id}-1`, { state: 'succeeded', made, ...told });
  const { queue } = parts.driver;
  while ((await follow(parts, { queue, most: 99, queueOf: () => studioQueue })) > 0);
  return ids;
}

async function finished(): Promise<string> {
  const [id] = await succeeded();
  if (id === undefined) throw new Error('no task');
  return id;
}

async function finishedWithLastFrame(): Promise<string> {
  const id = await finished();
  await spine.database.general.query(
    `update tasks set request = request || '{"returnLastFrame": true}' where id = $1`,
    [id],
  );
  return id;
}

function collector(storeWaitsMs: number[] = []): Collector {
  const one = createCollector(parts, { storeWaitsMs });
  open.push(one);
  return one;
}

/** One try, whether it is due or not. */
async function tryNow(): Promise<void> {
  await spine.database.general.query(`
    update work set due_at = now() where step = 'collect';
    update tasks set output = jsonb_set(output, '{copying,nextAtMs}', '0') where output ? 'copying'`);
  await tryIfDue();
}

async function tryIfDue(): Promise<void> {
  const one = collector();
  await one.turn();
  await one.drain();
}

async function outputOf(id: string): Promise<StoredOutput> {
  const row = await spine.reader.read({ accountId: who.accountId, id });
  expect(row).toMatchObject({ state: 'succeeded', charged_micros: 40_000_000n });
  if (!row?.output) throw new Error('nothing was made');
  return row.output;
}

async function work(): Promise<{ claims: number; later: boolean }[]> {
  const { rows } = await spine.database.general.query<{ claims: number; later: boolean }>(
    `select claims, due_at > now() as later from work where step = 'collect'`,
  );
  return rows;
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a result at an upstream', () => {
  test('is copied with its size, its hash, what it was measured to be, and a poster', async () => {
    const id = await finished();
    await tryIfDue();
    const { files } = await outputOf(id);
    expect(files).toMatchObject({
      video: sha256Of(film),
      videoBytes: film.length,
      lastFrame: null,
      measured: { width: 256, height: 144, seconds: 0.5, framesPerSecond: 24 },
    });
    const poster = await store.open(files?.poster ?? '');
    expect(await sharp(poster?.path).metadata()).toMatchObject({ width: 256, height: 144 });
    expect(await work()).toEqual([]);
    expect(asked).toEqual(['/film.mp4']);
  });

  test('is fetched from where the line said that it is; the line is asked again only after that', async () => {
    told = { urls: { videoUrl: urlOf('/told.mp4'), headers: {}, lastFrameUrl: null } };
    answer = (request, response) => {
      if (request.url === '/told.mp4') response.writeHead(403).end();
      else serveFilm(request, response);
    };
    const id = await finished();
    await tryIfDue();
    expect(asked).toEqual(['/told.mp4']);
    await tryNow();
    expect(asked).toEqual(['/told.mp4', '/film.mp4']);
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
  });

  test('that is not as the line said is told with both, and its charge stands', async () => {
    const id = await finished();
    await tryIfDue();
    await outputOf(id);
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 40,
        taskId: id,
        said: { width: 1280, height: 720, seconds: 5 },
        measured: { width: 256, height: 144, seconds: 0.5, framesPerSecond: 24 },
      }),
    );
  });

  test('brings its own last frame, and where that cannot be had it is taken from the video', async () => {
    const given = await finishedWithLastFrame();
    line.files = {
      videoUrl: urlOf('/film.mp4'),
      headers: {},
      lastFrameUrl: urlOf('/last.jpg'),
    };
    await tryIfDue();
    expect((await outputOf(given)).files?.lastFrame).toBe(sha256Of(picture));

    const taken = await finishedWithLastFrame();
    answer = (request, response) => {
      if (request.url === '/last.jpg') response.writeHead(403).end();
      else serveFilm(request, response);
    };
    await tryIfDue();
    const lastFrame = await store.open((await outputOf(taken)).files?.lastFrame ?? '');
    const { channels } = await sharp(lastFrame?.path).stats();
    expect(channels[2]?.mean).toBeGreaterThan(200);
  });

  test('that breaks off is gone on with in the same try', async () => {
    const id = await finished();
    answer = (request, response) => {
      if (asked.length > 1) serveFilm(request, response);
      else {
        response.writeHead(200, { 'content-length': film.length });
        response.write(film.subarray(0, 1_000), () => response.destroy());
      }
    };
    await tryIfDue();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
    expect(asked).toHaveLength(2);
  });

  test('whose address has expired is asked for again, and found at its new one', async () => {
    const id = await finished();
    answer = (request, response) => {
      if (request.url === '/fresh.mp4') serveFilm(request, response);
      else response.writeHead(403).end();
    };
    await tryIfDue();
    expect(await work()).toEqual([{ claims: 1, later: true }]);
    line.files = { videoUrl: urlOf('/fresh.mp4'), headers: {}, lastFrameUrl: null };
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
    expect(await outputOf(id)).not.toHaveProperty('copying');
  });

  test('that cannot be decoded is kept without pictures once it came three times', async () => {
    const id = await finished();
    const strange = Buffer.concat([film.subarray(0, 400), Buffer.alloc(500, 7)]);
    answer = (_request, response) => response.end(strange);
    await tryIfDue();
    await tryNow();
    expect((await outputOf(id)).files).toBeNull();
    await tryNow();
    expect((await outputOf(id)).files).toEqual({
      video: sha256Of(strange),
      videoBytes: strange.length,
      poster: null,
      lastFrame: null,
    });
  });

  test('that is a page instead of a video is never kept', async () => {
    const id = await finished();
    answer = (_request, response) => response.end('<html>Sorry</html>');
    await tryIfDue();
    for (let tries = 2; tries <= 6; tries++) await tryNow();
    expect((await outputOf(id)).files).toBeNull();
  });
});

describe('many results', () => {
  test('that come slowly hold no other up, and are handed back at a stop', async () => {
    const slow = new Set((await succeeded(20)).map((id) => `up-${id}-1`));
    answer = (request, response) => {
      // Its head, and then nothing.
      if (request.url === '/slow.mp4') response.writeHead(200).write('x');
      else serveFilm(request, response);
    };
    parts = {
      ...parts,
      driver: {
        ...parts.driver,
        result: ({ upstreamId }) =>
          Promise.resolve({
            videoUrl: urlOf(slow.has(upstreamId) ? '/slow.mp4' : '/film.mp4'),
            headers: {},
            lastFrameUrl: null,
          }),
      },
    };
    const one = collector();
    while (await one.turn());
    await expect.poll(() => asked.length).toBe(20);
    const quick = await finished();
    await one.turn();
    await expect
      .poll(async () => (await outputOf(quick)).files?.video, { timeout: 10_000 })
      .toBe(sha256Of(film));
    await one.stop();
    const rows = await work();
    expect(rows).toHaveLength(20);
    expect(rows.filter(({ later }) => later)).toEqual([]);
  });
});

describe('storage that is away', () => {
  /** Fails for so many puts. */
  function failing(times: number): void {
    let left = times;
    parts = {
      ...parts,
      store: {
        ...store,
        async putFile(path, known) {
          if (left-- > 0) {
            await rm(path);
            throw new Error('ENOSPC: no space left on device');
          }
          return store.putFile(path, known);
        },
      },
    };
  }

  test('for a while loses nothing, and the upstream is asked once', async () => {
    const id = await finished();
    failing(5);
    const one = collector([1, 1, 1, 1, 1]);
    await one.turn();
    await one.drain();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
    expect(asked).toEqual(['/film.mp4']);
  });

  test('for longer loses nothing, however old the result is by then', async () => {
    const id = await finished();
    failing(20);
    await tryIfDue();
    await spine.database.general.query(
      `update tasks set finished_at = now() - interval '25 hours'`,
    );
    for (let tries = 2; tries <= 8; tries++) await tryNow();
    expect(await outputOf(id)).toMatchObject({ files: null, copying: { tries: 8 } });
    failing(0);
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
  });

  test('never loses what lies on this machine', async () => {
    const id = await finished();
    const [video, poster] = [join(folder, 'v.mp4'), join(folder, 'p.jpg')];
    await writeFile(video, 'video');
    await writeFile(poster, 'poster');
    line.files = { video, poster, lastFrame: null };
    failing(1_000);
    await spine.database.general.query(`update tasks set finished_at = now() - interval '30 days'`);
    for (let tries = 1; tries <= 20; tries++) await tryNow();
    expect(await outputOf(id)).not.toHaveProperty('lost');
    failing(0);
    await tryNow();
    expect((await outputOf(id)).files?.videoBytes).toBe(5);
  });
});

describe('a result that cannot be had', () => {
  beforeEach(() => {
    answer = (_request, response) => response.writeHead(404).end();
  });

  test('is lost when its day is over: the work ends, the charge stands, the log says it', async () => {
    const id = await finished();
    await tryIfDue();
    for (let tries = 2; tries <= 4; tries++) await tryNow();
    expect(await work()).toHaveLength(1);
    await spine.database.general.query(
      `update tasks set finished_at = now() - interval '25 hours'`,
    );
    await tryNow();
    expect(await outputOf(id)).toMatchObject({
      files: null,
      lost: { reason: 'The server answered HTTP 404.', atMs: expect.any(Number) as number },
    });
    expect(await work()).toEqual([]);
    expect(line.discarded).toEqual([`up-${id}-1`]);
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 50, taskId: id, error: expect.any(String) as string }),
    );
  });

  test('is downloaded at most 20 times, whatever happens', async () => {
    const id = await finished();
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': film.length, etag: `"${String(asked.length)}"` });
      response.write(film.subarray(0, 1_000), () => setImmediate(() => response.destroy()));
    };
    for (let tries = 1; tries <= 40; tries++) await tryNow();
    expect(asked.length).toBeGreaterThan(13);
    expect(asked.length).toBeLessThanOrEqual(20);
    expect((await outputOf(id)).lost).toBeDefined();
  });

  test('is not asked for more often because readers are impatient', async () => {
    const id = await finished();
    for (let count = 0; count < 30; count++) {
      await hint(spine.database.claims, 'collect', [id]);
      await tryIfDue();
    }
    expect(asked).toHaveLength(4);
    expect((await outputOf(id)).copying).toMatchObject({ tries: 4 });
    expect(await work()).toEqual([{ claims: 30, later: true }]);
  });

  test('is not given up early because the line names no files for a while', async () => {
    const id = await finished();
    const named = line.files;
    line.files = null;
    for (let tries = 1; tries <= 30; tries++) await tryNow();
    line.files = named;
    answer = serveFilm;
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
  });
});
