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
import { openDiskStore, type MediaStore } from '../media/store/store.ts';
import { StorageError } from '../media/store/store-trouble.ts';
import { startWeb, type WebServer } from '../media/testing/network.ts';
import { hint } from '../work/claim.ts';
import { writeClip } from '../studio/testing/media.ts';
import { studioQueue } from '../work/queues.ts';
import type { ResultUrls } from '../tasks/results.ts';
import type { StoredOutput } from '../tasks/rows.ts';
import { addCustomer, openTaskFixture, order, type TaskFixture } from '../tasks/testing/fixture.ts';
import { createCollector, type Collector } from './collect.ts';
import { triesMax } from './copy-schedule.ts';
import { dispatch } from './dispatch.ts';
import { follow } from './follow.ts';
import { keepFiles } from './keep-files.ts';
import type { LineParts } from './parts.ts';
import { lineParts } from './testing/line-parts.ts';
import { planned } from './testing/planned.ts';
import { made, scriptedLine } from './testing/scripted-line.ts';

let films: string;
let film: Buffer;
let longFilm: Buffer;
let picture: Buffer;
let web: WebServer;
/** What the upstream's file server does, and what it was asked for. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: string[] = [];
/** What the line says of the files when a task has ended. */
let told: { urls?: ResultUrls };

let fixture: TaskFixture;
let folder: string;
let fetch: GuardedFetch;
let store: MediaStore;
let parts: LineParts;
let line: ReturnType<typeof scriptedLine>['line'];
let logged: { level: number; msg: string }[];
let troubles: [kind: string, words: string][];
let who: Awaited<ReturnType<typeof addCustomer>>;
const open: Collector[] = [];

