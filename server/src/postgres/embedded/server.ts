import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Binaries } from './binaries.ts';
import { readServerFacts } from './cluster.ts';
import { ifMissing } from './files.ts';
import type { Home } from './home.ts';
import { serverEnvironment } from './settings.ts';

export interface Server {
  pid: number;
  /** Resolves when the process has ended, with how. */
  ended: Promise<string>;
}

/** Starts PostgreSQL and returns when it takes connections. Throws with its own last words. */
export async function startServer(
  home: Home,
  binaries: Binaries,
  flags: readonly string[],
): Promise<Server> {
  const log = await openLog(home.logFile);
  const { size: start } = await log.stat();
  const started = new AbortController();
  try {
    const child = spawn(binaries.postgres, flags, {
      cwd: home.folder,
      env: serverEnvironment,
      // A group of its own: Ctrl+C in our terminal is ours to handle, and the server is stopped last.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...home.user,
    });
    const ended = endOf(child);
    const pid = await pidOf(child);
    const end = await Promise.race([ended, untilReady(home.cluster, pid, started.signal)]);
    if (end !== undefined) {
      const words = await lastWords(log, start);
      throw new Error(`PostgreSQL ended while it started (${end}): ${words} (${home.logFile})`);
    }
    return { pid, ended };
  } finally {
    started.abort();
    await log.close();
  }
}

function pidOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    if (child.pid !== undefined) resolve(child.pid);
  });
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      resolve(signal ?? `code ${String(code)}`);
    });
  });
}

/**
 * Waits for `ready` in the server's pid file: as long as it takes, since replaying a long log
 * takes long and ends. The file is read when the system tells of a change, and now and then for
 * the file systems that do not tell.
 */
function untilReady(cluster: string, pid: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      void isReady(cluster, pid).then((ready) => ready && resolve(undefined), reject);
    };
    const timer = setInterval(look, 50);
    const watcher = watchIfPossible(cluster, look);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      watcher?.close();
    });
    look();
  });
}

/** The number of watches is limited, for all programs of a user together. */
function watchIfPossible(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(folder, onChange).on('error', () => undefined);
  } catch {
    return undefined;
  }
}

async function isReady(cluster: string, pid: number): Promise<boolean> {
  const facts = await readServerFacts(cluster);
  return facts?.pid === pid && facts.ready;
}

const largestLogBytes = 5_000_000;

/** One older log is kept. */
async function openLog(path: string): Promise<FileHandle> {
  const size = (await stat(path).catch(ifMissing))?.size ?? 0;
  if (size > largestLogBytes) await rename(path, `${path}.1`);
  const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
  return open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
}

async function lastWords(log: FileHandle, start: number): Promise<string> {
  const buffer = Buffer.alloc(4000);
  const { bytesRead } = await log.read(buffer, 0, buffer.length, start);
  return buffer.toString('utf8', 0, bytesRead).trim() || 'it said nothing';
}
