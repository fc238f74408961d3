import { join } from 'node:path';
import { Client } from 'pg';
import { findBinaries } from './binaries.ts';
import { clearLeftovers, createCluster, readServerFacts } from './cluster.ts';
import { exists } from './files.ts';
import { findHome, makeHome, openHome, removeAbandonedHomes } from './home.ts';
import type { Home } from './home.ts';
import { takeOwnerLock } from './owner-lock.ts';
import type { OwnerLock } from './owner-lock.ts';
import { endProcesses } from './processes.ts';
import { database, port, superuser } from './settings.ts';
import { startServer } from './server.ts';
import type { Server } from './server.ts';
import { answers, makeSocketFolder, removeSocketFolder } from './socket.ts';

export { AlreadyRunningError } from './owner-lock.ts';

type Log = (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;

export interface EmbeddedOptions {
  /** FILMGATE_DATA_DIR, absolute; made if missing. */
  dataDirectory: string;
  log: Log;
}

export interface EmbeddedPostgres {
  /** For pg: `host` is the folder of the unix socket. */
  connection: { host: string; port: number; user: string; database: string };
  /** Calls once if the server ends without `stop`; soon, if it has already. */
  onExit(listener: (reason: string) => void): void;
  /** Ends the server, waits until all of it has ended, and lets go of the data directory. */
  stop(): Promise<void>;
  /** Of the postmaster. */
  pid: number;
}

/**
 * PostgreSQL as a part of Filmgate: the programs come from npm, the data is in the data directory,
 * and the process that starts it owns it. What a killed owner left behind is cleared away first.
 * Throws AlreadyRunningError if another process owns the data directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const begun = performance.now();
  const folder = await makeHome(options.dataDirectory);
  const lock = await takeOwnerLock(folder);
  const home = await openHome(folder);
  try {
    const running = await startIn(home, lock, options.log);
    const milliseconds = Math.round(performance.now() - begun);
    options.log('info', 'PostgreSQL is ready', { folder, milliseconds });
    return running;
  } catch (error) {
    await endProcesses(home.cluster, undefined);
    await lock.release();
    throw error;
  }
}

async function startIn(home: Home, lock: OwnerLock, log: Log): Promise<EmbeddedPostgres> {
  if (await clearLeftovers(home)) log('warn', 'stopped a PostgreSQL that had lost its owner');
  const binaries = await findBinaries(home);
  if (!(await exists(home.cluster))) {
    await Promise.all([createCluster(home, binaries), removeAbandonedHomes()]);
  }
  const socketFolder = await makeSocketFolder(home);
  const server = await startServer(home, binaries, socketFolder);
  const connection = { host: socketFolder, port, user: superuser, database };
  await createDatabase(connection);
  return {
    connection,
    pid: server.pid,
    ...endingOf(server, async () => {
      await endProcesses(home.cluster, server.pid);
      await server.ended;
      await removeSocketFolder(home);
      await lock.release();
    }),
  };
}

function endingOf(
  server: Server,
  end: () => Promise<void>,
): Pick<EmbeddedPostgres, 'onExit' | 'stop'> {
  let stopping: Promise<void> | undefined;
  const reportEnd = async (listener: (reason: string) => void): Promise<void> => {
    const how = await server.ended;
    if (stopping === undefined) listener(`PostgreSQL ended by itself: ${how}`);
  };
  return {
    onExit(listener) {
      void reportEnd(listener);
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

/** initdb makes none of ours. */
async function createDatabase(connection: EmbeddedPostgres['connection']): Promise<void> {
  const client = new Client({ ...connection, database: 'postgres', ssl: false });
  await client.connect();
  try {
    const found = await client.query('select from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

/**
 * The connection to the server that runs on a data directory now, for commands beside it; null if
 * none takes connections.
 */
export async function findRunningPostgres(
  dataDirectory: string,
): Promise<EmbeddedPostgres['connection'] | null> {
  const folder = await findHome(dataDirectory);
  if (folder === undefined) return null;
  const facts = await readServerFacts(join(folder, 'cluster'));
  if (facts?.ready !== true || !(await answers(facts.socketFolder))) return null;
  return { host: facts.socketFolder, port, user: superuser, database };
}
