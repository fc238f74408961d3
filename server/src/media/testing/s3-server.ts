import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BucketTimes, S3Settings } from '../store/s3-bucket.ts';

/**
 * A real S3 server on the loopback, in a process of its own that can be stopped, frozen and started
 * again. It checks signatures, and knows Range and uploads in parts, but neither checksums nor the
 * abort of an upload; calls for the bucket itself (list, head) it wrongly refuses.
 */
export interface S3Server {
  settings: S3Settings;
  /** Where it keeps its objects. */
  folder: string;
  /** It takes connections and answers nothing, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it without notice; `start` brings it back at the same port, with what it had. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const bucket = 'filmgate-media';

export async function startS3Server(prefix = ''): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 's3-'));
  let child: ChildProcess | null = null;
  let port = 0;

  async function start(): Promise<void> {
    const program = new URL('s3-program.js', import.meta.url);
    child = fork(program, [folder, String(port), bucket], { stdio: 'inherit' });
    const [told] = (await once(child, 'message')) as [{ port: number }];
    ({ port } = told);
  }
  async function kill(): Promise<void> {
    const running = child;
    child = null;
    if (!running) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  }
  await start();
  return {
    settings: {
      endpoint: `http://127.0.0.1:${String(port)}`,
      region: 'us-east-1',
      bucket,
      // Its only key.
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      prefix,
      forcePathStyle: true,
    },
    folder: join(folder, bucket),
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    kill,
    start,
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** So that what waits in vain ends while a test looks on. */
export const shortTimes: BucketTimes = {
  connectMs: 500,
  soonIdleMs: 500,
  idleMs: 500,
  soonMs: 3_000,
  callMs: 3_000,
  readMs: 3_000,
};
