import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { dialects } from '../../src/dialects/index.ts';
import { inspectVideo } from '../../src/media/testing/inspect.ts';
import { call, until } from '../harness/api.ts';
import type { TestServer } from '../harness/server.ts';
import { openPlace, type Place } from './place.ts';

/** Tasks from the operator's side, beside a server that their customers talk to. */

let place: Place;
let server: TestServer;
let submitted: string[];

const page = z.strictObject({
  tasks: z.array(z.looseObject({ id: z.string(), state: z.string(), createdAt: z.string() })),
  next: z.string().nullable(),
});

/** In the sandbox, and so long that it is certainly not done. */
async function submit(): Promise<string> {
  const { body } = await call(server, 'POST', '/api/open/v1/video/generations', {
    key: server.first.testKey,
    body: { model: 'seedance-2.0', prompt: '[[delay:600s]] A kite' },
  });
  return z.object({ requestId: z.string() }).parse(body).requestId;
}

async function list(...args: string[]) {
  const { code, answer } = await place.runJson(['tasks', 'list', '--account', 'demo', ...args]);
  expect(code).toBe(0);
  return page.parse(answer);
}

beforeAll(async () => {
  place = await openPlace('beside a running server', { database: 'embedded' });
  if (!place.server) throw new Error('the place has no server');
  server = place.server;
  submitted = [await submit(), await submit(), await submit()];
});

afterAll(async () => {
  await place.remove();
});

test('pages hold every task once, the newest first', async () => {
  const first = await list('--limit', '2');
  expect(first.tasks.map(({ id }) => id)).toEqual([submitted[2], submitted[1]]);
  const second = await list('--limit', '2', '--after', String(first.next));
  expect(second).toMatchObject({ tasks: [{ id: submitted[0] }], next: null });
  const inWords = await place.run(['tasks', 'list', '--account', 'demo', '--limit', '1']);
  expect(inWords.stdout.split('\n')).toEqual([
    expect.stringMatching(/^TASK +STATE +MODEL +CREDITS +KEY +CREATED +FINISHED$/),
    expect.stringMatching(
      `^${String(submitted[2])} .* seedance-2.0 \\(test\\) +0 +demo …\\w{4} .* -$`,
    ),
    `More with --after ${String((await list('--limit', '1')).next)}`,
    '',
  ]);
});

test.each([
  [['list', '--account', 'demo', '--after', 'x'], '--after names no task'],
  [['list', '--account', 'demo', '--limit', '0'], 'from 1 to 500'],
  [['list', '--account', 'nobody'], '--account: there is no account "nobody"'],
  [['show', 'req_none'], 'There is no task "req_none"'],
  [['cancel', 'req_none'], 'There is no task "req_none"'],
])('tasks %j is refused in words', async (args, words) => {
  const { code, answer } = await place.runJson(['tasks', ...args]);
  expect(code).toBe(1);
  expect(z.strictObject({ error: z.string() }).parse(answer).error).toContain(words);
});

test('a task is cancelled once, for the customer as well', async () => {
  const [id = ''] = submitted;
  await until(
    () => call(server, 'GET', `/platform/v1/tasks/${id}`, { key: server.first.testKey }),
    ({ body }) => z.object({ state: z.string() }).parse(body).state === 'running',
  );
  const cancelled = { code: 0, answer: { id, state: 'cancelled' } };
  expect(await place.runJson(['tasks', 'cancel', id])).toMatchObject(cancelled);
  expect(await place.runJson(['tasks', 'cancel', id])).toMatchObject(cancelled);
  const path = `/api/open/v1/video/generations/${id}`;
  expect(await call(server, 'GET', path, { key: server.first.testKey })).toMatchObject({
    status: 200,
    body: { status: 'cancelled' },
  });
});

test('the server renders what is generated beside it, and every dialect shows it', async () => {
  const order = ['A kite', '-o', 'kite.mp4', '--resolution', '480p', '--seconds', '4'];
  const env = { FILMGATE_LOG_LEVEL: 'debug' };
  const { code, stdout, stderr } = await place.start(['generate', ...order, '--json'], env).ended;
  expect(code).toBe(0);
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(stdout));
  expect(stderr).not.toContain('studio: rendered');
  expect(server.log()).toMatch(new RegExp(`"taskId":"${id}".*"studio: rendered"`));

  for (const dialect of dialects) {
    const get = dialect.operations.find(({ does }) => does === 'get');
    const path = `/d/${dialect.name}${String(get?.path).replace(/\{\w+\}/, id)}`;
    const { status, body } = await call(server, 'GET', path, { key: server.first.liveKey });
    expect(status, dialect.name).toBe(200);
    const told = get?.answers.decode(body);
    expect(told, dialect.name).toMatchObject({ id, state: 'succeeded' });
  }

  const { answer } = await place.runJson(['tasks', 'show', id]);
  expect(answer).toMatchObject({
    ...{ id, state: 'succeeded', mode: 'live', creditsQuoted: 16, creditsCharged: 16, error: null },
    output: { width: 864, height: 496, videoUrl: expect.stringMatching(`/${id}\\.mp4$`) },
  });
  const inWords = await place.run(['tasks', 'show', id]);
  expect(inWords.stdout).toMatch(/^state +succeeded$/m);
  expect(inWords.stdout).toMatch(/^width +864$/m);
  expect(inWords.stdout).toMatch(/^credits +charged 16$/m);
  expect(inWords.stdout).toMatch(/^key +made on the command line$/m);
  const tooLate = await place.runJson(['tasks', 'cancel', id]);
  expect(tooLate).toMatchObject({
    code: 1,
    answer: { error: 'The task cannot be cancelled any more: it is succeeded.' },
  });
});

test('a task that its customer has deleted keeps its line and its charge', async () => {
  const { tasks } = await list();
  const film = tasks.find(({ state }) => state === 'succeeded');
  const path = `/d/ark/api/v3/contents/generations/tasks/${String(film?.id)}`;
  expect(await call(server, 'DELETE', path, { key: server.first.liveKey })).toMatchObject({
    status: 200,
  });
  const after = (await list()).tasks.find(({ id }) => id === film?.id);
  expect(after).toMatchObject({ creditsCharged: 16, deletedAt: expect.any(String) });
  const { stdout } = await place.run(['tasks', 'show', String(film?.id)]);
  expect(stdout).toMatch(/^deletedAt +\d{4}-/m);
  expect(stdout).toMatch(/^credits +charged 16$/m);
});

test('a server that stops takes no video along: the command goes on without it', async () => {
  const order = ['A long river', '-o', 'river.mp4', '--resolution', '480p', '--seconds', '8'];
  const running = place.start(['generate', ...order]);
  await until(
    () => Promise.resolve(running.stderr()),
    (text) => text.includes('rendering'),
  );
  await server.stop();
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/river\.mp4: 8 s of 864 x 496 for 32 credits/);
  const film = await inspectVideo(join(place.folder, 'river.mp4'));
  expect(film).toMatchObject({ width: 864, height: 496, frames: 8 * 24 + 1 });
});
