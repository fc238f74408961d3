import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { QueryResultRow } from 'pg';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { findHome, partsOf } from '../home.ts';
import { startEmbeddedPostgres } from '../index.ts';
import type { EmbeddedPostgres } from '../index.ts';
import { endProcesses, processesIn } from '../processes.ts';
import type { Connection } from '../settings.ts';
import type { ServerUser } from '../user.ts';

const reportSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('started'),
    pid: z.number(),
    connection: z.object({
      host: z.string(),
      port: z.number(),
      user: z.string(),
      database: z.string(),
    }),
  }),
  z.object({
    outcome: z.literal('refused'),
    owner: z.number().optional(),
    message: z.string(),
  }),
]);

/** What a process of `owner.ts` says of its start. */
export type OwnerReport = z.infer<typeof reportSchema>;

export const quiet = (): void => undefined;

/** A data directory that goes, with its database and its processes, when the test has ended. */
export async function scratchDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'filmgate-embedded-'));
  onTestFinished(() => removeDirectory(directory));
  return directory;
}

export async function removeDirectory(directory: string): Promise<void> {
  const home = await endServer(directory);
  if (home !== undefined) await rm(home, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}

/** Kills what a killed owner left; returns the home. */
async function endServer(dataDirectory: string): Promise<string | undefined> {
  const home = await findHome(dataDirectory).catch(() => undefined);
  if (home !== undefined) await endProcesses(partsOf(home).cluster, undefined);
  return home;
}

/** Starts in this process; stopped when the test has ended, at the latest. */
export async function start(dataDirectory: string): Promise<EmbeddedPostgres> {
  const running = await startEmbeddedPostgres({ dataDirectory, log: quiet });
  onTestFinished(() => running.stop());
  return running;
}

export interface OwnerProcess {
  child: ChildProcess;
  report: OwnerReport;
  /** Ends the process, and only it, as a crash would. */
  kill(): Promise<void>;
}

export interface OwnerOptions {
  env?: NodeJS.ProcessEnv;
  user?: ServerUser | undefined;
  /** A program and its arguments that run the process: `['setpriv', '--…']`. */
  through?: string[];
}

/** Starts in a process of its own. */
export async function startOwner(
  dataDirectory: string,
  options: OwnerOptions = {},
): Promise<OwnerProcess> {
  const child = spawnOwner(dataDirectory, options);
  const report = await firstReport(child);
  return { child, report, kill: () => killChild(child) };
}

export function spawnOwner(dataDirectory: string, options: OwnerOptions = {}): ChildProcess {
  const owner = fileURLToPath(new URL('./owner.ts', import.meta.url));
  const command = [process.execPath, '--no-warnings', owner, dataDirectory];
  const [program = '', ...words] = [...(options.through ?? []), ...command];
  const child = spawn(program, words, {
    env: options.env ?? {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.user,
  });
  onTestFinished(async () => {
    await killChild(child);
    await endServer(dataDirectory);
  });
  return child;
}

export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function firstReport(child: ChildProcess): Promise<OwnerReport> {
  if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  for await (const line of createInterface(child.stdout)) {
    return reportSchema.parse(JSON.parse(line));
  }
  throw new Error(`the owner process said nothing: ${words}`);
}

/** The connection of an owner that must have started. */
export function connectionOf(owner: OwnerProcess): Connection {
  if (owner.report.outcome !== 'started') throw new Error(owner.report.message);
  return owner.report.connection;
}

export async function query<Row extends QueryResultRow>(
  connection: Connection,
  text: string,
): Promise<Row[]> {
  const client = new Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<Row>(text);
    return rows;
  } finally {
    await client.end();
  }
}

/** Pids of the living processes of a data directory's server. */
export async function serverProcesses(dataDirectory: string): Promise<number[]> {
  return processesIn((await homeOf(dataDirectory)).cluster);
}

export async function homeOf(dataDirectory: string): Promise<ReturnType<typeof partsOf>> {
  const folder = await findHome(dataDirectory);
  if (folder === undefined) throw new Error(`${dataDirectory} has no database`);
  return partsOf(folder);
}

/** Looks again and again; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(5);
}
