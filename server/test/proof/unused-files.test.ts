import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openS3Store } from '../../src/media/store/s3-store.ts';
import { openDiskStore } from '../../src/media/store/store.ts';
import { startS3Server, type S3Server } from '../../src/media/testing/s3-server.ts';
import { intakesBesideSweeps } from '../../src/media/testing/sweeps.ts';
import { testDatabase } from '../../src/postgres/testing.ts';

let own: Awaited<ReturnType<typeof testDatabase>>;
let s3: S3Server;
let folder: string;
beforeAll(async () => {
  own = await testDatabase();
  s3 = await startS3Server();
  folder = await mkdtemp(join(tmpdir(), 'filmgate-unused-'));
});
afterAll(async () => {
  await s3.close();
  await own.drop();
  await rm(folder, { recursive: true, force: true });
});

test('10 000 intakes of the same 100 files on a disk lose none to sweeps that run all the time', async () => {
  const store = await openDiskStore(join(folder, 'disk'));
  expect(await intakesBesideSweeps(own.database, store, 10_000)).toEqual({ missing: [] });
});

test('nor do 1 000 in a bucket', async () => {
  const cache = { cacheFolder: join(folder, 'cache'), cacheBytesMax: 1_000_000_000 };
  const store = await openS3Store({ settings: s3.settings, ...cache });
  expect(await intakesBesideSweeps(own.database, store, 1_000)).toEqual({ missing: [] });
});
