import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPort } from '../server/src/boot/listening.ts';

/** A server in a process of its own. */
export interface Started {
  url: string;
  dataDirectory: string | null;
  stop(): Promise<void>;
}

const bin = fileURLToPath(new URL('../server/bin/filmgate.js', import.meta.url));
const bare = fileURLToPath(new URL('./bare.ts', import.meta.url));

/** Filmgate as it is shipped, on a new data directory; the studio renders nothing meanwhile. */
export async function startFilmgate(): Promise<Started> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'filmgate-bench-'));
  const port = await findPort({ host: '127.0.0.1', port: 0 });
  const child = spawn(process.execPath, [bin, 'serve', '--json'], {
    env: {
      ...process.env,
      FILMGATE_DATA_DIR: dataDirectory,
      PORT: String(port),
      FILMGATE_STUDIO_WORKERS: '0',
      FILMGATE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    url: urlAt(port),
    dataDirectory,
    async stop() {
      await end(child);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A bare `node:http` server that answers these bytes to everything. */
export async function startBare(body: string): Promise<Started> {
  const port = await findPort({ host: '127.0.0.1', port: 0 });
  const child = fork(bare, [String(port), body]);
  await once(child, 'message');
  return { url: urlAt(port), dataDirectory: null, stop: () => end(child) };
}

function urlAt(port: number): string {
  return `http://127.0.0.1:${String(port)}`;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
