import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDiskRoom, onDisk, probeDisk, writingTo } from './disk.ts';
import { openFileCache } from './file-cache.ts';
import { createGate } from '../../generation/gate.ts';
import { checkHash, hashFile, moveBeside } from '../local-files.ts';
import {
  bucketTimes,
  openBucket,
  partBytes,
  type Bucket,
  type BucketTimes,
  type FileToSend,
  type S3Settings,
} from './s3-bucket.ts';
import { markName, type StoreMark } from './mark.ts';
import type { MediaStore, OpenedFile } from './store.ts';
import { inTime, StorageError } from './store-trouble.ts';

export interface S3StoreOptions {
  settings: S3Settings;
  /** For the files that are read here: created where it is missing. */
  cacheFolder: string;
  cacheBytesMax: number;
  times?: BucketTimes;
}

export interface S3Store extends MediaStore {
  mark: StoreMark;
  close(): void;
}

const uploadsMax = 8;

/**
 * Files in a bucket that any number of processes share, at `<prefix>ab/cd/<sha256>`, as the disk store
 * lays them out. Those that are read pass through a cache on this machine. Throws StorageError.
 */
export async function openS3Store(options: S3StoreOptions): Promise<S3Store> {
  const bucket = openBucket(options.settings, options.times);
  const cache = await openFileCache(options.cacheFolder, { bytesMax: options.cacheBytesMax });
  // Each upload holds a part in memory.
  const uploads = createGate({
    places: uploadsMax,
    placesPerOwner: uploadsMax,
    weight: uploadsMax * partBytes,
    weightPerOwner: partBytes,
  });
  const coming = new Map<string, Promise<void>>();

  async function upload(file: FileToSend): Promise<void> {
    const { bytes, sha256 } = file;
    const leave = await uploads.enter('', Math.min(bytes, partBytes), neverAborted);
    try {
      if ((await bucket.size(objectKey(sha256))) === bytes) return;
      await bucket.put(objectKey(sha256), file);
    } finally {
      leave();
    }
  }

  /** `path` is in the cache's folder. Equal files that come at the same time are sent once. */
  async function adopt(path: string, sha256: string, isPatient: boolean) {
    try {
      const { size: bytes } = await stat(path);
      let sending = coming.get(sha256);
      if (!sending) {
        sending = upload({ path, bytes, sha256, isPatient }).finally(() => coming.delete(sha256));
        coming.set(sha256, sending);
      }
      await sending;
      await cache.put(sha256, path);
      return { sha256, bytes };
    } finally {
      await rm(path, { force: true });
    }
  }

  const open = (sha256: string): Promise<OpenedFile | null> => {
    const key = objectKey(sha256);
    return onDisk(() => cache.get(sha256, (to) => bucket.get(key, to, sha256)));
  };

  return {
    putFile: (path, { sha256, isPatient = false } = {}) =>
      onDisk(async () => {
        const hash = sha256 ?? (await hashFile(path));
        await cache.makeFolders();
        return adopt(await moveBeside(path, cache.temporaryPath()), hash, isPatient);
      }),
    putBytes: (bytes) =>
      onDisk(async () => {
        await cache.makeFolders();
        const path = cache.temporaryPath();
        await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
        return adopt(path, createHash('sha256').update(bytes).digest('hex'), false);
      }),
    open: async (sha256) => open(sha256),
    async take(sha256) {
      const found = await open(sha256);
      // What is here in the cache may have left the bucket.
      if (found !== null) await upload({ ...found, sha256, isPatient: false });
      return found;
    },
    async remove(sha256) {
      await bucket.remove(objectKey(sha256));
      await onDisk(() => cache.remove(sha256));
    },
    writing: writingTo,
    checkRoom: () => checkDiskRoom(options.cacheFolder),
    async probe(part) {
      await onDisk(() => inTime(cache.makeFolders()));
      await probeDisk(options.cacheFolder, part);
      if (part === 'read') await bucket.size(probeKey);
      else await writeAndRemove(bucket);
    },
    temporaryPath: () => cache.temporaryPath(),
    clearLeftOvers: () => cache.clearLeftOvers(),
    list: () => Promise.resolve(null),
    mark: {
      place: placeOf(options.settings),
      read: async () => (await bucket.text(markName))?.trim() ?? null,
      async write(id) {
        await putWords(bucket, markName, `${id}\n`);
      },
      has: async (sha256) => (await bucket.size(objectKey(sha256))) !== null,
    },
    close() {
      bucket.close();
    },
  };
}

/** As the disk store's folders, so that one can be copied to the other. */
function objectKey(sha256: string): string {
  checkHash(sha256);
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

const neverAborted = new AbortController().signal;

const probeKey = 'probe';

function placeOf({ bucket, prefix }: S3Settings): string {
  return `the bucket "${bucket}"${prefix === '' ? '' : ` below "${prefix}"`}`;
}

/** A small object; resolves with the SHA-256 of what is in it. */
async function putWords(bucket: Bucket, key: string, words: string): Promise<string> {
  return inFolder(async (folder) => {
    const path = join(folder, 'sent');
    const bytes = Buffer.from(words);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 });
    await bucket.put(key, { path, bytes: bytes.length, sha256, isPatient: false });
    return sha256;
  });
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes and deletes a small object; `between` may look at it. */
async function writeAndRemove(
  bucket: Bucket,
  between: (key: string, sha256: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const key = `check-${randomUUID()}`;
  const sha256 = await putWords(bucket, key, 'written by filmgate to see whether it can\n');
  await between(key, sha256);
  await bucket.remove(key);
}

/** Writes, reads and deletes a small object: throws StorageError where one of them is not possible. */
export async function checkBucket(
  settings: S3Settings,
  times: BucketTimes = bucketTimes,
): Promise<void> {
  const bucket = openBucket(settings, times);
  try {
    await writeAndRemove(bucket, async (key, sha256) => {
      if (await inFolder((folder) => bucket.get(key, join(folder, 'got'), sha256))) return;
      throw new StorageError(`What was written to the bucket "${settings.bucket}" is not there.`);
    });
  } finally {
    bucket.close();
  }
}
