import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addLine } from '../../src/lines/book/store.ts';
import type { Database } from '../../src/postgres/database.ts';
import { deriveKey, loadOrMakeSecret } from '../../src/boot/secret.ts';
import { call, until } from '../harness/api.ts';
import { openServerDatabase } from '../harness/database.ts';
import { command, startServer, type TestServer } from '../harness/server.ts';

/** A line that stops nothing, lists nothing, and sometimes hangs up: whatever it does, tasks end. */

let server: TestServer;
let upstream: Server;
let database: Database;
/** What the line was asked, and what it says of its tasks. */
let asked: string[];
let status: 'running' | 'succeeded';
let hangsUp: boolean;
let made: number;

const ink = '/api/open/v1/video/generations';

beforeAll(async () => {
  [asked, status, hangsUp, made] = [[], 'running', false, 0];
  upstream = createServer((request, response) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${url}`);
    request.resume();
    if (method === 'POST' && hangsUp) {
      response.destroy();
      return;
    }
    const taskId = method === 'POST' ? `up-${String(++made)}` : url.split('/').at(-1);
    const output = { videoUrl: 'http://127.0.0.1:1/film.mp4' };
    const now = status === 'running' ? { status, output: null } : { status, output };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ taskId, createdAt: new Date().toISOString(), ...now }));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  server = await startServer({
    database: 'embedded',
    env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true', FILMGATE_STUDIO_WORKERS: '0' },
  });
  database = await openServerDatabase(server);
  // It listens at a port.
  const { port } = upstream.address() as AddressInfo;
  await addLine(database, deriveKey(loadOrMakeSecret(server.dataDirectory), 'line secrets'), {
    name: 'stubborn',
    dialect: 'hmtm',
    baseUrl: `http://127.0.0.1:${String(port)}`,
    secret: 'any',
    models: [
      {
        family: 'seedance-2.0',
        upstreamName: 'm',
        tasksMax: 10,
        cost: { per: 'second', of: 'output', rates: { '720p': '0.1 USD' } },
      },
    ],
    priority: 0,
    weight: 1,
    callRates: { create: 10, get: 50, list: 1, cancel: 1 },
    callbacks: false,
    allowPrivateHost: true,
  });
  await server.stop();
  await database.close();
  await server.start();
  database = await openServerDatabase(server);
});
afterAll(async () => {
  await database.close();
  await server.remove();
  upstream.closeAllConnections();
  upstream.close();
});

const key = () => server.first.liveKey;

interface Told {
  requestId: string;
  status: string;
  error: { message: string } | null;
}

async function submit(): Promise<string> {
  const body = { model: 'seedance-2.0', prompt: 'a lake at dawn', duration: 5, resolution: '720p' };
  const { body: told } = await call(server, 'POST', ink, { key: key(), body });
  return (told as Told).requestId;
}

async function read(id: string): Promise<Told> {
  const { body } = await call(server, 'GET', `${ink}/${id}`, { key: key() });
  return body as Told;
}

const attemptOf = async (id: string) => {
  const { rows } = await database.general.query<{ state: string; upstream_id: string | null }>(
    'select state, upstream_id from attempts where task_id = $1',
    [id],
  );
  return rows[0];
};

/** With the line, which has answered for it. */
async function running(): Promise<string> {
  const id = await submit();
  await until(
    () => attemptOf(id),
    (attempt) => attempt?.upstream_id !== undefined && attempt.upstream_id !== null,
  );
  return id;
}

const show = async (...args: string[]) => (await command(server, args)).answer;