beforeAll(async () => {
  fixture = await openTaskFixture();
  films = await mkdtemp(join(tmpdir(), 'filmgate-films-'));
  await writeClip(join(films, 'film.mp4'), ['#e00000', '#0000e0'], 12);
  film = await readFile(join(films, 'film.mp4'));
  await writeClip(join(films, 'long.mp4'), ['#e00000', '#0000e0'], 121);
  longFilm = await readFile(join(films, 'long.mp4'));
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
  await fixture.close();
  await rm(films, { recursive: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-collect-'));
  store = await openDiskStore(join(folder, 'media'));
  fetch = createGuardedFetch({ allowPrivateHosts: true, resumeAfterMs: 5 });
  logged = [];
  troubles = [];
  asked = [];
  told = {};
  answer = serveFilm;
  const scripted = scriptedLine();
  ({ line } = scripted);
  line.files = { videoUrl: urlOf('/film.mp4'), lastFrameUrl: null };
  const stream = {
    write: (text: string) => logged.push(JSON.parse(text) as { level: number; msg: string }),
  };
  parts = {
    ...lineParts(fixture, scripted.driver, store),
    fetch,
    trouble(kind, words) {
      troubles.push([kind, words]);
    },
    log: pino({ level: 'info' }, stream),
  };
  who = await addCustomer(fixture, 1_000);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
  await fetch.close();
  const { broken } = await checkLedger(fixture.database);
  expect(await readdir(join(folder, 'media', 'tmp'))).toEqual([]);
  await fixture.empty();
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
  for (let at = 0; at < count; at++) ids.push((await fixture.submit(who, order())).row.id);
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
  await fixture.database.general.query(
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
  await fixture.database.general.query(`
    update work set due_at = now() where step = 'collect';
    update attempts set outcome = jsonb_set(outcome, '{copying,nextAtMs}', '0')
     where outcome ? 'copying'`);
  await tryIfDue();
}

async function tryIfDue(): Promise<void> {
  const one = collector();
  await one.turn();
  await one.drain();
}

async function outputOf(id: string): Promise<StoredOutput> {
  const row = await fixture.reader.read({ accountId: who.accountId, id });
  expect(row).toMatchObject({ state: 'succeeded', charged_micros: 40_000_000n });
  if (!row?.output) throw new Error('nothing was made');
  return row.output;
}

/** As counted with its attempt. */
async function downloadsOf(id: string): Promise<number | undefined> {
  const { rows } = await fixture.database.general.query<{ tries: number }>(
    `select (outcome #>> '{copying,tries}')::int as tries from attempts where task_id = $1`,
    [id],
  );
  return rows[0]?.tries;
}

async function work(): Promise<{ claims: number; later: boolean }[]> {
  const { rows } = await fixture.database.general.query<{ claims: number; later: boolean }>(
    `select claims, due_at > now() as later from work where step = 'collect'`,
  );
  return rows;
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a result at an upstream', () => {
  test('is told to those who wait for it once its copy stands, and not before', async () => {
    const id = await finished();
    let isTold = false;
    const stop = fixture.wake.on('copied', () => (isTold = true), id);
    answer = (_request, response) => response.writeHead(503).end();
    await tryNow();
    expect(isTold).toBe(false);
    answer = serveFilm;
    await tryNow();
    expect(isTold).toBe(true);
    stop();
  });

  test('is copied with its size, its hash, what it was measured to be, and a poster', async () => {
    const id = await finished();
    await tryIfDue();
    const { files } = await outputOf(id);
    expect(files).toMatchObject({
      video: sha256Of(film),
      videoBytes: film.length,
      lastFrame: null,
      measured: { width: 256, height: 144, seconds: 0.5, framesPerSecond: 24, frames: 12 },
    });
    const poster = await store.open(files?.poster ?? '');
    expect(await sharp(poster?.path).metadata()).toMatchObject({ width: 256, height: 144 });
    expect(await work()).toEqual([]);
    expect(asked).toEqual(['/film.mp4']);
  });

  test('is fetched from where the line said that it is; the line is asked again only after that', async () => {
    told = { urls: { videoUrl: urlOf('/told.mp4'), lastFrameUrl: null } };
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
        measured: { width: 256, height: 144, seconds: 0.5, framesPerSecond: 24, frames: 12 },
      }),
    );
  });

  test('tells its shape by the file where that was left to the model, and else as ordered', async () => {
    const ordered = await finished();
    await tryIfDue();
    expect(await outputOf(ordered)).toMatchObject({ width: 1280, height: 720, frames: 121 });
    const open = await finished();
    await fixture.database.general.query(
      `update tasks set request = request || '{"ratio": "adaptive"}', output = output || '{"ratio": "1:1"}'
        where id = $1`,
      [open],
    );
    await tryIfDue();
    expect(await outputOf(open)).toMatchObject({
      width: 256,
      height: 144,
      ratio: '16:9',
      seconds: 5,
      files: { measured: {} },
    });
  });

  test('brings its own last frame, and where that cannot be had it is taken from the video', async () => {
    const given = await finishedWithLastFrame();
    line.files = {
      videoUrl: urlOf('/film.mp4'),
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
    line.files = { videoUrl: urlOf('/fresh.mp4'), lastFrameUrl: null };
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
  });

  test('that cannot be decoded here is kept without pictures once it came three times', async () => {
    const id = await finished();
    const strange = Buffer.from(film);
    // The name of its kind of frames; what stands before it is only what it can be played by.
    strange.write('qqqq', strange.lastIndexOf('avc1'), 'latin1');
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

  test.each([
    ['a page instead of a video', () => Buffer.from('<html>Sorry</html>')],
    ['empty', () => Buffer.alloc(0)],
    ['nothing but the beginning of a film', () => film.subarray(0, film.length - 700)],
    ['a film without its frames', () => film.subarray(0, lengthOfFirstBox())],
    ['a picture', () => picture],
    ['cut off behind its first frame', () => longFilm.subarray(0, longFilm.length - 900)],
  ])('that is %s is never kept, and given back in the end', async (_name, body) => {
    const id = await finished();
    const bytes = body();
    answer = (_request, response) =>
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    for (let tries = 1; tries <= 3; tries++) await tryNow();
    expect((await outputOf(id)).files).toBeNull();
    await passDay();
    await tryNow();
    expect((await outputOf(id)).lost).toBeDefined();
    expect(await moved()).toEqual(['charge 40000000', 'refund 40000000']);
  });
});

/** An MP4 begins with what kind it is, in a box of its own. */
function lengthOfFirstBox(): number {
  return film.readUInt32BE(0);
}

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
    await fixture.database.general.query(
      `update tasks set finished_at = now() - interval '25 hours'`,
    );
    for (let tries = 2; tries <= 5; tries++) await tryNow();
    expect((await outputOf(id)).files).toBeNull();
    expect(await downloadsOf(id)).toBe(5);
    failing(0);
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
  });

  test('for so long that all downloads are used up gives nothing up, and nothing back', async () => {
    const id = await finished();
    failing(1_000);
    await passDay();
    await tryNow();
    await fixture.database.general.query(
      `update attempts set outcome = jsonb_set(outcome, '{copying,tries}', $1)`,
      [String(triesMax)],
    );
    for (let tries = 1; tries <= 2; tries++) await tryNow();
    expect(await downloadsOf(id)).toBe(triesMax + 2);
    expect(await outputOf(id)).toMatchObject({ files: null });
    expect(await outputOf(id)).not.toHaveProperty('lost');
    expect(await work()).toEqual([{ claims: 3, later: true }]);
    failing(0);
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
    expect(await moved()).toEqual(['charge 40000000']);
  });

  test('does not make the next failure of the line the last one', async () => {
    const id = await finished();
    failing(1_000);
    for (let tries = 1; tries <= 6; tries++) await tryNow();
    await passDay();
    failing(0);
    answer = (_request, response) => response.writeHead(503).end();
    for (let tries = 1; tries <= 3; tries++) await tryNow();
    expect(await outputOf(id)).not.toHaveProperty('lost');
    answer = serveFilm;
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
    await fixture.database.general.query(
      `update tasks set finished_at = now() - interval '30 days'`,
    );
    for (let tries = 1; tries <= 20; tries++) await tryNow();
    expect(await outputOf(id)).not.toHaveProperty('lost');
    failing(0);
    await tryNow();
    expect((await outputOf(id)).files?.videoBytes).toBe(5);
  });
});

