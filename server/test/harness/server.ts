import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPort } from '../../src/boot/listening.ts';
import { loadOrMakeSecret } from '../../src/boot/secret.ts';
import { cloneDatabase, databaseUrl, type SocketAddress } from '../../src/postgres/testing.ts';
import { filmsEnvironment } from './films.ts';

/** A whole Filmgate as a stranger would run it: its own process, port and data directory. */
export interface TestServer {
  url: string;
  port: number;
  dataDirectory: string;
  /** Where its database is; null where that is its own, which runs while it does. */
  database: SocketAddress | null;
  /** What a command must be told to find its data and its database. */
  env: Record<string, string>;
  /** Of the running process. */
  pid(): number;
  /** What the first start made, from the file that it named. */
  first: First;
  /** Everything that the process wrote to standard error since its start. */
  log(): string;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL of the process alone: its database and children are left to fend for themselves. */
  kill(): Promise<void>;
  /** Starts again on the same data and port; resolves, when ready, with how long that took. */
  start(): Promise<number>;
  /** Stops and removes the data. */
  remove(): Promise<void>;
}

export interface First {
  account: { id: string; name: string; credits: number };
  liveKey: string;
  testKey: string;
  admin: { email: string; password: string };
}

export interface ServerOptions {
  /** For the process alone. */
  env?: Record<string, string>;
  /**
   * `shared`: one of its own in the PostgreSQL of the run, where nothing else is told. `embedded`: its own PostgreSQL,
   * as in a fresh clone, for what is about that one: its start, its end and its files.
   */
  database?: 'shared' | 'embedded';
  /** Where the films themselves are what is looked at. */
  films?: 'whole';
}

export const bin = fileURLToPath(new URL('../../bin/filmgate.js', import.meta.url));
const startWithinMs = 30_000;

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'filmgate-system-'));
  const port = await freePort();
  const shared = options.database === 'embedded' ? null : await cloneDatabase();
  const env: Record<string, string> = {
    FILMGATE_DATA_DIR: dataDirectory,
    PORT: String(port),
    ...(shared === null
      ? {}
      : {
          DATABASE_URL: databaseUrl(shared.address),
          // As a server with a database of its own would have made it.
          FILMGATE_SECRET: loadOrMakeSecret(dataDirectory),
        }),
  };
  const environment = {
    ...process.env,
    ...filmsEnvironment(options.films),
    ...env,
    ...options.env,
  };
  let child: ChildProcess | null = null;
  let first: First | null = null;
  let words = '';

  async function start(): Promise<number> {
    const begun = performance.now();
    words = '';
    const started = spawn(process.execPath, [bin, 'serve', '--json'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    started.stderr.on('data', (chunk: Buffer) => {
      words += chunk.toString();
    });
    const line = await firstLine(started, () => words);
    // Written by `serve --json`.
    const told = JSON.parse(line) as { first: { keysFile: string } | null };
    // As `FirstStart`.
    if (told.first) first = JSON.parse(await readFile(told.first.keysFile, 'utf8')) as First;
    return performance.now() - begun;
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) {
      return ending?.exitCode ?? null;
    }
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
    return ending.exitCode;
  }

  async function remove(): Promise<void> {
    await end('SIGTERM');
    await shared?.drop();
    await rm(dataDirectory, { recursive: true, force: true });
  }

  // One that is slow would go on by itself, at the cost of all others.
  await start().catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  if (!first) throw new Error('the first start told of no account');
  return {
    url: `http://127.0.0.1:${String(port)}`,
    port,
    dataDirectory,
    database: shared?.address ?? null,
    env,
    pid: () => child?.pid ?? 0,
    first,
    log: () => words,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
    start,
    remove,
  };
}

/** The first line of its standard output. Throws, with its words, where the process ends before. */
export function firstLine(child: ChildProcess, words: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      reject(new Error(`the server did not start in time: ${words()}`));
    }, startWithinMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      resolve(text.slice(0, end));
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended at its start with ${String(code)}: ${words()}`));
    });
  });
}

export function freePort(): Promise<number> {
  return findPort({ host: '127.0.0.1', port: 0 });
}

export interface Answered {
  code: number | null;
  answer: unknown;
  text: string;
}

/** Runs a command beside the server, with `--json`; resolves with its exit code and what it answered. */
export async function command(
  server: Pick<TestServer, 'dataDirectory' | 'port'> & Pick<ServerOptions, 'env'>,
  args: readonly string[],
): Promise<Answered> {
  const child = spawn(process.execPath, [bin, ...args, '--json'], {
    env: {
      ...process.env,
      FILMGATE_DATA_DIR: server.dataDirectory,
      PORT: String(server.port),
      ...server.env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, 'close');
  const line = text.trim().split('\n').at(-1) ?? '';
  return { code: child.exitCode, answer: line === '' ? null : JSON.parse(line), text };
}
