import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { beside } from '../harness/database.ts';
import { cancelPath } from '../chaos/wire.ts';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { run, runJson } from './run.ts';

/** The life of an endpoint as an operator leads it, from its adding to its removal, with a real receiver. */

interface Received {
  headers: Record<string, string>;
  body: string;
}

let server: TestServer;
let receiver: Server;
let receiverUrl: string;
let status = 200;
const received: Received[] = [];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = Object.entries(request.headers).map(
        ([name, value]) => [name, String(value)] as const,
      );
      received.push({ headers: Object.fromEntries(headers), body });
      response.writeHead(status).end('heard');
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  // Of a server that listens at a port.
  receiverUrl = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/hook`;
  // The tasks here wait until they are cancelled.
  const env = { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true', FILMGATE_STUDIO_WORKERS: '0' };
  server = await startServer({ env });
});
afterAll(async () => {
  await server.remove();
  receiver.closeAllConnections();
  receiver.close();
});

function options() {
  return {
    env: {
      ...server.env,
      FILMGATE_ALLOW_PRIVATE_HOSTS: 'true',
    },
  };
}

const webhooks = (...args: string[]) => run(['webhooks', ...args], options());

async function answerOf<Schema extends z.ZodType>(
  schema: Schema,
  ...args: string[]
): Promise<z.infer<Schema>> {
  const { code, answer } = await runJson(['webhooks', ...args], options());
  expect(code).toBe(0);
  return schema.parse(answer);
}

const endpointSchema = z.looseObject({ id: z.string(), enabled: z.boolean() });
const secretSchema = z.looseObject({ secret: z.string().startsWith('whsec_') });
const logSchema = z.looseObject({
  deliveries: z.array(
    z.looseObject({
      id: z.string(),
      type: z.string(),
      state: z.string(),
      tries: z.array(z.looseObject({ status: z.int().nullable() })),
    }),
  ),
});

/** A task that is cancelled at once. */
async function cancelledTask(): Promise<string> {
  const { body } = await call(server, 'POST', '/api/v3/contents/generations/tasks', {
    key: server.first.liveKey,
    body: { model: 'doubao-seedance-2-0-260128', content: [{ type: 'text', text: 'a river' }] },
  });
  const { id } = z.looseObject({ id: z.string() }).parse(body);
  const { status: httpStatus } = await call(server, 'POST', cancelPath(id), {
    key: server.first.liveKey,
  });
  expect(httpStatus).toBe(200);
  return id;
}

/** Waits until so many have come, and answers the newest. */
async function arrived(count: number): Promise<Received> {
  await until(
    () => Promise.resolve(received.length),
    (seen) => seen >= count,
  );
  const newest = received.at(-1);
  if (!newest || received.length > count) throw new Error(`${String(received.length)} came`);
  return newest;
}

const verified = (secret: string, { body, headers }: Received): unknown =>
  new Webhook(secret).verify(body, headers);

/** How many answers of receivers are on record. */
async function countTries(): Promise<number> {
  const { rows } = await beside(server, ({ general }) =>
    general.query<{ count: number }>('select count(*)::int as count from delivery_tries'),
  );
  return rows[0]?.count ?? 0;
}

let endpoint: string;
let secret: string;

test('an endpoint that cannot be is refused with the reason', async () => {
  const add = ['add', '--account', 'demo', '--url'];
  expect(await webhooks(...add, 'ftp://nowhere.example/')).toMatchObject({
    code: 1,
    stderr: 'url: Only http and https URLs are fetched.\n',
  });
  expect(await webhooks(...add, receiverUrl, '--types', 'task.lost')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('types holds "task.lost": name some of task.running'),
  });
});

test('an endpoint is added, tested and told of a task that was cancelled', async () => {
  const added = await answerOf(
    endpointSchema.and(secretSchema),
    ...['add', '--account', 'demo', '--url', receiverUrl],
  );
  ({ id: endpoint, secret } = added);
  expect(await webhooks('list', '--account', 'demo')).toMatchObject({
    stdout: expect.stringMatching(new RegExp(`${endpoint} +live +enabled +${receiverUrl}`, 'u')),
  });
  const { stdout } = await webhooks('test', endpoint);
  expect(stdout).toContain('filmgate webhooks log dlv_');
  expect(verified(secret, await arrived(1))).toMatchObject({ type: 'test.ping' });
  const id = await cancelledTask();
  expect(verified(secret, await arrived(2))).toMatchObject({
    type: 'task.cancelled',
    data: { id, state: 'cancelled' },
  });
});

test('an endpoint of tests is made on request, and no other mode', async () => {
  const add = ['add', '--account', 'demo', '--url', receiverUrl, '--mode'];
  const { id } = await answerOf(endpointSchema.and(secretSchema), ...add, 'test');
  expect(await webhooks('list', '--account', 'demo')).toMatchObject({
    stdout: expect.stringMatching(new RegExp(`${id} +test +enabled`, 'u')),
  });
  expect(await webhooks('remove', id)).toMatchObject({ code: 0 });
  expect(await webhooks(...add, 'both')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('live, test'),
  });
});

test('the log shows what was sent and what came back, and a delivery is sent again', async () => {
  status = 500;
  // A test is tried once, so nothing else comes meanwhile.
  await webhooks('test', endpoint);
  await arrived(3);
  const log = ['log', '--account', 'demo', '--limit', '1'];
  await until(countTries, (count) => count === 3);
  const { deliveries } = await answerOf(logSchema, ...log);
  expect(deliveries).toMatchObject([{ state: 'failed', tries: [{ status: 500 }] }]);
  const id = deliveries[0]?.id ?? '';
  const shown = await webhooks('log', id);
  expect(shown.stdout).toContain(`> webhook-id: ${id}`);
  expect(shown.stdout).toMatch(/HTTP 500 after \d+ ms/u);
  expect(shown.stdout).toContain('< heard');
  expect(shown.stdout).toContain('The receiver answered HTTP 500.');
  status = 200;
  expect(await webhooks('resend', id)).toMatchObject({ stdout: `A server sends ${id} again.\n` });
  expect((await arrived(4)).headers['webhook-id']).toBe(id);
  expect(await webhooks('resend', '--endpoint', endpoint)).toMatchObject({
    code: 1,
    stderr: 'Name a delivery, or --endpoint and --from.\n',
  });
  const range = ['--endpoint', endpoint, '--from', '2026-01-01T00:00:00Z'];
  expect(await webhooks('resend', ...range, '--state', 'failed')).toMatchObject({
    stdout: 'A server sends 0 again.\n',
  });
});

test('its secret is rotated, with both valid for a day', async () => {
  const { secret: next } = await answerOf(secretSchema, 'rotate', endpoint);
  await webhooks('test', endpoint);
  const newest = await arrived(5);
  expect(verified(secret, newest)).toEqual(verified(next, newest));
});

test('disabled it gets nothing, enabled what has waited, and removed it is gone', async () => {
  expect(await webhooks('disable', endpoint)).toMatchObject({
    stdout: `${endpoint} is disabled.\n`,
  });
  expect(await webhooks('enable', endpoint)).toMatchObject({ stdout: `${endpoint} is enabled.\n` });
  expect(await webhooks('show', endpoint)).toMatchObject({
    stdout: expect.stringMatching(/^state +enabled$/mu),
  });
  expect(await webhooks('remove', endpoint)).toMatchObject({ stdout: `Removed ${endpoint}.\n` });
  expect(await webhooks('show', endpoint)).toMatchObject({
    code: 1,
    stderr: 'There is no such webhook endpoint.\n',
  });
  expect(received).toHaveLength(5);
});
