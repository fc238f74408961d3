import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProblemError } from '../generation/problems.ts';
import type { Problem } from '../generation/problems.ts';
import { Upload } from '../generation/upload.ts';
import { createGuardedFetch } from './fetch.ts';
import type { GuardedFetch } from './fetch.ts';
import { createGate } from '../generation/gate.ts';
import { createIntakeRoom, takeMedia } from './intake.ts';
import type { IntakeCall, IntakeDeps, TakenMedium } from './intake.ts';
import { mediaLimits } from './limits.ts';
import { faults, measureFiles } from './probe.ts';
import type { Ask } from './sources.ts';
import { openDiskStore } from './store/store.ts';
import { clipFile, mp3File, pictureFile, wavFile } from './testing/files.ts';
import { startWeb } from './testing/network.ts';
import type { WebServer } from './testing/network.ts';
import { rememberedMeasure } from './testing/remembered.ts';

/** Whatever is fetched is one of few files. */
const measure = rememberedMeasure();

let dir = '';
let web: WebServer;
let fetch: GuardedFetch;
let deps: IntakeDeps;
let files: Record<string, Buffer>;
let calls: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  files = {
    '/a.png': await pictureFile('png'),
    '/b.jpg': await pictureFile('jpeg'),
    '/small.png': await pictureFile('png', 100, 400),
    '/c.mp4': await clipFile({ soundSeconds: 3 }),
    '/d.wav': wavFile(4),
    '/e.mp3': mp3File(5),
    '/page.html': Buffer.from('<!doctype html><html></html>'),
  };
  web = await startWeb((request, response) => {
    calls.push(request.url ?? '');
    answer(request, response);
  });
});

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'intake-'));
  fetch = createGuardedFetch({ allowPrivateHosts: true });
  deps = { fetch, store: await openDiskStore(dir), room: createIntakeRoom(), measure };
  calls = [];
  answer = (request, response) => {
    const file = files[request.url ?? ''];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  };
});

afterEach(async () => {
  await fetch.close();
  // Whatever happened, nothing half-done stays.
  expect(await readdir(join(dir, 'tmp'))).toEqual([]);
  await rm(dir, { recursive: true, force: true });
});

afterAll(async () => {
  await web.close();
});

function ask(path: string, kind: Ask['kind'] = null, field = `media${path}`): Ask {
  return { url: path.startsWith('/') ? urlOf(path) : path, kind, field };
}

function urlOf(path: string): string {
  return `http://127.0.0.1:${String(web.port)}${path}`;
}

