import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { pictureFile } from '../../src/media/testing/files.ts';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** A real small disk for the media of a server, full and with room again. */

const megabytes = 8;
const recoverWithinMs = 10_000;

const folder = await mkdtemp(join(tmpdir(), 'filmgate-full-'));
const media = join(folder, 'media');
await mkdir(media);
const mounted = spawnSync('mount', [
  '-t',
  'tmpfs',
  '-o',
  `size=${String(megabytes)}m`,
  'tmpfs',
  media,
]);
/** Only root may, and not in every container. */
const mayMount = mounted.status === 0;
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { FILMGATE_DATA_DIR: folder } });
});
afterAll(async () => {
  await server.remove();
  if (mayMount) spawnSync('umount', [media]);
  await rm(folder, { recursive: true });
});

const loggedTimes = (message: string): number =>
  server.log().split(`"msg":"${message}"`).length - 1;

const storageSchema = z.object({
  checks: z.object({ storage: z.union([z.string(), z.literal(true)]) }),
});
async function storage(): Promise<string | true> {
  return storageSchema.parse((await call(server, 'GET', '/readyz')).body).checks.storage;
}

function create(image: string | null) {
  const content = [
    { type: 'text', text: 'a river' },
    ...(image === null ? [] : [{ type: 'image_url', image_url: { url: image } }]),
  ];
  return call(server, 'POST', '/api/open/v1/generations', {
    key: server.first.testKey,
    body: { abilityId: 'cme_doubao_seedance_2_0', content, duration: 4, resolution: '480p' },
  });
}

test('a full disk is 503, told once and by /readyz, and what waits is made when there is room', async ({
  skip,
}) => {
  skip(!mayMount, `no small disk could be made: ${String(mounted.stderr)}`);
  const bytes = await pictureFile('png', 400, 300);
  const image = `data:image/png;base64,${bytes.toString('base64')}`;
  expect(await storage()).toBe(true);
  expect((await create(image)).status).toBe(200);

  const filler = join(media, 'filler');
  await writeFile(filler, Buffer.alloc(megabytes * 1024 * 1024)).catch(() => undefined);
  for (let time = 0; time < 5; time += 1) {
    const answer = await create(image);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toContain(folder);
  }
  expect(await storage()).toContain('no room');
  // What needs no room is served, and what is to be made waits.
  const waiting = await create(null);
  expect(waiting.status).toBe(200);
  const { taskId } = z.object({ taskId: z.string() }).parse(waiting.body);
  const read = async () =>
    z
      .object({ status: z.string() })
      .parse(
        (await call(server, 'GET', `/api/open/v1/tasks/${taskId}`, { key: server.first.testKey }))
          .body,
      ).status;
  expect(loggedTimes('the storage does not work')).toBe(1);

  await rm(filler);
  const freedMs = performance.now();
  await until(storage, (told) => told === true);
  await until(
    () => create(image),
    ({ status }) => status === 200,
  );
  expect(performance.now() - freedMs).toBeLessThan(recoverWithinMs);
  await until(read, (status) => !['queued', 'running', 'processing'].includes(status), 120_000);
  expect(await read()).toMatch(/succe|complete/u);
  expect(loggedTimes('the storage does not work')).toBe(1);
  expect(loggedTimes('the storage works again')).toBe(1);
});