test('a cancel is answered at once; what the line makes all the same is cost', async () => {
  const [cancelled, kept] = [await running(), await running()];
  await database.general.query(`update tasks set dialect = 'hmtm' where id = $1`, [kept]);
  const calls = asked.length;
  const beganMs = performance.now();
  const answer = await call(server, 'POST', `${ink}/${cancelled}/cancel`, { key: key() });
  const refusal = await call(server, 'DELETE', `/d/openai/v1/videos/${kept}`, { key: key() });
  expect(performance.now() - beganMs).toBeLessThan(4_000);
  expect([answer.status, answer.body]).toEqual([
    200,
    { success: true, requestId: cancelled, status: 'cancelled' },
  ]);
  expect(refusal).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining('charged if it succeeds') } },
  });
  expect(asked.slice(calls).filter((one) => !one.startsWith('GET'))).toEqual([]);
  expect(await show('accounts', 'show', 'demo')).toMatchObject({ held: 40 });
  expect(await show('lines', 'list')).toMatchObject({ lines: [{ inFlight: 2 }] });

  status = 'succeeded';
  await until(
    () => show('lines', 'costs', '--line', 'stubborn'),
    (costs) => JSON.stringify(costs).includes('"absorbedMicros":"20000000"'),
  );
  await until(
    () => read(kept),
    (told) => told.status === 'succeeded',
  );
  status = 'running';
  expect(await read(cancelled)).toMatchObject({ status: 'cancelled' });
  const file = await call(server, 'GET', `/d/openai/v1/videos/${cancelled}/content`, {
    key: key(),
  });
  expect(file.status).toBe(409);
  expect(await show('accounts', 'show', 'demo')).toMatchObject({ held: 0 });
  expect(await show('ledger', 'check')).toMatchObject({ ok: true });
});

test('what nobody hears of ends when it was said that it would, and what turns up is cost', async () => {
  hangsUp = true;
  const id = await submit();
  await until(
    () => attemptOf(id),
    (attempt) => attempt?.state === 'lost',
  );
  hangsUp = false;
  const { answer } = await command(server, ['lines', 'unknown']);
  const [listed] = (answer as { unknown: { endsAt: string; sentAt: string }[] }).unknown;
  expect(listed).toMatchObject({ task: id, state: 'unknown', heldCredits: 40 });
  const endsAt = listed?.endsAt ?? '';
  expect(Date.parse(endsAt) - Date.parse(listed?.sentAt ?? '')).toBe(72 * 3_600_000);
  expect(await show('tasks', 'show', id)).toMatchObject({ state: 'unknown', endsBy: endsAt });
  expect(
    (await call(server, 'GET', `/platform/v1/tasks/${id}`, { key: key() })).body,
  ).toMatchObject({ state: 'running', endsBy: endsAt });
  expect(server.log()).toContain(endsAt);

  await database.general.query(
    `update attempts set intended_at = intended_at - interval '73 hours',
            silent_since = silent_since - interval '73 hours' where task_id = $1`,
    [id],
  );
  // Nobody runs the line meanwhile: this does not depend on it.
  await database.general.query('update lines set enabled = false');
  const told = await until(
    () => read(id),
    ({ status: state }) => state === 'failed',
    180_000,
  );
  expect(told.error).toEqual({
    code: 'timeout',
    message: expect.stringContaining('Nothing was charged'),
  });
  expect(await show('accounts', 'show', 'demo')).toMatchObject({ held: 0 });
  expect(await show('lines', 'troubles')).toMatchObject({
    troubles: expect.arrayContaining([expect.objectContaining({ kind: 'unknown', count: 1 })]),
  });
  expect(await show('lines', 'unknown')).toMatchObject({
    unknown: [{ task: id, state: 'given_up', costCredits: null, heldCredits: 0 }],
  });

  status = 'succeeded';
  expect(await show('lines', 'resolve', id, '--made', 'up-found')).toEqual({
    task: id,
    became: 'looked_at',
  });
  await until(
    () => show('lines', 'unknown'),
    (seen) => JSON.stringify(seen).includes('"costCredits":20'),
  );
  expect(await read(id)).toMatchObject({ status: 'failed' });
  expect(await show('ledger', 'check')).toMatchObject({ ok: true });
});
