import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3';
import { isForbidden, isMissing, storageError, type S3Deed } from './s3-errors.ts';
import { StorageError } from './store-trouble.ts';

/** Where a bucket is and with which key it is used. */
export interface S3Settings {
  /** Null: Amazon's own for the region. */
  endpoint: string | null;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Of all keys; empty, or with a slash at the end. */
  prefix: string;
  /** `<endpoint>/<bucket>/<key>`, where not the bucket stands in the host name. */
  forcePathStyle: boolean;
}

/** The calls that storage needs. All of them end within bounds, and throw StorageError. */
export interface Bucket {
  /** Null where there is no such object, or the key may not know. */
  size(key: string): Promise<number | null>;
  /** On return the object is whole and durable; until then readers see none. */
  put(key: string, file: FileToSend): Promise<void>;
  /** Writes the object to the new file `to` and sees that it is what it should be; false: there is none. */
  get(key: string, to: string, sha256: string): Promise<boolean>;
  /** What a small object holds; null as of `size`. */
  text(key: string): Promise<string | null>;
  /** No error where there is none. */
  remove(key: string): Promise<void>;
  close(): void;
}

export interface FileToSend {
  path: string;
  bytes: number;
  sha256: string;
  /** Nobody waits for it. */
  isPatient: boolean;
}

export interface BucketTimes {
  connectMs: number;
  /** A connection on which nothing moves for so long is given up, where somebody waits and where nobody does. */
  soonIdleMs: number;
  idleMs: number;
  /** Of a call with all its tries, without what it reads, and where somebody waits, without what it sends. */
  soonMs: number;
  callMs: number;
  /** Of reading one object. */
  readMs: number;
}

export const bucketTimes: BucketTimes = {
  connectMs: 5_000,
  soonIdleMs: 7_000,
  idleMs: 20_000,
  soonMs: 16_000,
  callMs: 90_000,
  readMs: 900_000,
};

/** Larger files travel in parts, each of which is tried again by itself. S3 takes no parts below 5 MiB. */
export const partBytes = 16 * 1024 * 1024;
/** Of each call, by the client, which waits a little longer each time. */
const triesMax = 4;
/** A slow link that moves at least so much is no silence. */
const slowBytesPerMs = 512;
/** Of an object that broke off while it was read. */
const readsMax = 3;

