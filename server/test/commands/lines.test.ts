import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { countUnderWay } from '../../src/lines/book/store.ts';
import { beside } from '../harness/database.ts';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { run, type Ran } from './run.ts';

/** The life of a line, from its adding to its removal, with an upstream that speaks Ark. */

const secret = 'sk-first-5ecret';
const nextSecret = 'sk-next-5ecret';
const root = '/api/v3/contents/generations/tasks';

let server: TestServer;
let upstream: Server;
let upstreamUrl: string;
let accepted: string;
/** Of every task there. */
let status: 'running' | 'failed';
const told: string[] = [];

beforeAll(async () => {
  accepted = secret;
  status = 'running';
  upstream = createServer((request, response) => {
    const key = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const say = (httpStatus: number, body: object): void => {
      response.writeHead(httpStatus, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const task = { id: 'cgt-1', status, error: { code: 'InternalServiceError', message: 'no' } };
    if (key !== accepted) {
      say(401, { error: { code: 'AuthenticationError', message: `The API key ${key} is wrong` } });
    } else if (request.method === 'POST') say(200, { id: 'cgt-1' });
    else if (request.url?.startsWith(`${root}/`)) say(200, task);
    else say(200, { total: 0, items: [] });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  upstreamUrl = `http://127.0.0.1:${String((upstream.address() as AddressInfo).port)}`;
  server = await startServer();
});
afterAll(async () => {
  await server.remove();
  upstream.closeAllConnections();
  upstream.close();
});

async function lines(args: readonly string[], input?: string): Promise<Ran> {
  const { env } = server;
  const more = { UPSTREAM_KEY: accepted, FILMGATE_LOG_LEVEL: 'debug' };
  const ran = await run(['lines', ...args], { env: { ...env, ...more }, input });
  told.push(ran.stdout, ran.stderr);
  return ran;
}

const listed = z.object({
  lines: z.array(
    z.object({ name: z.string(), state: z.string(), inFlight: z.int(), uncollected: z.int() }),
  ),
});

async function list() {
  const { stdout } = await lines(['list', '--json']);
  return listed.parse(JSON.parse(stdout)).lines;
}

const add = (...more: string[]) => ['add', '--name', 'up', '--preset', 'filmgate', ...more];

test('a line leads to a host of our own network only where it may', async () => {
  const refused = await lines(add('--base-url', upstreamUrl), secret);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--allow-private-host'),
  });
});

test('a line is added with its key on standard input, and once under its name', async () => {
  const args = add('--base-url', `${upstreamUrl}/api/v3`, '--allow-private-host');
  expect(await lines(args, '')).toMatchObject({ code: 1, stderr: expect.stringMatching(/empty/) });
  expect(await lines(args, `${secret}\n`)).toMatchObject({ code: 0, stderr: '' });
  expect(await lines(args, secret)).toMatchObject({
    code: 1,
    stderr: '--name: a line named "up" stands already\n',
  });
  expect(await list()).toEqual([{ name: 'up', state: 'open', inFlight: 0, uncollected: 0 }]);
});

test('the test of a line says what it finds, and its exit code as well', async () => {
  expect(await lines(['test', 'up'])).toMatchObject({
    code: 0,
    stdout: 'up: It answers as Volcengine Ark does.\n',
  });
  accepted = nextSecret;
  const { code, stdout } = await lines(['test', 'up']);
  expect({ code, stdout }).toEqual({
    code: 1,
    stdout: expect.stringMatching(/refuses the key .*The API key \[secret\] is wrong/),
  });
  accepted = secret;
});

test('with a task in flight it is neither removed nor led to another account', async () => {
  await until(
    () => submit(),
    (code) => code === 200,
  );
  await until(underWay, (count) => count === 1);
  expect(await list()).toMatchObject([{ state: 'open', inFlight: 1 }]);
  const removal = await lines(['remove', 'up']);
  expect(removal).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^up has 1 task in flight: run "filmgate lines drain up"/),
  });
  await lines(['drain', 'up']);
  expect(await list()).toMatchObject([{ state: 'draining', inFlight: 1 }]);
  expect(await lines(['key', 'up', '--secret-env', 'UPSTREAM_KEY'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--same-account'),
  });
  status = 'failed';
  await until(underWay, (count) => count === 0);
  expect(await list()).toMatchObject([{ state: 'drained', inFlight: 0 }]);
});

test('drained it takes a new key, and tasks again', async () => {
  accepted = nextSecret;
  expect(await lines(['key', 'up', '--secret-env', 'UPSTREAM_KEY'])).toMatchObject({ code: 0 });
  expect(await lines(['test', 'up'])).toMatchObject({ code: 0 });
  expect(await lines(['drain', 'up', '--undo'])).toMatchObject({ code: 0 });
  expect(await list()).toMatchObject([{ state: 'open' }]);
});

test('a file adds and changes lines, and changes nothing the second time', async () => {
  const path = join(server.dataDirectory, 'lines.yaml');
  const access = `preset: filmgate, baseUrl: "${upstreamUrl}", allowPrivateHost: true`;
  await writeFile(
    path,
    `lines:
  - { name: up, ${access}, weight: 5, secretEnv: UPSTREAM_KEY }
  - { name: further, ${access}, enabled: false, secretEnv: UPSTREAM_KEY }
`,
  );
  expect(await lines(['import', path])).toMatchObject({
    code: 0,
    stdout: 'Added further. Changed up.\n',
  });
  expect(await lines(['import', path])).toMatchObject({
    code: 0,
    stdout: 'As before: up, further.\n',
  });
  expect((await list()).map(({ name, state }) => [name, state])).toEqual([
    ['further', 'off'],
    ['up', 'open'],
  ]);
  await writeFile(
    path,
    `lines:\n  - { name: up, ${access}, secretEnv: ${secret.replaceAll('-', '_')} }\n`,
  );
  expect(await lines(['import', path])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('names no environment variable that is set'),
  });
});

test('lines are removed with their keys', async () => {
  expect(await lines(['remove', 'up'])).toMatchObject({ code: 0 });
  expect(await lines(['remove', 'further'])).toMatchObject({ code: 0 });
  expect(await list()).toEqual([]);
  expect(await lines(['remove', 'up'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no line "up"'),
  });
});

test('no key was ever shown, or written to a log', () => {
  const all = [...told, server.log()].join('\n');
  expect(all).toContain('refuses the key');
  expect(all).not.toContain('5ecret');
});

/** How many lines have something under way. */
async function underWay(): Promise<number> {
  return (await beside(server, countUnderWay)).size;
}

/** Resolves with the HTTP status. */
async function submit(): Promise<number> {
  const { status: httpStatus } = await call(server, 'POST', root, {
    key: server.first.liveKey,
    body: {
      model: 'doubao-seedance-2-0-260128',
      content: [{ type: 'text', text: 'a river' }],
    },
  });
  return httpStatus;
}
