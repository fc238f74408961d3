import { mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileCache, type FileCache } from './file-cache.ts';

let dir = '';
let nowMs = 0;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cache-'));
  nowMs = 1_800_000_000_000;
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const openCache = (bytesMax = 1_000): Promise<FileCache> =>
  openFileCache(dir, { bytesMax, now: () => nowMs });
const minute = 60_000;
const names = async (): Promise<string[]> =>
  (await readdir(dir)).filter((name) => name !== 'tmp').sort();

/** Brings a file of so many bytes. */
const ofBytes = (bytes: number) => async (to: string) => {
  await writeFile(to, Buffer.alloc(bytes, 'x'));
  return true;
};
const notBrought = (): Promise<boolean> => Promise.reject(new Error('it should be here'));

test('the least recently used files go first, and no more than must', async () => {
  const cache = await openCache();
  for (const name of ['a', 'b', 'c', 'd']) {
    await cache.get(name, ofBytes(250));
    nowMs += minute;
  }
  await cache.get('a', notBrought);
  nowMs += 10 * minute;
  await cache.get('e', ofBytes(250));
  expect(await names()).toEqual(['a', 'd', 'e']);
});

test('what was handed out a moment ago stays, until there is twice as much as there should be', async () => {
  const cache = await openCache();
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await cache.get(name, ofBytes(250));
  expect(await names()).toHaveLength(8);
  await cache.get('i', ofBytes(250));
  expect(await names()).toHaveLength(8);
  nowMs += 6 * minute;
  await cache.get('j', ofBytes(250));
  expect((await names()).length).toBeLessThanOrEqual(4);
});

test('who has opened a file reads it to its end, though it is removed meanwhile', async () => {
  const cache = await openCache();
  const found = await cache.get('a', ofBytes(900));
  const handle = await open(found?.path ?? '');
  nowMs += 10 * minute;
  await cache.get('b', ofBytes(900));
  expect(await names()).toEqual(['b']);
  expect((await handle.readFile()).length).toBe(900);
  await handle.close();
});

test('a file larger than all the room is served, and goes when the next one comes', async () => {
  const cache = await openCache();
  const found = await cache.get('a', ofBytes(5_000));
  expect((await readFile(found?.path ?? '')).length).toBe(5_000);
  nowMs += minute;
  await cache.get('b', ofBytes(10));
  expect(await names()).toEqual(['b']);
});

test('a file is brought once for all who ask meanwhile, and is not seen before it is whole', async () => {
  const cache = await openCache();
  const half = Promise.withResolvers<string>();
  const rest = Promise.withResolvers<undefined>();
  let brought = 0;
  const bring = async (to: string): Promise<boolean> => {
    brought += 1;
    await writeFile(to, 'half');
    half.resolve(to);
    await rest.promise;
    await writeFile(to, ' and half', { flag: 'a' });
    return true;
  };
  const asked = Array.from({ length: 10 }, () => cache.get('a', bring));
  await half.promise;
  expect(await names()).toEqual([]);
  rest.resolve(undefined);
  for (const found of await Promise.all(asked)) {
    expect(await readFile(found?.path ?? '', 'utf8')).toBe('half and half');
  }
  expect(brought).toBe(1);
});

test('what fails to come is told to all who wait, leaves nothing, and may come the next time', async () => {
  const cache = await openCache();
  const fail = async (to: string): Promise<boolean> => {
    await writeFile(to, 'half');
    throw new Error('broke off');
  };
  const asked = await Promise.allSettled([cache.get('a', fail), cache.get('a', fail)]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await cache.get('a', () => Promise.resolve(false))).toBeNull();
  expect(await names()).toEqual([]);
  expect(await readdir(join(dir, 'tmp'))).toEqual([]);
  expect(await cache.get('a', ofBytes(5))).toMatchObject({ bytes: 5 });
});

test('a restart finds the files and their order again', async () => {
  const before = await openCache();
  for (const name of ['a', 'b', 'c']) {
    await before.get(name, ofBytes(300));
    nowMs += minute;
  }
  await before.get('a', notBrought);
  nowMs += 10 * minute;
  const after = await openCache();
  await after.get('d', ofBytes(300));
  expect(await names()).toEqual(['a', 'c', 'd'].slice(-3));
});

test('several processes of one machine keep its bound together', async () => {
  const [one, two] = [await openCache(), await openCache()];
  for (let count = 0; count < 40; count++) {
    await (count % 2 === 0 ? one : two).get(`f${String(count)}`, ofBytes(100));
    nowMs += 6 * minute;
  }
  expect((await names()).length).toBeLessThanOrEqual(11);
});

test('a file that another process removed is brought again', async () => {
  const cache = await openCache();
  const found = await cache.get('a', ofBytes(5));
  await rm(found?.path ?? '');
  expect(await cache.get('a', ofBytes(6))).toMatchObject({ bytes: 6 });
});
