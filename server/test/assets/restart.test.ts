import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAsset } from '../../src/assets/create.ts';
import type { AssetParts } from '../../src/assets/parts.ts';
import { readAssets } from '../../src/assets/read.ts';
import { createIntakeRoom } from '../../src/media/intake.ts';
import { createGuardedFetch } from '../../src/media/fetch.ts';
import { openDiskStore } from '../../src/media/store/store.ts';
import { pictureFile } from '../../src/media/testing/files.ts';
import { startWake } from '../../src/work/wake.ts';
import { call, until } from '../harness/api.ts';
import { openServerDatabase } from '../harness/database.ts';
import { startMediaHost, type MediaHost } from '../harness/media-host.ts';
import { startServer, type TestServer } from '../harness/server.ts';

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

/** Over the database of the running server, which a restart ends. */
async function withAssets<Result>(work: (parts: AssetParts) => Promise<Result>): Promise<Result> {
  const database = await openServerDatabase(server);
  const wake = startWake(database, () => undefined);
  const fetch = createGuardedFetch({ allowPrivateHosts: true });
  const store = await openDiskStore(`${server.dataDirectory}/media`);
  try {
    const intake = { fetch, store, room: createIntakeRoom() };
    return await work({ database, wake, intake, checkUrl: () => null });
  } finally {
    await wake.close();
    await fetch.close();
    await database.close();
  }
}

test('an asset whose fetch a kill -9 cut off is fetched after the start, and makes a video', async () => {
  const accountId = server.first.account.id;
  const id = `asset-${randomUUID()}`;
  host.put('/portrait.png', { body: await pictureFile('png'), contentType: 'image/png' });
  const held = host.hold('/portrait.png');
  await withAssets((parts) =>
    createAsset(parts, {
      accountId,
      id,
      shelf: 'media',
      kind: 'image',
      name: 'portrait',
      url: `${host.url}/portrait.png`,
      field: 'URL',
    }),
  );
  await held.arrived;
  const submit = () =>
    call(server, 'POST', '/d/ark/api/v3/contents/generations/tasks', {
      key: server.first.testKey,
      body: {
        model: 'doubao-seedance-2-0-260128',
        content: [
          { type: 'text', text: 'it turns its head' },
          { type: 'image_url', image_url: { url: `asset://${id}` }, role: 'first_frame' },
        ],
        resolution: '480p',
        duration: 4,
      },
    });
  const early = await submit();
  expect(early.status).toBe(400);
  expect(JSON.stringify(early.body)).toContain('still being processed');

  await server.kill();
  held.release();
  await server.start();
  await withAssets(async ({ database }) => {
    await until(
      () => readAssets(database, accountId, [id]),
      ([row]) => row?.state === 'active',
    );
  });
  const submitted = await submit();
  expect(submitted).toMatchObject({ status: 200, body: { id: expect.any(String) as string } });
  // The shape that the line above has proved.
  const task = (submitted.body as { id: string }).id;
  await until(
    () =>
      call(server, 'GET', `/d/ark/api/v3/contents/generations/tasks/${task}`, {
        key: server.first.testKey,
      }),
    ({ body }) => JSON.stringify(body).includes('"status":"succeeded"'),
  );
});
