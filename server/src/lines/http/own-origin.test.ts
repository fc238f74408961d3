import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { newapiRows, newapiTaskId, newapiVideos } from '../../dialects/testing/newapi-answers.ts';
import { createGuardedFetch, type GuardedFetch } from '../../media/fetch.ts';
import { openDiskStore, type MediaStore } from '../../media/store/store.ts';
import { startWeb, type WebServer } from '../../media/testing/network.ts';
import { writeClip } from '../../studio/testing/media.ts';
import { studioQueue } from '../../work/queues.ts';
import {
  addCustomer,
  dialectNamed,
  openTaskFixture,
  order,
  type TaskFixture,
} from '../../tasks/testing/fixture.ts';
import { callKey } from './client.ts';
import { dispatch } from '../../making/dispatch.ts';
import { follow } from '../../making/follow.ts';
import { createHttpLine } from './http-line.ts';
import { lineFetch, type LineFetch } from './line-fetch.ts';
import type { Line } from '../book/line.ts';
import { collectDue } from '../../making/testing/collect-due.ts';
import { lineParts } from '../../making/testing/line-parts.ts';

/** Results that stand at the line's own address are fetched with its key, and nothing else is. */

const secret = 'sk-line/5ecret';
let folder: string;
let film: Buffer;
let picture: Buffer;
let upstream: WebServer;
let elsewhere: WebServer;
/** By method and path; whoever comes there without the key is not let in. */
let answers: Record<string, string | Buffer>;
let asked: string[];
/** With which keys somebody came to another address. */
let foreignKeys: (string | undefined)[];

let fixture: TaskFixture;
let store: MediaStore;
let common: GuardedFetch;
let fetch: LineFetch;

beforeAll(async () => {
  fixture = await openTaskFixture();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-own-origin-'));
  await writeClip(join(folder, 'film.mp4'), ['#e00000', '#0000e0'], 12);
  film = await readFile(join(folder, 'film.mp4'));
  const raw = { width: 64, height: 36, channels: 3 as const };
  picture = await sharp(Buffer.alloc(64 * 36 * 3, 200), { raw })
    .png()
    .toBuffer();
  upstream = await startWeb(serve);
  elsewhere = await startWeb(({ headers }, response) => {
    foreignKeys.push(headers.authorization);
    response.end(film);
  });
});
afterAll(async () => {
  await Promise.all([upstream.close(), elsewhere.close()]);
  await fixture.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  answers = {};
  asked = [];
  foreignKeys = [];
  store = await openDiskStore(await mkdtemp(join(folder, 'media-')));
  common = createGuardedFetch({ allowPrivateHosts: true });
});
afterEach(async () => {
  await fetch.close();
  await common.close();
  await fixture.empty();
});

