import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { pictureFile } from '../../src/media/testing/files.ts';
import { call, until } from '../harness/api.ts';
import { startMediaHost } from '../harness/media-host.ts';
import type { MediaHost } from '../harness/media-host.ts';
import { command, startServer } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';
import { descendantsOf, isAlive } from './processes.ts';

/** The life of one process: ready, asked to stop, and what a second one says. */

let server: TestServer;
let host: MediaHost;

beforeAll(async () => {
  host = await startMediaHost();
  server = await startServer({
    database: 'embedded',
    env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true' },
  });
});

afterAll(async () => {
  await server.remove();
  await host.close();
});

const stopWithinMs = 10_000;

/** Fails at once in the sandbox, so that it costs no rendering. */
const quick = '[[fail:provider_error]]';

function submit(imagePath: string) {
  return call(server, 'POST', '/api/open/v1/generations', {
    key: server.first.testKey,
    body: {
      abilityId: 'cme_doubao_seedance_2_0',
      content: [
        { type: 'text', text: quick },
        { type: 'image_url', image_url: { url: host.url + imagePath } },
      ],
    },
  });
}

/** SIGTERM; resolves, once the process has said that it heard, with how to await its end. */
async function tellToStop(): Promise<() => Promise<{ code: number | null; tookMs: number }>> {
  const begunMs = performance.now();
  const stopping = server.stop();
  await until(
    () => Promise.resolve(server.log()),
    (log) => log.includes('"msg":"stopping"'),
  );
  return async () => ({ code: await stopping, tookMs: performance.now() - begunMs });
}

test('a process that has told where it listens is alive and ready', async () => {
  expect(await call(server, 'GET', '/healthz')).toMatchObject({
    status: 200,
    body: { status: 'ok' },
  });
  expect(await call(server, 'GET', '/readyz')).toMatchObject({
    status: 200,
    body: { status: 'ready', checks: { database: true, serving: true } },
  });
});

test('a second start on the same directory says so and leaves the first alone', async () => {
  const { code, answer } = await command(server, ['serve']);
  expect(code).toBe(1);
  expect(answer).toEqual({ error: expect.stringContaining('already runs on this data directory') });
  expect((await call(server, 'GET', '/readyz')).status).toBe(200);
});

test('a submit that is open at SIGTERM is finished, and its task is there at the next start', async () => {
  host.put('/late.jpg', { body: await pictureFile('jpeg'), contentType: 'image/jpeg' });
  const hold = host.hold('/late.jpg');
  const submitting = submit('/late.jpg');
  await hold.arrived;
  const ended = await tellToStop();
  hold.release();
  const answer = await submitting;
  expect(answer.status).toBe(200);
  const { code, tookMs } = await ended();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(stopWithinMs);

  await server.start();
  const { taskId } = z.object({ taskId: z.string() }).parse(answer.body);
  await until(
    () => call(server, 'GET', `/api/open/v1/tasks/${taskId}`, { key: server.first.testKey }),
    ({ body }) => z.object({ status: z.string() }).parse(body).status === 'failed',
  );
});

test('silent hosts of customers hold no stop up, and nothing is left behind', async () => {
  const medium = host.hold('/never.jpg');
  const webhook = host.hold('/webhooks');
  const submitting = submit('/never.jpg').catch(() => null);
  await call(server, 'POST', '/api/open/v1/video/generations', {
    key: server.first.testKey,
    body: { model: 'seedance-2.0', prompt: quick, webhookUrl: `${host.url}/webhooks` },
  });
  await Promise.all([medium.arrived, webhook.arrived]);
  const started = descendantsOf(server.pid());
  const ended = await tellToStop();
  const { code, tookMs } = await ended();
  await submitting;
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(stopWithinMs);
  expect(started.filter(isAlive)).toEqual([]);
  expect(await readdir(join(server.dataDirectory, 'media', 'tmp'))).toEqual([]);

  await server.start();
  webhook.release();
  await until(
    () => Promise.resolve(host.webhooks),
    (received) => received.length > 0,
  );
});
