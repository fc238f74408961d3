import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { S3Settings } from './s3-bucket.ts';
import { checkBucket, openS3Store, type S3Store } from './s3-store.ts';
import { StorageError } from './store-trouble.ts';
import { startFaultProxy, type Fault, type FaultProxy } from '../testing/fault-proxy.ts';
import { shortTimes, startS3Server, type S3Server } from '../testing/s3-server.ts';

let server: S3Server;
let proxy: FaultProxy;
let dir = '';
const open: S3Store[] = [];

beforeAll(async () => {
  server = await startS3Server('one/of many/');
  proxy = await startFaultProxy(server.settings.endpoint ?? '');
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 's3-store-'));
  proxy.faults.length = 0;
  proxy.seen.length = 0;
});
afterEach(async () => {
  for (const store of open.splice(0)) store.close();
  await rm(dir, { recursive: true, force: true });
});

/** A machine's store: its name is its cache folder. */
async function machine(
  name: string,
  more: Partial<S3Settings> = {},
  times = shortTimes,
): Promise<S3Store> {
  const store = await openS3Store({
    settings: { ...server.settings, endpoint: proxy.url, ...more },
    cacheFolder: join(dir, name),
    cacheBytesMax: 100_000_000,
    times,
  });
  open.push(store);
  return store;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const requests = (method: string): number =>
  proxy.seen.filter((one) => one.startsWith(`${method} `)).length;

async function contents(store: S3Store, sha256: string): Promise<Buffer> {
  return readFile((await store.open(sha256))?.path ?? '');
}

describe('files in a bucket', () => {
  test('come and go where somebody emptied the cache beside the running process', async () => {
    const store = await machine('a');
    const emptied = (): Promise<void> => rm(join(dir, 'a'), { recursive: true });
    const bytes = randomBytes(1_000);
    const { sha256 } = await store.putBytes(bytes);
    await emptied();
    expect(sha256Of(await contents(store, sha256))).toBe(sha256);
    await emptied();
    await store.putBytes(randomBytes(10));
    await emptied();
    const path = join(dir, 'film');
    await writeFile(path, bytes);
    expect(await store.putFile(path)).toMatchObject({ sha256 });
    // What another writes into the cache's folder itself is refused once, and the look that follows mends it.
    await emptied();
    const write = () => store.writing(() => writeFile(store.temporaryPath(), bytes));
    await expect(write()).rejects.toThrow(StorageError);
    await store.probe('write');
    await write();
  });

  test('lie under the prefix as the disk store lays them out', async () => {
    const { sha256 } = await (await machine('a')).putBytes(randomBytes(10));
    const folder = join(server.folder, 'one', 'of many', sha256.slice(0, 2), sha256.slice(2, 4));
    const names = await readdir(folder);
    expect(names.some((name) => name.startsWith(sha256))).toBe(true);
  });

  test('are shared by machines, in one piece and in parts', async () => {
    for (const size of [1_000, 40_000_001]) {
      const bytes = randomBytes(size);
      const { sha256 } = await (await machine('a')).putBytes(bytes);
      expect(sha256Of(await contents(await machine('b'), sha256))).toBe(sha256);
    }
  });

  test('are sent once, also where many processes bring them one after the other', async () => {
    const bytes = randomBytes(1_000);
    for (const name of ['a', 'b', 'c']) await (await machine(name)).putBytes(bytes);
    expect(requests('PUT')).toBe(1);
  });

  test('are fetched once for all who read at the same time, and then lie here', async () => {
    const { sha256 } = await (await machine('a')).putBytes(randomBytes(3_000_000));
    const other = await machine('b');
    await Promise.all(Array.from({ length: 20 }, () => contents(other, sha256)));
    expect(sha256Of(await contents(other, sha256))).toBe(sha256);
    expect(requests('GET')).toBe(1);
  });

  test('lie here after a restart, and what a crash left half written is never read', async () => {
    const { sha256 } = await (await machine('a')).putBytes(randomBytes(1_000));
    await writeFile((await machine('b')).temporaryPath(), 'half');
    await contents(await machine('b'), sha256);
    expect(sha256Of(await contents(await machine('b'), sha256))).toBe(sha256);
    expect(requests('GET')).toBe(1);
  });

  test('that are not what their name says are not read', async () => {
    const { sha256 } = await (await machine('a')).putBytes(Buffer.from('the true words'));
    const folder = join(server.folder, 'one', 'of many', sha256.slice(0, 2), sha256.slice(2, 4));
    for (const name of await readdir(folder)) {
      if (name.includes('object')) await writeFile(join(folder, name), 'the false words');
    }
    const other = await machine('b');
    await expect(other.open(sha256)).rejects.toThrow('its SHA-256 differs');
    expect(await readdir(join(dir, 'b'))).toEqual(['tmp']);
    expect(await readdir(join(dir, 'b', 'tmp'))).toEqual([]);
  });

  test('that a writer has named wrongly are not sent', async () => {
    const store = await machine('a');
    for (const size of [1_000, 20_000_000]) {
      const path = store.temporaryPath();
      await writeFile(path, randomBytes(size));
      const wrong = sha256Of(randomBytes(4));
      await expect(store.putFile(path, { sha256: wrong })).rejects.toThrow('its SHA-256 differs');
      expect(await (await machine('b')).open(wrong)).toBeNull();
    }
  });
});

describe('trouble in passing is overcome', () => {
  test.each<{ what: string; faults: Fault[] }>([
    {
      what: 'HTTP 503 and 500 while writing',
      faults: [503, 500].map((status) => ({ method: 'PUT', with: status })),
    },
    { what: 'a reset while writing', faults: [{ method: 'PUT', with: 'reset' }] },
    { what: 'HTTP 503 to a HEAD', faults: [{ method: 'HEAD', with: 503 }] },
    {
      what: 'a reset and HTTP 500 in parts',
      faults: [
        { method: 'POST', with: 500 },
        { method: 'PUT', with: 'reset' },
      ],
    },
  ])('$what', async ({ faults }) => {
    const bytes = randomBytes(faults.some(({ method }) => method === 'POST') ? 17_000_000 : 1_000);
    proxy.faults.push(...faults);
    const { sha256 } = await (await machine('a')).putBytes(bytes);
    expect(proxy.faults).toEqual([]);
    expect(sha256Of(await contents(await machine('b'), sha256))).toBe(sha256);
  });

  test.each<Fault['with']>([503, 'reset', 'half', 'stall'])('%s while reading', async (fault) => {
    const { sha256 } = await (await machine('a')).putBytes(randomBytes(300_000));
    proxy.faults.push({ method: 'GET', with: fault }, { method: 'GET', with: fault });
    expect(sha256Of(await contents(await machine('b'), sha256))).toBe(sha256);
    expect(proxy.faults).toEqual([]);
  });
});

describe('trouble that lasts is told in words, in bounded time, and leaves nothing behind', () => {
  async function troubleOf(work: Promise<unknown>): Promise<string> {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StorageError);
    return error instanceof Error ? error.message : '';
  }
  const check = (more: Partial<S3Settings>): Promise<void> =>
    checkBucket({ ...server.settings, ...more }, shortTimes);

  test('a bucket that is fine says nothing, and holds what it held', async () => {
    const before = await readdir(server.folder, { recursive: true });
    await check({});
    expect(await readdir(server.folder, { recursive: true })).toEqual(before);
  });

  test.each<{ more: Partial<S3Settings>; words: string }>([
    { more: { bucket: 'no-such-bucket' }, words: 'correct S3_BUCKET' },
    { more: { accessKeyId: 'NOBODY' }, words: 'correct S3_ACCESS_KEY_ID' },
    { more: { secretAccessKey: 'hunter2' }, words: 'correct S3_SECRET_ACCESS_KEY' },
    { more: { endpoint: 'http://127.0.0.1:9' }, words: '(ECONNREFUSED)' },
    { more: { endpoint: 'http://nowhere.invalid' }, words: 'cannot be reached' },
  ])('$words', async ({ more, words }) => {
    const trouble = await troubleOf(check(more));
    expect(trouble).toContain(words);
    expect(trouble).not.toContain('hunter2');
  });

  test('a missing bucket is no missing file', async () => {
    const store = await machine('a', { bucket: 'no-such-bucket' });
    expect(await troubleOf(store.open(sha256Of(randomBytes(4))))).toContain('correct S3_BUCKET');
    expect(await troubleOf(store.putBytes(randomBytes(4)))).toContain('correct S3_BUCKET');
  });

  test('a server that fails for ever', async () => {
    const store = await machine('a', {}, { ...shortTimes, soonMs: 20_000, callMs: 20_000 });
    proxy.faults.push(...Array.from({ length: 20 }, () => ({ method: 'PUT', with: 500 }) as const));
    expect(await troubleOf(store.putBytes(randomBytes(1_000)))).toContain('HTTP 500');
    expect(requests('PUT')).toBe(4);
    expect(await readdir(join(dir, 'a', 'tmp'))).toEqual([]);
  });

  test('a server that hangs, and is read from and written to again afterwards', async () => {
    const { sha256 } = await (await machine('a')).putBytes(randomBytes(1_000));
    const store = await machine('b');
    server.freeze();
    const startMs = performance.now();
    const troubles = await Promise.all([
      troubleOf(store.putBytes(randomBytes(1_000))),
      troubleOf(store.open(sha256)),
    ]);
    expect(performance.now() - startMs).toBeLessThan(2 * shortTimes.callMs);
    server.thaw();
    for (const words of troubles) expect(words).toContain('does not answer in time');
    expect(await readdir(join(dir, 'b', 'tmp'))).toEqual([]);
    expect(sha256Of(await contents(store, sha256))).toBe(sha256);
    await store.putBytes(randomBytes(1_000));
  });

  test('a server that was killed, and has all that it confirmed when it is back', async () => {
    const { sha256 } = await (await machine('a')).putBytes(randomBytes(1_000));
    await server.kill();
    const store = await machine('b');
    expect(await troubleOf(store.open(sha256))).not.toBe('');
    await server.start();
    expect(sha256Of(await contents(store, sha256))).toBe(sha256);
  });
});
