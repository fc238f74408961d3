import { afterAll, beforeAll, expect, test } from 'vitest';
import { startS3Server, type S3Server } from '../../media/testing/s3-server.ts';
import { checkStorage } from './storage.ts';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(async () => {
  await server.close();
});

test('a bucket that can be used is fine, one that cannot fails with the way out', async () => {
  expect(await checkStorage({ s3: server.settings })).toMatchObject([{ status: 'ok' }]);
  expect(await checkStorage({ s3: { ...server.settings, bucket: 'other' } })).toMatchObject([
    { status: 'fail', message: expect.stringContaining('correct S3_BUCKET') as string },
  ]);
});

test('nothing is said where files are kept on disk: the disk is looked at anyway', async () => {
  expect(await checkStorage({ s3: null })).toEqual([]);
});