function take(asks: readonly Ask[], call: Partial<IntakeCall> = {}): Promise<TakenMedium[]> {
  return takeMedia(asks, deps, { accountId: 'acc_1', ...call });
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error: unknown = await work.then(
    () => 'not refused',
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error('no problem', { cause: error });
  return error.problem;
}

async function storedFiles(): Promise<string[]> {
  const all = await readdir(dir, { recursive: true });
  return all.filter((name) => /[0-9a-f]{64}$/u.test(name));
}

describe('media are taken in', () => {
  test('from servers and from the request itself, in the order of the request', async () => {
    const picture = files['/b.jpg'] ?? Buffer.alloc(0);
    const sound = files['/e.mp3'] ?? Buffer.alloc(0);
    const taken = await take([
      ask('/c.mp4', 'video', 'content[0].video_url.url'),
      ask(`data:image/jpeg;base64,${picture.toString('base64')}`, 'image'),
      ask('/a.png', 'image'),
      ask('/d.wav'),
      ask(`data:audio/mpeg;base64,${sound.toString('base64')}`),
    ]);
    expect(taken).toMatchObject([
      { kind: 'video', contentType: 'video/mp4', width: 640, height: 640 },
      { kind: 'image', contentType: 'image/jpeg', width: 640, height: 480, seconds: 0 },
      { kind: 'image', contentType: 'image/png' },
      { kind: 'audio', contentType: 'audio/wav', seconds: 4, width: 0 },
      { kind: 'audio', contentType: 'audio/mpeg', bytes: sound.length },
    ]);
    expect(taken[0]).toMatchObject({ field: 'content[0].video_url.url' });
    expect(Object.keys(taken[0] ?? {}).sort()).toEqual(
      ['bytes', 'contentType', 'field', 'height', 'kind', 'seconds', 'sha256', 'width'].sort(),
    );
    for (const [index, path] of ['/c.mp4', '/b.jpg', '/a.png', '/d.wav', '/e.mp3'].entries()) {
      const stored = await deps.store.open(taken[index]?.sha256 ?? '');
      expect(await readFile(stored?.path ?? '')).toEqual(files[path]);
    }
  });

  test('none of none', async () => {
    expect(await take([])).toEqual([]);
  });

  test('once where the same URL stands twice', async () => {
    const asks = [ask('/a.png', null, 'first'), ask('/b.jpg'), ask('/a.png', 'image', 'second')];
    const taken = await take(asks);
    expect(calls.sort()).toEqual(['/a.png', '/b.jpg']);
    expect(taken.map((one) => one.field)).toEqual(['first', 'media/b.jpg', 'second']);
    expect(taken[0]?.sha256).toBe(taken[2]?.sha256);
    expect(await storedFiles()).toHaveLength(2);
  });

  test('at the same time', async () => {
    let here = 0;
    const all = Promise.withResolvers<undefined>();
    answer = (request, response) => {
      here += 1;
      if (here === 3) all.resolve(undefined);
      // One after the other would wait for ever.
      void all.promise.then(() => response.end(files[request.url ?? '']));
    };
    expect(await take([ask('/a.png'), ask('/b.jpg'), ask('/d.wav')])).toHaveLength(3);
  });

  test('of a form once it was looked into, and not a byte of one that is none', async () => {
    const upload = async (bytes: Buffer): Promise<Upload> => {
      const path = deps.store.temporaryPath();
      await writeFile(path, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return new Upload({ sha256, bytes: bytes.length, fileName: 'a', contentType: '' }, path);
    };
    const picture = files['/a.png'] ?? Buffer.alloc(0);
    const [one, same] = [await upload(picture), await upload(picture)];
    const asks = [one, same].map((file) => ({ ...ask('a.png'), upload: file }));
    expect(await take(asks)).toMatchObject([{ sha256: one.sha256 }, { sha256: one.sha256 }]);
    expect(await storedFiles()).toHaveLength(1);
    const page = await upload(files['/page.html'] ?? Buffer.alloc(0));
    const refused = await problemOf(take([{ ...ask('a.png'), upload: page }]));
    expect(refused.code).toBe('media_invalid');
    expect(await storedFiles()).toHaveLength(1);
    // Whoever has read the form clears what was not looked at.
    await rm(same.path, { force: true });
  });

  test('without fetching what is ours already', async () => {
    const { sha256 } = await deps.store.putBytes(files['/a.png'] ?? Buffer.alloc(0));
    deps.ownFile = (url) => Promise.resolve(url === urlOf('/media/x/own.png') ? sha256 : null);
    const taken = await take([ask('/media/x/own.png'), ask('/b.jpg')]);
    expect(taken[0]).toMatchObject({ sha256, contentType: 'image/png' });
    expect(calls).toEqual(['/b.jpg']);
    expect(await storedFiles()).toHaveLength(2);
    // And it is still there after a refusal.
    await problemOf(take([ask('/media/x/own.png'), ask('/page.html')]));
    expect(await deps.store.open(sha256)).not.toBeNull();
  });

  test('by limits that a model has of its own', async () => {
    const seconds = { least: 1, most: 3.5 };
    const limits = { ...mediaLimits, audio: { ...mediaLimits.audio, seconds } };
    const problem = await problemOf(take([ask('/d.wav')], { limits }));
    expect(problem.message).toBe('media/d.wav lasts 4 s; it must last 1 to 3.5 s.');
  });
});

describe('a refusal names the field, the reason and the way out', () => {
  test.each<[string, string, Ask['kind'], RegExp]>([
    [
      'media_unreachable',
      '/gone.png',
      null,
      /fetched: The server answered HTTP 404\. Give a public/u,
    ],
    [
      'media_unreachable',
      'http://user:x@media.example/',
      null,
      /user name or password: remove it/u,
    ],
    ['media_unreachable', 'http://169.254.169.254/', null, /not on the public internet/u],
    ['media_unreachable', 'https://', null, /not a valid absolute/u],
    ['media_invalid', '/page.html', 'image', /is in no known format: it must be image \(jpeg/u],
    [
      'media_invalid',
      '/small.png',
      null,
      /is 100 x 400 pixels; each side must have 300 to 6000\./u,
    ],
    ['media_invalid', '/a.png', 'video', /is an image, where a video is expected\./u],
    ['media_invalid', '/c.mp4', 'image', /is a video, where an image is expected\./u],
    ['media_invalid', '/c.mp4', 'audio', /is a video, where an audio file is expected\./u],
    ['media_invalid', '/d.wav', 'image', /is an audio file, where an image is expected\./u],
    ['media_invalid', 'data:image/png;base64,!', null, /not valid base64/u],
    ['media_invalid', 'data:image/png;base64,QUJD', null, /is in no known format/u],
    ['media_invalid', 'data:video/mp4;base64,QUJD', 'video', /give videos as https URLs/u],
    [
      'media_invalid',
      'asset://abc',
      null,
      /must be an http\(s\) URL, a data URL or asset:\/\/<id>\./u,
    ],
    ['media_invalid', '', null, /must be an http\(s\) URL, a data URL or asset:\/\/<id>\./u],
    ['media_invalid', 'ftp://media.example/a.png', null, /must be an http\(s\) URL/u],
  ])('%s for %s as %s', async (code, url, kind, words) => {
    const problem = await problemOf(take([ask('/b.jpg'), ask(url, kind, 'content[1].url')]));
    expect(problem).toMatchObject({ code, field: 'content[1].url' });
    expect(problem.message).toMatch(/^content\[1\]\.url /u);
    expect(problem.message).toMatch(words);
    expect(await storedFiles()).toEqual([]);
  });

  test('for a file larger than its kind may be', async () => {
    const limits = { ...mediaLimits, image: { ...mediaLimits.image, bytesMax: 2000 } };
    const problem = await problemOf(take([ask('/b.jpg', 'image')], { limits }));
    expect(problem).toMatchObject({ code: 'media_invalid', field: 'media/b.jpg' });
    expect(problem.message).toMatch(/^media\/b\.jpg is larger than .* MB\.$/u);
  });

  test('for the first field where the same bad URL stands twice', async () => {
    const asks = [ask('/gone.png', null, 'first'), ask('/gone.png', null, 'second')];
    expect(await problemOf(take(asks))).toMatchObject({ field: 'first' });
  });

  test('at once: other downloads are given up', async () => {
    const hungUp = Promise.withResolvers<undefined>();
    answer = (request, response) => {
      if (request.url === '/gone.png') {
        response.writeHead(404).end();
        return;
      }
      response.on('close', () => {
        hungUp.resolve(undefined);
      });
      response.write('never ends');
    };
    const startMs = performance.now();
    const problem = await problemOf(take([ask('/slow.png'), ask('/gone.png')]));
    expect(performance.now() - startMs).toBeLessThan(5_000);
    expect(problem).toMatchObject({ code: 'media_unreachable', field: 'media/gone.png' });
    await hungUp.promise;
  });
});

describe('the time of a request is bounded', () => {
  test('where a server does not answer', async () => {
    answer = () => undefined;
    const problem = await problemOf(take([ask('/slow.png')], { withinMs: 500 }));
    expect(problem).toMatchObject({ code: 'media_unreachable', field: 'media/slow.png' });
    expect(problem.message).toContain('did not answer in time');
  });

  test('where there is no room: that is ours, and worth another try', async () => {
    const gate = createGate({ places: 1, placesPerOwner: 1, weight: 1, weightPerOwner: 1 });
    await gate.enter('another', 1, new AbortController().signal);
    for (const { room, withinMs } of [
      { room: { ...createIntakeRoom(), downloads: gate }, withinMs: 300 },
      // It is fetched within this time.
      { room: { ...createIntakeRoom(), probes: gate }, withinMs: 1_000 },
    ]) {
      deps = { ...deps, room };
      const problem = await problemOf(take([ask('/a.png')], { withinMs }));
      expect(problem).toMatchObject({ code: 'overloaded', retryAfterSeconds: 5 });
    }
  });

  test('and ends when the caller gives up, with the reason of the caller', async () => {
    const stop = new AbortController();
    const reason = new Error('the client has gone');
    answer = () => {
      stop.abort(reason);
    };
    await expect(take([ask('/a.png')], { signal: stop.signal })).rejects.toBe(reason);
    await expect(take([ask('/a.png')], { signal: stop.signal })).rejects.toBe(reason);
  });
});

test('a file for whose measuring our own queue left too little time is not at fault', async () => {
  const tooSlow = () => Promise.resolve([{ refusal: faults.timeout }]);
  deps = { ...deps, measure: tooSlow };
  const problem = await problemOf(take([ask('/a.png')], { withinMs: 3_000 }));
  expect(problem).toMatchObject({ code: 'overloaded', retryAfterSeconds: 5 });
  expect(await problemOf(take([ask('/a.png')], { withinMs: 60_000 }))).toMatchObject({
    code: 'media_invalid',
    message: 'media/a.png takes too long to read.',
  });
});

describe('one account among many', () => {
  test('takes no more than its share of downloads', async () => {
    let here = 0;
    const waiting: ServerResponse[] = [];
    answer = (request, response) => {
      here += 1;
      if (request.url === '/b.jpg') response.end(files['/b.jpg']);
      else waiting.push(response);
    };
    const greedy = Array.from({ length: 40 }, (_, index) => ask(`/slow-${String(index)}.png`));
    const stop = new AbortController();
    const work = take(greedy, { accountId: 'acc_greedy', signal: stop.signal });
    work.catch(() => undefined);
    expect(await take([ask('/b.jpg')], { accountId: 'acc_modest' })).toHaveLength(1);
    expect(here).toBeLessThanOrEqual(13);
    stop.abort(new Error('enough'));
    await expect(work).rejects.toThrow('enough');
    expect(waiting.length).toBeGreaterThan(0);
  });

  test('gives its room back, also after refusals', async () => {
    const one = createGate({ places: 1, placesPerOwner: 1, weight: 1, weightPerOwner: 1 });
    deps = { ...deps, room: { downloads: one, probes: one }, measure: measureFiles };
    await problemOf(take([ask('/gone.png')]));
    await problemOf(take([ask('/page.html')]));
    expect(await take([ask('/a.png')])).toHaveLength(1);
  });
});

test('an error of our own disk is no problem of the customer', async () => {
  const { store } = deps;
  deps = { ...deps, store: { ...store, temporaryPath: () => join(dir, 'no', 'such', 'folder') } };
  await expect(take([ask('/a.png')])).rejects.toMatchObject({ kind: 'broken' });
});
