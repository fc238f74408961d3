import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { call, until } from '../harness/api.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** Media of customers and secrets are nobody else's on the machine, who may well come to the data directory. */

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ database: 'embedded' });
});
afterAll(() => server.remove());

/** Whatever of the data directory's own other users may read, write or enter; PostgreSQL's home has its own rules. */
async function openToOthers(): Promise<string[]> {
  const names = (await readdir(server.dataDirectory)).filter((name) => name !== 'postgres');
  const modes = await Promise.all(
    names.map(async (name) => ({
      name,
      mode: (await stat(join(server.dataDirectory, name))).mode,
    })),
  );
  return modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ name }) => name);
}

async function film(): Promise<void> {
  const { testKey: key } = server.first;
  const path = '/api/open/v1/video/generations';
  const body = { model: 'seedance-2.0', prompt: 'a kite', duration: 4, resolution: '480p' };
  const answer = await call(server, 'POST', path, { key, body });
  const id = z.object({ requestId: z.string() }).parse(answer.body).requestId;
  await until(
    () => call(server, 'GET', `${path}/${id}`, { key }),
    ({ body: told }) => JSON.stringify(told).includes('"succeeded"'),
  );
}

test('what a server makes in its data directory is for its own user alone', async () => {
  await film();
  expect(await readdir(server.dataDirectory)).toEqual(
    expect.arrayContaining(['first-start.json', 'media', 'secret', 'studio']),
  );
  expect(await openToOthers()).toEqual([]);
});

test('folders that an earlier version left open are closed by a start', async () => {
  await server.stop();
  for (const name of ['studio', 'media', 'media/tmp']) {
    await chmod(join(server.dataDirectory, name), 0o755);
  }
  await server.start();
  expect(await openToOthers()).toEqual([]);
});

test('a data directory that stands already keeps its mode: it is the operator’s', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-folders-'));
  const dataDirectory = join(folder, 'data');
  await mkdir(dataDirectory);
  for (const one of [folder, dataDirectory]) await chmod(one, 0o755);
  const other = await startServer({
    database: 'embedded',
    env: { FILMGATE_DATA_DIR: dataDirectory },
  });
  try {
    expect((await stat(dataDirectory)).mode & 0o777).toBe(0o755);
  } finally {
    await other.remove();
    await rm(folder, { recursive: true });
  }
});
