import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { diskMark, type StoreMark } from './mark.ts';
import { openS3Store } from './s3-store.ts';
import { openDiskStore, type MediaStore } from './store.ts';
import { startS3Server, type S3Server } from '../testing/s3-server.ts';

let dir = '';
let server: S3Server;

beforeAll(async () => {
  server = await startS3Server();
});
afterAll(async () => {
  await server.close();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'store-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const openS3 = (folder: string): Promise<MediaStore> =>
  openS3Store({ settings: server.settings, cacheFolder: folder, cacheBytesMax: 1_000_000_000 });

/** Of every store. Each test brings bytes of its own, because the bucket stays. */
describe.each([
  { name: 'on disk', open: (folder: string) => openDiskStore(folder) },
  { name: 'on S3', open: openS3 },
])('a store $name', ({ open }) => {
  let store: MediaStore;
  let bytes: Buffer;
  let sha256: string;

  beforeEach(async () => {
    store = await open(dir);
    bytes = randomBytes(1_000);
    sha256 = sha256Of(bytes);
  });

  const contents = async (hash: string): Promise<Buffer> =>
    readFile((await store.open(hash))?.path ?? '');

  test.skipIf(process.platform === 'win32')(
    'is for its own user alone, also where its folders stood open before',
    async () => {
      await store.putBytes(bytes);
      for (const folder of [dir, join(dir, 'tmp')]) await chmod(folder, 0o755);
      await open(dir);
      for (const folder of [dir, join(dir, 'tmp')]) {
        expect((await stat(folder)).mode & 0o777).toBe(0o700);
      }
    },
  );

  test('finds bytes under their hash', async () => {
    expect(await store.putBytes(bytes)).toEqual({ sha256, bytes: 1_000 });
    expect(await store.open(sha256)).toEqual({ path: expect.any(String) as string, bytes: 1_000 });
    expect(await contents(sha256)).toEqual(bytes);
  });

  test('finds nothing where nothing was put', async () => {
    expect(await store.open(sha256)).toBeNull();
  });

  test('takes a file over, whether its hash is known or not', async () => {
    for (const known of [undefined, { sha256 }]) {
      const path = store.temporaryPath();
      await writeFile(path, bytes);
      expect(await store.putFile(path, known)).toEqual({ sha256, bytes: 1_000 });
      await expect(stat(path)).rejects.toThrow('ENOENT');
      expect(await contents(sha256)).toEqual(bytes);
    }
    expect(await readdir(dirname(store.temporaryPath()))).toEqual([]);
  });

  test('takes files of all sizes over, the empty one and those of several parts', async () => {
    for (const size of [0, 1, 16_777_216, 40_000_001]) {
      const large = randomBytes(size);
      const stored = await store.putBytes(large);
      expect(stored).toEqual({ sha256: sha256Of(large), bytes: size });
      expect(sha256Of(await contents(stored.sha256))).toBe(stored.sha256);
    }
  });

  test('keeps equal files once, also when they come at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => store.putBytes(bytes)));
    expect(await contents(sha256)).toEqual(bytes);
    expect(await readdir(dirname(store.temporaryPath()))).toEqual([]);
  });

  test('serves many readers at the same time', async () => {
    await store.putBytes(bytes);
    const found = await Promise.all(Array.from({ length: 20 }, () => contents(sha256)));
    for (const one of found) expect(one).toEqual(bytes);
  });

  test('puts right what lost its end', async () => {
    await store.putBytes(bytes);
    const whole = await store.open(sha256);
    await writeFile(whole?.path ?? '', bytes.subarray(0, 3));
    await store.putBytes(bytes);
    expect(await contents(sha256)).toEqual(bytes);
  });

  test('removes, and removing again is no error', async () => {
    await store.putBytes(bytes);
    await store.remove(sha256);
    await store.remove(sha256);
    expect(await store.open(sha256)).toBeNull();
  });

  test('finds everything again after a restart', async () => {
    await store.putBytes(bytes);
    store = await open(dir);
    expect(await contents(sha256)).toEqual(bytes);
  });

  test('takes no name that is no hash', async () => {
    for (const name of ['../../etc/passwd', '', 'A'.repeat(64), `${sha256}/..`, 'tmp']) {
      await expect(store.open(name)).rejects.toThrow(TypeError);
      await expect(store.remove(name)).rejects.toThrow(TypeError);
    }
  });

  test('keeps its files for the owner of the process alone', async () => {
    await store.putBytes(bytes);
    const found = await store.open(sha256);
    expect((await stat(found?.path ?? '')).mode & 0o077).toBe(0);
  });
});

describe('the store on disk', () => {
  const bytes = Buffer.from('a picture, let us say');
  const sha256 = sha256Of(bytes);

  test('lays files out by the first digits of their hash', async () => {
    const store = await openDiskStore(dir);
    await store.putBytes(bytes);
    expect((await store.open(sha256))?.path).toBe(
      join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256),
    );
    expect(await readdir(join(dir, sha256.slice(0, 2), sha256.slice(2, 4)))).toEqual([sha256]);
  });

  test('clears at its start what a crash left behind, but nothing that may be in the making', async () => {
    const store = await openDiskStore(dir);
    await writeFile(store.temporaryPath(), 'half a download');
    await openDiskStore(dir, () => Date.now() + 3_500_000);
    expect(await readdir(join(dir, 'tmp'))).toHaveLength(1);
    await openDiskStore(dir, () => Date.now() + 3_700_000);
    expect(await readdir(join(dir, 'tmp'))).toEqual([]);
    // A process that goes on for months clears as well.
    await writeFile(store.temporaryPath(), 'half an upload');
    let nowMs = Date.now();
    const old = await openDiskStore(dir, () => nowMs);
    nowMs += 3_700_000;
    await old.clearLeftOvers();
    expect(await readdir(join(dir, 'tmp'))).toEqual([]);
  });
});

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** With the store that it is the mark of. */
const marks: { name: string; open(folder: string): Promise<[MediaStore, StoreMark]> }[] = [
  {
    name: 'on disk',
    open: async (folder) => [await openDiskStore(folder), diskMark(folder)],
  },
  {
    name: 'on S3',
    async open(folder) {
      const store = await openS3Store({
        settings: { ...server.settings, prefix: 'marked/' },
        cacheFolder: folder,
        cacheBytesMax: 1_000_000,
      });
      return [store, store.mark];
    },
  },
];

describe.each(marks)('the mark of a store $name', ({ open }) => {
  test('is what was written last, and none before', async () => {
    const [, mark] = await open(dir);
    expect(await mark.read()).toBeNull();
    for (const id of ['one', 'two']) {
      await mark.write(id);
      const [, again] = await open(dir);
      expect(await again.read()).toBe(id);
    }
  });

  test('knows what the store has', async () => {
    const [store, mark] = await open(dir);
    const { sha256 } = await store.putBytes(randomBytes(100));
    expect(await mark.has(sha256)).toBe(true);
    await store.remove(sha256);
    expect(await mark.has(sha256)).toBe(false);
  });
});

test('a look at the mark of a folder that is missing makes nothing', async () => {
  const folder = join(dir, 'missing');
  expect(await diskMark(folder).read()).toBeNull();
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

test.skipIf(process.platform === 'win32')(
  'the mark of a folder is for its owner alone',
  async () => {
    await diskMark(dir).write('one');
    expect(await readdir(dir)).toEqual(['store-id']);
    expect((await stat(join(dir, 'store-id'))).mode & 0o777).toBe(0o600);
  },
);
