import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { call, until } from '../harness/api.ts';
import { startMediaHost } from '../harness/media-host.ts';
import type { MediaHost } from '../harness/media-host.ts';
import { startServer } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';
import { expectBooks, walletOf } from './books.ts';
import { expectFilm, fetchFilm, filmWithinMs } from './films.ts';
import { keyPaths } from './key-paths.ts';
import { failed as printedFailure } from './printed/seedance2ink.ts';

let server: TestServer;
let host: MediaHost;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filmgate-films-'));
  host = await startMediaHost();
  server = await startServer({
    env: { FILMGATE_ALLOW_PRIVATE_HOSTS: 'true', FILMGATE_STUDIO_WORKERS: '2' },
  });
});

afterAll(async () => {
  await server.remove();
  await host.close();
  await rm(folder, { recursive: true });
});

async function submitHmtm(key: string, text: string): Promise<string> {
  const { body } = await call(server, 'POST', '/api/open/v1/generations', {
    key,
    body: {
      abilityId: 'cme_doubao_seedance_2_0',
      content: [{ type: 'text', text }],
      duration: 4,
      resolution: '480p',
    },
  });
  return z.object({ taskId: z.string() }).parse(body).taskId;
}

const hmtmTask = z.object({
  status: z.string(),
  output: z.object({ videoUrl: z.string() }).nullable(),
  billing: z.object({ deductedCredits: z.number() }).nullable(),
  error: z.string().nullable(),
  createdAt: z.string(),
  completedAt: z.string().nullable(),
});

async function endOfHmtm(key: string, taskId: string): Promise<z.infer<typeof hmtmTask>> {
  const { body } = await until(
    () => call(server, 'GET', `/api/open/v1/tasks/${taskId}`, { key }),
    ({ body: told }) => hmtmTask.parse(told).completedAt !== null,
    filmWithinMs,
  );
  return hmtmTask.parse(body);
}

async function submitInk(key: string, prompt: string) {
  const { body } = await call(server, 'POST', '/api/open/v1/video/generations', {
    key,
    body: {
      model: 'seedance-2.0',
      prompt,
      duration: 4,
      resolution: '480p',
      webhookUrl: `${host.url}/webhooks`,
      metadata: { prompt },
    },
  });
  return z.object({ requestId: z.string(), creditsCharged: z.number() }).parse(body);
}

async function endOfInk(key: string, requestId: string): Promise<unknown> {
  const { body } = await until(
    () => call(server, 'GET', `/api/open/v1/video/generations/${requestId}`, { key }),
    ({ body: told }) =>
      /succeeded|failed/u.test(z.object({ status: z.string() }).parse(told).status),
    filmWithinMs,
  );
  return body;
}

describe.concurrent('with a test key', () => {
  test.each(['content_policy', 'provider_error'])('[[fail:%s]] fails in hmtm', async (code) => {
    const { testKey } = server.first;
    const task = await endOfHmtm(testKey, await submitHmtm(testKey, `一只猫 [[fail:${code}]]`));
    expect(task).toMatchObject({ status: 'failed', output: null, billing: null });
    expect(task.error).toContain('sandbox');
  });

  test.each(['content_policy', 'provider_error'])(
    '[[fail:%s]] fails in seedance2.ink, in the printed shape, and is told',
    async (code) => {
      const { testKey } = server.first;
      const prompt = `A cat [[fail:${code}]]`;
      const { requestId, creditsCharged } = await submitInk(testKey, prompt);
      expect(creditsCharged).toBe(0);
      const task = await endOfInk(testKey, requestId);
      expect(keyPaths(task)).toEqual(keyPaths(JSON.parse(printedFailure)));
      expect(task).toMatchObject({ status: 'failed', prompt, output: null, error: { code } });
      const [webhook] = await until(
        () => Promise.resolve(host.webhooks.filter(({ body }) => body.includes(requestId))),
        (received) => received.length > 0,
      );
      expect(JSON.parse(webhook?.body ?? '')).toMatchObject({
        event: 'video.generation.failed',
        error: { code },
        metadata: { prompt },
      });
    },
  );

  test('[[delay:2s]] makes a real film, later', async () => {
    const { testKey } = server.first;
    const task = await endOfHmtm(testKey, await submitHmtm(testKey, '大海 [[delay:2s]]'));
    expect(task).toMatchObject({ status: 'succeeded', billing: { deductedCredits: 0 } });
    const tookMs = Date.parse(task.completedAt ?? '') - Date.parse(task.createdAt);
    expect(tookMs).toBeGreaterThanOrEqual(2_000);
    const film = await fetchFilm(task.output?.videoUrl ?? '', folder);
    await expectFilm(film, { width: 864, height: 496, seconds: 4, sound: true });
  });
});

test('nothing of this costs anything', async () => {
  expect(await walletOf(server)).toEqual({ balance: 1000, held: 0 });
  await expectBooks(server, { balanceMicros: 1_000_000_000n });
});

test('with a live key the same words are ordinary text', async () => {
  const { liveKey } = server.first;
  const prompt = 'A cat [[fail:provider_error]] on a wall [[delay:60s]]';
  const begunMs = Date.now();
  const { requestId, creditsCharged } = await submitInk(liveKey, prompt);
  expect(creditsCharged).toBe(16);
  expect(await endOfInk(liveKey, requestId)).toMatchObject({ status: 'succeeded', prompt });
  expect(Date.now() - begunMs).toBeLessThan(60_000);
  await expectBooks(server, { balanceMicros: 984_000_000n });
});