export function openBucket(settings: S3Settings, times: BucketTimes = bucketTimes): Bucket {
  const patient = createClient(settings, times, triesMax, times.idleMs);
  const soon = createClient(settings, times, triesMax, times.soonIdleMs);
  const place = { address: addressOf(settings), bucket: settings.bucket };
  const bounded = () => ({ abortSignal: AbortSignal.timeout(times.callMs) });
  const boundedSoon = (bytes = 0) => ({
    abortSignal: AbortSignal.timeout(times.soonMs + Math.ceil(bytes / slowBytesPerMs)),
  });
  const at = (key: string) => ({ Bucket: settings.bucket, Key: settings.prefix + key });

  async function told<Result>(deed: S3Deed, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw storageError(error, deed, place);
    }
  }

  async function putParts(
    key: string,
    { path, sha256, isPatient }: FileToSend,
    hash: Hash,
  ): Promise<void> {
    const client = isPatient ? patient : soon;
    const limit = isPatient ? bounded : boundedSoon;
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at(key)), limit());
    const upload = { ...at(key), UploadId };
    try {
      const parts: CompletedPart[] = [];
      for await (const Body of partsOf(path, hash)) {
        const PartNumber = parts.length + 1;
        const part = new UploadPartCommand({ ...upload, PartNumber, Body });
        parts.push({ PartNumber, ETag: (await client.send(part, limit(Body.length))).ETag });
      }
      checkSame(hash, sha256);
      const whole = new CompleteMultipartUploadCommand({
        ...upload,
        MultipartUpload: { Parts: parts },
      });
      // The server may put the parts together without a word for a while.
      await patient.send(whole, bounded());
    } catch (error) {
      // What it may leave behind costs a little until a rule of the bucket clears it.
      await client.send(new AbortMultipartUploadCommand(upload), limit()).catch(() => undefined);
      throw error;
    }
  }

  async function getOnce(key: string, to: string, sha256: string): Promise<void> {
    const { Body } = await soon.send(new GetObjectCommand(at(key)), boundedSoon());
    if (!(Body instanceof Readable)) throw new Error('the answer has no body');
    const hash = createHash('sha256');
    await pipeline(
      Body,
      async function* hashed(source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(to, { flags: 'wx', mode: 0o600 }),
      { signal: AbortSignal.timeout(times.readMs) },
    );
    checkSame(hash, sha256);
  }

  return {
    async size(key) {
      try {
        const { ContentLength } = await soon.send(new HeadObjectCommand(at(key)), boundedSoon());
        return ContentLength ?? null;
      } catch (error) {
        if (isMissing(error) || isForbidden(error)) return null;
        throw storageError(error, 'read', place);
      }
    },
    put: (key, file) =>
      told('write', async () => {
        const { path, bytes, sha256, isPatient } = file;
        const hash = createHash('sha256');
        if (bytes > partBytes) return putParts(key, file, hash);
        const [body = Buffer.alloc(0)] = await Array.fromAsync(partsOf(path, hash));
        checkSame(hash, sha256);
        const put = new PutObjectCommand({ ...at(key), Body: body });
        await (isPatient ? patient.send(put, bounded()) : soon.send(put, boundedSoon(bytes)));
      }),
    async get(key, to, sha256) {
      for (let read = 1; ; read++) {
        try {
          await getOnce(key, to, sha256);
          return true;
        } catch (error) {
          await rm(to, { force: true });
          if (isMissing(error)) return false;
          // Only what broke off after it had begun is tried again here: the client has tried the rest.
          const brokeOff = error instanceof Error && !('$metadata' in error);
          if (!brokeOff || read === readsMax) throw storageError(error, 'read', place);
        }
      }
    },
    async text(key) {
      try {
        const { Body } = await soon.send(new GetObjectCommand(at(key)), boundedSoon());
        return (await Body?.transformToString()) ?? '';
      } catch (error) {
        if (isMissing(error) || isForbidden(error)) return null;
        throw storageError(error, 'read', place);
      }
    },
    remove: (key) =>
      told('delete', async () => {
        await soon.send(new DeleteObjectCommand(at(key)), boundedSoon());
      }),
    close() {
      patient.destroy();
      soon.destroy();
    },
  };
}

function createClient(
  settings: S3Settings,
  { connectMs }: BucketTimes,
  maxAttempts: number,
  idleMs: number,
): S3Client {
  return new S3Client({
    ...(settings.endpoint === null ? {} : { endpoint: settings.endpoint }),
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    credentials: {
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey,
    },
    maxAttempts,
    // Checksums in trailers are Amazon's alone. Every body is signed with its SHA-256 instead, which
    // all servers check.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: idleMs,
    },
  });
}

function addressOf({ endpoint, region }: S3Settings): string {
  return endpoint ?? `Amazon S3 in ${region}`;
}

/** A file in pieces of `partBytes`, which it adds to `hash`. */
async function* partsOf(path: string, hash: Hash): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    for (;;) {
      const part = await readPart(file);
      if (part.length === 0) return;
      hash.update(part);
      yield part;
    }
  } finally {
    await file.close();
  }
}

async function readPart(file: Awaited<ReturnType<typeof open>>): Promise<Buffer> {
  const { size } = await file.stat();
  const part = Buffer.allocUnsafe(Math.min(partBytes, size));
  let filled = 0;
  while (filled < part.length) {
    const { bytesRead } = await file.read(part, filled, part.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return part.subarray(0, filled);
}

function checkSame(hash: Hash, sha256: string): void {
  if (hash.digest('hex') === sha256) return;
  throw new StorageError('A file is not what it was when it was measured: its SHA-256 differs.');
}
