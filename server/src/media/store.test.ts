import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDiskStore } from './store.ts';

let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'store-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const bytes = Buffer.from('a picture, let us say');
const sha256 = createHash('sha256').update(bytes).digest('hex');

test('bytes are found under their hash', async () => {
  const store = await openDiskStore(dir);
  expect(await store.putBytes(bytes)).toEqual({ sha256, bytes: bytes.length });
  const found = await store.open(sha256);
  expect(found).toEqual({
    path: join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256),
    bytes: bytes.length,
  });
  expect(await readFile(found?.path ?? '')).toEqual(bytes);
});

test('a file is taken over, whether its hash is known or not', async () => {
  const store = await openDiskStore(dir);
  for (const known of [undefined, { sha256 }]) {
    const path = store.temporaryPath();
    await writeFile(path, bytes);
    expect(await store.putFile(path, known)).toEqual({ sha256, bytes: bytes.length });
    await expect(stat(path)).rejects.toThrow('ENOENT');
  }
  expect(await readdir(join(dir, 'tmp'))).toEqual([]);
});

test('equal files are kept once, also when they come at the same time', async () => {
  const store = await openDiskStore(dir);
  await Promise.all(Array.from({ length: 20 }, () => store.putBytes(bytes)));
  expect(await readdir(join(dir, sha256.slice(0, 2), sha256.slice(2, 4)))).toEqual([sha256]);
  expect(await readdir(join(dir, 'tmp'))).toEqual([]);
});

test('a file that lost its end on the disk is put right by the next put', async () => {
  const store = await openDiskStore(dir);
  await store.putBytes(bytes);
  const found = await store.open(sha256);
  await writeFile(found?.path ?? '', bytes.subarray(0, 3));
  await store.putBytes(bytes);
  expect(await readFile(found?.path ?? '')).toEqual(bytes);
});

test('what is removed is gone, and removing it again is no error', async () => {
  const store = await openDiskStore(dir);
  await store.putBytes(bytes);
  await store.remove(sha256);
  await store.remove(sha256);
  expect(await store.open(sha256)).toBeNull();
});

test('a name that is no hash never reaches the disk', async () => {
  const store = await openDiskStore(dir);
  for (const name of ['../../etc/passwd', '', sha256.toUpperCase(), `${sha256}/..`, 'tmp']) {
    await expect(store.open(name)).rejects.toThrow(TypeError);
    await expect(store.remove(name)).rejects.toThrow(TypeError);
  }
});

test('a start clears what a crash left behind, but nothing that may be in the making', async () => {
  const store = await openDiskStore(dir);
  await writeFile(store.temporaryPath(), 'half a download');
  await openDiskStore(dir, () => Date.now() + 3_500_000);
  expect(await readdir(join(dir, 'tmp'))).toHaveLength(1);
  await openDiskStore(dir, () => Date.now() + 3_700_000);
  expect(await readdir(join(dir, 'tmp'))).toEqual([]);
});

test('files are for the owner of the process alone', async () => {
  const store = await openDiskStore(dir);
  await store.putBytes(bytes);
  const found = await store.open(sha256);
  expect((await stat(found?.path ?? '')).mode & 0o077).toBe(0);
});