function serve({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(url, 'http://upstream');
  const call = `${method} ${pathname}`;
  asked.push(call);
  const answer = answers[call];
  const isKnown = headers.authorization === `Bearer ${secret}`;
  if (!isKnown) response.writeHead(401).end('{"error":{"message":"Invalid token","code":""}}');
  else if (answer === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
}

const baseOf = ({ port }: WebServer): string => `http://127.0.0.1:${String(port)}`;

/** One task, sent to a line that speaks a dialect and followed to its end; resolves with its id. */
async function made(name: string, asking: { returnLastFrame?: boolean } = {}): Promise<string> {
  const dialect = dialectNamed(name);
  const line = {
    id: 'line_1',
    name: 'up',
    dialect: name,
    baseUrl: baseOf(upstream),
    models: [{ family: 'seedance-2.0', upstreamName: 'm', tasksMax: null, cost: null }],
    callbacks: false,
    resendLost: false,
    allowPrivateHost: true,
    // The rest of a line plays no part here.
  } as unknown as Line;
  fetch = lineFetch(line, common, callKey({ dialect, secret }));
  const driver = createHttpLine({
    line,
    dialect,
    secret,
    fetch,
    mayCall: () => Promise.resolve(true),
    takeNow: (_kind, taken) => Promise.resolve({ taken, waitSeconds: 0, apartSeconds: 0 }),
    isTaken: () => Promise.resolve(false),
    acceptedBefore: () => Promise.resolve([]),
    mediaUrl: () => '',
    callbackUrl: () => null,
    trouble: () => undefined,
    log: pino({ level: 'silent' }),
  });
  const parts = { ...lineParts(fixture, driver, store), fetch };
  const who = await addCustomer(fixture, 1_000);
  const { id } = (await fixture.submit(who, order({ seconds: 7 }))).row;
  const { general } = fixture.database;
  await general.query('update tasks set request = request || $2 where id = $1', [id, asking]);
  await dispatch(parts, studioQueue, 1);
  await general.query("update work set due_at = now() where step = 'follow'");
  await follow(parts, { queue: driver.queue, most: 1, queueOf: () => studioQueue });
  await collectDue(parts);
  return id;
}

async function told(id: string) {
  const { rows } = await fixture.database.general.query<{
    state: string;
    output: { seconds: number; files: { videoBytes: number; lastFrame: string | null } | null };
    outcome: string;
  }>(
    `select t.state, t.output, a.outcome::text as outcome
       from tasks t join attempts a on a.task_id = t.id where t.id = $1`,
    [id],
  );
  return rows[0];
}

test('a film that New-API hands out itself', async () => {
  const content = `/v1/videos/${newapiTaskId}/content`;
  answers = {
    'POST /v1/video/generations': newapiVideos.created,
    [`GET /v1/video/generations/${newapiTaskId}`]: newapiRows.ofVideoChannel.replace(
      'https://newapi.example',
      baseOf(upstream),
    ),
    [`GET ${content}`]: film,
  };
  const task = await told(await made('newapi'));
  expect(task).toMatchObject({
    state: 'succeeded',
    output: { seconds: 7, files: { videoBytes: film.length } },
  });
  // The address is kept, and the key is not.
  expect(task?.outcome).toContain(content);
  expect(task?.outcome).not.toContain('5ecret');
});

const arkTasks = '/api/v3/contents/generations/tasks';
const arkSays = (video_url: string, last_frame_url: string) =>
  JSON.stringify({
    id: 'cgt-1',
    status: 'succeeded',
    content: { video_url, last_frame_url },
    duration: 7,
  });

test('a film and its last frame', async () => {
  answers = {
    [`POST ${arkTasks}`]: '{"id":"cgt-1"}',
    [`GET ${arkTasks}/cgt-1`]: arkSays(
      `${baseOf(upstream)}/film.mp4`,
      `${baseOf(upstream)}/last.png`,
    ),
    'GET /film.mp4': film,
    'GET /last.png': picture,
  };
  const task = await told(await made('ark', { returnLastFrame: true }));
  expect(task?.output.files?.videoBytes).toBe(film.length);
  const lastFrame = await store.open(task?.output.files?.lastFrame ?? '');
  expect(await readFile(lastFrame?.path ?? '')).toEqual(picture);
  expect(asked.slice(-2)).toEqual(['GET /film.mp4', 'GET /last.png']);
});

test('a film of an engine that names no address', async () => {
  answers = {
    'POST /v1/videos': '{"id":"v1","status":"queued"}',
    'GET /v1/videos/v1': '{"id":"v1","status":"completed","seconds":"7"}',
    'GET /v1/videos/v1/content': film,
  };
  const task = await told(await made('openai'));
  expect(task?.output.files?.videoBytes).toBe(film.length);
  expect(task?.outcome).not.toContain('5ecret');
});

test('but not a film elsewhere, at another port of the same host', async () => {
  answers = {
    [`POST ${arkTasks}`]: '{"id":"cgt-1"}',
    [`GET ${arkTasks}/cgt-1`]: arkSays(`${baseOf(elsewhere)}/film.mp4`, ''),
  };
  const task = await told(await made('ark'));
  expect(task?.output.files?.videoBytes).toBe(film.length);
  expect(foreignKeys).toEqual([undefined]);
});
