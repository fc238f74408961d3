import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { inspectVideo } from '../../src/media/testing/inspect.ts';
import { beside } from '../harness/database.ts';
import { addCustomer } from '../chaos/customers.ts';
import { run } from '../commands/run.ts';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** A client moves: its tasks were made at the former platform, its base URL is the new one's from now on. */
let former: TestServer;
let ours: TestServer;
/** Of an account that comes from nowhere. */
let strangerKey: string;

beforeAll(async () => {
  [former, ours] = await Promise.all([
    startServer(),
    startServer({ env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true', FILMGATE_STUDIO_WORKERS: '0' } }),
  ]);
  strangerKey = await newAccount('stranger');
});
afterAll(() => Promise.all([former.remove(), ours.remove()]));

async function newAccount(name: string): Promise<string> {
  return (await beside(ours, (database) => addCustomer(database, 0, name))).keys.live;
}

async function formers(args: readonly string[], input?: string): Promise<void> {
  const { env } = ours;
  const ran = await run(['accounts', 'former', ...args], { env, input });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout).not.toContain(former.first.liveKey);
}

/** With the key on standard input. */
function comeFrom(account: string, dialect: string): Promise<void> {
  const place = ['--dialect', dialect, '--base-url', former.url, '--allow-private-host'];
  return formers(['add', '--account', account, ...place], former.first.liveKey);
}

const text = [{ type: 'text', text: 'a lighthouse at dusk, the camera circles it' }];
const native = { content: text, resolution: '480p', ratio: '16:9', duration: 4 };

interface Client {
  dialect: string;
  create: { path: string; body: object };
  /** Where a task is read. */
  taskPath(id: string): string;
  id(body: unknown): string;
  status(body: unknown): string;
  done: string;
  /** Where the film is; null where it is asked for by the task's id. */
  videoUrl(body: unknown): string | null;
}

const textAt = (body: unknown, ...path: string[]): string => {
  const found = path.reduce<unknown>((value, key) => Reflect.get(Object(value), key), body);
  return z.string().parse(found);
};

const clients: readonly Client[] = [
  {
    dialect: 'ark',
    create: {
      path: '/api/v3/contents/generations/tasks',
      body: { ...native, model: 'doubao-seedance-2-0-260128' },
    },
    taskPath: (id) => `/api/v3/contents/generations/tasks/${id}`,
    id: (body) => textAt(body, 'id'),
    status: (body) => textAt(body, 'status'),
    done: 'succeeded',
    videoUrl: (body) => textAt(body, 'content', 'video_url'),
  },
  {
    dialect: 'hmtm',
    create: {
      path: '/api/open/v1/generations',
      body: { ...native, abilityId: 'cme_doubao_seedance_2_0' },
    },
    taskPath: (id) => `/api/open/v1/tasks/${id}`,
    id: (body) => textAt(body, 'taskId'),
    status: (body) => textAt(body, 'status'),
    done: 'succeeded',
    videoUrl: (body) => textAt(body, 'output', 'videoUrl'),
  },
  {
    // Its task is read where OpenAI's are, too.
    dialect: 'threehei',
    create: { path: '/v1/videos', body: { ...native, model: 'doubao-seedance-2-0' } },
    taskPath: (id) => `/v1/videos/${id}`,
    id: (body) => textAt(body, 'id'),
    status: (body) => textAt(body, 'status'),
    done: 'succeeded',
    videoUrl: (body) => textAt(body, 'content', 'video_url'),
  },
  {
    dialect: 'openai',
    create: {
      path: '/v1/videos',
      body: {
        model: 'sora-2',
        prompt: text[0]?.text,
        seconds: '4',
        resolution: '480p',
        ratio: '16:9',
      },
    },
    taskPath: (id) => `/v1/videos/${id}`,
    id: (body) => textAt(body, 'id'),
    status: (body) => textAt(body, 'status'),
    done: 'completed',
    videoUrl: () => null,
  },
];

/** Submitted at the former platform. */
async function submit({ create, id }: Client): Promise<string> {
  const { liveKey: key } = former.first;
  const made = await call(former, 'POST', create.path, { key, body: create.body });
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  return id(made.body);
}

async function expectFilm(bytes: ArrayBuffer, id: string): Promise<void> {
  const path = join(ours.dataDirectory, `${id}.mp4`);
  await writeFile(path, Buffer.from(bytes));
  expect(await inspectVideo(path)).toMatchObject({ width: 864, height: 496, frames: 97 });
}

describe.each(clients)('a client of $dialect', (client) => {
  test('changes its base URL and gets what was in flight, and nobody else does', async () => {
    const { dialect } = client;
    const account = `from ${dialect}`;
    const key = await newAccount(account);
    const id = await submit(client);
    const path = client.taskPath(id);
    const missing = await read(client.taskPath('no-such-task'), key);
    expect([missing.status, await read(path, key)]).toEqual([404, missing]);

    await comeFrom(account, dialect);
    const first = await call(ours, 'GET', path, { key });
    expect(first).toMatchObject({ status: 200 });
    expect(client.status(first.body)).not.toBe(client.done);
    expect(await read(path, strangerKey)).toEqual(missing);

    const { body } = await until(
      () => call(ours, 'GET', path, { key }),
      (seen) => client.status(seen.body) === client.done,
      240_000,
    );
    const there = await call(former, 'GET', path, { key: former.first.liveKey });
    expect(withoutSignatures(body)).toEqual(withoutSignatures(there.body));
    const url = client.videoUrl(body);
    if (url === null) await expectContent(id, key);
    else await expectFilm(await (await fetch(url)).arrayBuffer(), id);

    expect(await read(path, strangerKey)).toEqual(missing);
    await formers(['remove', '--account', account, '--dialect', dialect]);
    expect(await read(path, key)).toEqual(missing);
  });
});

/** Without the headers, of which some differ between any two answers. */
async function read(path: string, key: string): Promise<{ status: number; body: unknown }> {
  const { status, body } = await call(ours, 'GET', path, { key });
  return { status, body };
}

/** Links are signed anew for every reader. */
function withoutSignatures(body: unknown): string {
  return JSON.stringify(body).replaceAll(/\/media\/[^"]+/gu, '/media/');
}

/** The film by the task's id: from our copy, with ranges, to whoever has the account's key. */
async function expectContent(id: string, key: string): Promise<void> {
  const place = `${ours.url}/v1/videos/${id}/content`;
  const authorization = `Bearer ${key}`;
  const film = await fetch(place, { headers: { authorization } });
  expect([film.status, film.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  await expectFilm(await film.arrayBuffer(), id);
  const part = await fetch(place, { headers: { authorization, range: 'bytes=4-7' } });
  expect([part.status, await part.text()]).toEqual([206, 'ftyp']);
  const foreign = await fetch(place, { headers: { authorization: `Bearer ${strangerKey}` } });
  expect(foreign.status).toBe(404);
}

test('without a key of its own an account reads what is listed for it, by the line, and nothing else', async () => {
  const [client] = clients;
  if (!client) throw new Error('there are clients');
  const [listed, other] = [await submit(client), await submit(client)];
  const { env } = ours;
  const place = ['--preset', 'filmgate', '--base-url', former.url, '--allow-private-host'];
  const added = await run(['lines', 'add', '--name', 'up', ...place], {
    env,
    input: former.first.liveKey,
  });
  expect(added).toMatchObject({ code: 0 });
  const key = await newAccount('listed');
  const file = join(ours.dataDirectory, 'ids.txt');
  await writeFile(file, `${listed}\r\n\n`);
  await formers(['add', '--account', 'listed', '--line', 'up', '--no-secret', '--ids', file]);
  const statusOf = async (id: string) =>
    (await call(ours, 'GET', client.taskPath(id), { key })).status;
  await until(
    () => statusOf(listed),
    (status) => status === 200,
    10_000,
  );
  expect(await statusOf(other)).toBe(404);
});

test('a former platform that is down is told as such, and never as a missing task', async () => {
  const [client] = clients;
  if (!client) throw new Error('there are clients');
  const key = await newAccount('patient');
  const id = await submit(client);
  await comeFrom('patient', client.dialect);
  await former.stop();
  const down = await call(ours, 'GET', client.taskPath(id), { key });
  expect([down.status, down.headers.get('retry-after')]).toEqual([503, '5']);
  await former.start();
  expect(await call(ours, 'GET', client.taskPath(id), { key })).toMatchObject({ status: 200 });
});
