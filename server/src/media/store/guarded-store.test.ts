import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guardStore, type GuardedStore } from './guarded-store.ts';
import { openDiskStore, type MediaStore } from './store.ts';
import { StorageError, type StoreTroubleKind } from './store-trouble.ts';

let dir: string;
let trouble: StoreTroubleKind | null;
let asked: string[];
let lines: [string, string, object][];
let guarded: GuardedStore;
let store: MediaStore;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guarded-'));
  trouble = null;
  asked = [];
  lines = [];
  const disk = await openDiskStore(dir);
  const unless = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    asked.push(name);
    if (trouble) throw new StorageError('It does not.', { kind: trouble });
    return work();
  };
  const failing: MediaStore = {
    ...disk,
    putBytes: (bytes) => unless('putBytes', () => disk.putBytes(bytes)),
    checkRoom: () => unless('checkRoom', () => disk.checkRoom()),
    probe: (part) => unless('probe', () => disk.probe(part)),
  };
  guarded = guardStore(failing, { log: (...line) => lines.push(line), everyMs: 10 });
  ({ store } = guarded);
});
afterEach(async () => {
  guarded.stop();
  await rm(dir, { recursive: true });
});

const put = () => store.putBytes(randomBytes(9));

test.each<StoreTroubleKind>(['full', 'read_only', 'handles', 'broken', 'silent'])(
  'a store that is %s is one line at its beginning and one at its end, and is not ready between',
  async (kind) => {
    const { sha256 } = await put();
    expect(guarded.ready()).toBe(true);
    trouble = kind;
    for (let time = 0; time < 20; time += 1) await expect(put()).rejects.toMatchObject({ kind });
    expect(guarded.ready()).toMatch(/^write /);
    // What can be read is read.
    expect(await store.open(sha256)).not.toBeNull();
    trouble = null;
    await expect.poll(() => guarded.ready()).toBe(true);
    await put();
    expect(lines.map(([level, message]) => [level, message])).toEqual([
      ['error', 'the storage does not work'],
      ['info', 'the storage works again'],
    ]);
  },
);

test('in a trouble there is known to be no room, and a silent disk is asked by nobody but the probe', async () => {
  trouble = 'full';
  await expect(put()).rejects.toThrow(StorageError);
  asked = [];
  await expect(store.checkRoom()).rejects.toMatchObject({ kind: 'full' });
  expect(asked.filter((name) => name !== 'probe')).toEqual([]);
  trouble = 'silent';
  await expect(put()).rejects.toMatchObject({ kind: 'silent' });
  asked = [];
  await expect(put()).rejects.toMatchObject({ kind: 'silent' });
  await expect(store.writing(() => Promise.resolve())).rejects.toMatchObject({ kind: 'silent' });
  expect(asked.filter((name) => name !== 'probe')).toEqual([]);
});

test('what is no trouble of the store says nothing of it', async () => {
  await expect(store.open('no hash')).rejects.toThrow(TypeError);
  await expect(store.writing(() => Promise.reject(new Error('theirs')))).rejects.toThrow('theirs');
  expect([guarded.ready(), lines]).toEqual([true, []]);
});