/** What was moved of wallets, grants aside. */
async function moved(): Promise<string[]> {
  const { rows } = await fixture.database.general.query<{ what: string }>(
    `select kind || ' ' || amount_micros as what from movements where kind <> 'grant' order by version`,
  );
  return rows.map(({ what }) => what);
}

/** The results are a day older. */
async function passDay(): Promise<void> {
  await fixture.database.general.query(
    `update tasks set finished_at = finished_at - interval '25 hours'`,
  );
}

/** As after a crash between the last word about a result and the end of its work. */
async function collectAgain(id: string): Promise<void> {
  await fixture.database.general.query(
    `insert into work (step, subject_id, queue) values ('collect', $1, $2)`,
    [id, parts.driver.queue],
  );
}

describe('a result that cannot be had', () => {
  beforeEach(() => {
    answer = (_request, response) => response.writeHead(404).end();
  });

  test('is lost when its day is over: its charge is given back, and everybody is told', async () => {
    const id = await finished();
    await fixture.database.general.query(
      `insert into webhook_endpoints (id, account_id, url, types, secret_sealed)
       values ('we_1', $1, 'https://receiver.example', '{task.refunded}', '')`,
      [who.accountId],
    );
    await tryIfDue();
    for (let tries = 2; tries <= 4; tries++) await tryNow();
    expect(await work()).toHaveLength(1);
    await passDay();
    let woken = 0;
    fixture.wake.on('events', () => (woken += 1));
    let waiting = 0;
    fixture.wake.on('copied', () => (waiting += 1), id);
    await tryNow();
    expect(await outputOf(id)).toMatchObject({
      files: null,
      lost: { reason: 'The server answered HTTP 404.', atMs: expect.any(Number) as number },
    });
    expect(await moved()).toEqual(['charge 40000000', 'refund 40000000']);
    const row = await fixture.reader.read({ accountId: who.accountId, id });
    expect(row).toMatchObject({ state: 'succeeded', refunded_micros: 40_000_000n });
    const { rows: events } = await fixture.database.general.query(
      'select refunded_micros from events where task_id = $1 order by number desc limit 1',
      [id],
    );
    expect(events).toEqual([{ refunded_micros: 40_000_000n }]);
    const { rows: deliveries } = await fixture.database.general.query(
      'select type, endpoint_id from deliveries where task_id = $1',
      [id],
    );
    expect(deliveries).toEqual([{ type: 'task.refunded', endpoint_id: 'we_1' }]);
    expect(woken).toBe(1);
    expect(waiting).toBe(1);
    expect(await work()).toEqual([]);
    expect(line.discarded).toEqual([`up-${id}-1`]);
    expect(troubles).toEqual([['lost_result', `${id}: The server answered HTTP 404.`]]);
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 50,
        taskId: id,
        error: expect.any(String) as string,
        creditsGivenBack: '40',
      }),
    );
  });

  test('is given back once, wherever a process dies', async () => {
    const id = await finished();
    for (let tries = 1; tries <= 4; tries++) await tryNow();
    await passDay();
    await tryNow();
    const { lost } = await outputOf(id);
    const downloads = asked.length;
    await collectAgain(id);
    await tryNow();
    expect(await moved()).toEqual(['charge 40000000', 'refund 40000000']);
    expect(asked).toHaveLength(downloads);
    expect(await work()).toEqual([]);
    // A copy that another holder made meanwhile comes too late: its charge was given back.
    const copy = { video: join(films, 'film.mp4'), poster: null, lastFrame: null };
    await keepFiles(parts, { taskId: id, request: planned() }, copy, null);
    expect(await outputOf(id)).toMatchObject({ files: null, lost });
  });

  test('since no attempt made it is given back at once', async () => {
    const id = await finished();
    await fixture.database.general.query('delete from attempts');
    await tryNow();
    expect((await outputOf(id)).lost).toBeDefined();
    expect(await moved()).toEqual(['charge 40000000', 'refund 40000000']);
    expect(await work()).toEqual([]);
    expect(logged).toContainEqual(expect.objectContaining({ level: 50, taskId: id }));
  });

  test('and cost nothing is lost all the same, and nothing moves', async () => {
    who = await addCustomer(fixture, 0, 'test');
    const id = await finished();
    for (let tries = 1; tries <= 4; tries++) await tryNow();
    await passDay();
    await tryNow();
    const row = await fixture.reader.read({ accountId: who.accountId, id });
    expect(row).toMatchObject({ charged_micros: 0n, refunded_micros: 0n });
    expect(row?.output?.lost).toBeDefined();
    expect(await moved()).toEqual([]);
  });

  test('from this machine, where it was removed by hand, is lost as well', async () => {
    const id = await finished();
    line.files = {
      video: join(folder, 'gone.mp4'),
      poster: join(folder, 'p.jpg'),
      lastFrame: null,
    };
    await passDay();
    for (let tries = 1; tries <= 4; tries++) await tryNow();
    expect((await outputOf(id)).lost).toBeDefined();
    expect(await moved()).toEqual(['charge 40000000', 'refund 40000000']);
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
      await hint(fixture.database.claims, 'collect', [id]);
      await tryIfDue();
    }
    expect(asked).toHaveLength(4);
    expect(await downloadsOf(id)).toBe(4);
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

describe('a trouble of our storage', () => {
  const full = (): Promise<never> =>
    Promise.reject(new StorageError('Our storage has no room left.', { kind: 'full' }));

  async function count(): Promise<object> {
    const { rows } = await fixture.database.general.query<object>(
      `select outcome #> '{copying,tries}' as tries, outcome #> '{copying,faults}' as faults from attempts`,
    );
    return rows[0] ?? {};
  }

  test('is known before anything is fetched; nothing is counted, lost or said, however long it lasts', async () => {
    const id = await finished();
    parts.store = { ...store, checkRoom: full };
    for (let time = 0; time < 25; time += 1) await tryNow();
    expect(asked).toEqual([]);
    expect(await count()).toEqual({ tries: null, faults: null });
    expect([logged, troubles]).toEqual([[], []]);
    expect((await outputOf(id)).files).toBeNull();
    parts.store = store;
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
  });

  test('that comes while a result is fetched takes its try back', async () => {
    const id = await finished();
    let room = true;
    parts.store = {
      ...store,
      writing: () => full(),
      checkRoom: () => (room ? Promise.resolve() : full()),
    };
    for (let time = 0; time < 25; time += 1) {
      await tryNow();
      room = false;
    }
    expect(await count()).toEqual({ tries: 0, faults: 0 });
    expect(await work()).toMatchObject([{ later: true }]);
    expect([logged, troubles]).toEqual([[], []]);
    parts.store = store;
    await tryNow();
    expect((await outputOf(id)).files?.video).toBe(sha256Of(film));
  });
});
