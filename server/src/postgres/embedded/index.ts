import { findBinaries } from './binaries.ts';
import { checkVersion, clearLeftovers, createCluster, readServerFacts } from './cluster.ts';
import { createDatabase } from './database.ts';
import { exists } from './files.ts';
import { findHome, makeHome, openHome, partsOf } from './home.ts';
import type { Home, Log } from './home.ts';
import { takeOwnerLock } from './owner-lock.ts';
import type { OwnerLock } from './owner-lock.ts';
import { endProcesses } from './processes.ts';
import { connectionBy, serverFlags } from './settings.ts';
import type { Connection, ServerOptions } from './settings.ts';
import { startServer } from './server.ts';
import type { Server } from './server.ts';
import { answeringSocket, makeSocketFolder, removeSocketFolder } from './socket.ts';

export { AlreadyRunningError } from './owner-lock.ts';

export interface EmbeddedOptions extends ServerOptions {
  /** FILMGATE_DATA_DIR, absolute; made if missing. */
  dataDirectory: string;
  log: Log;
}

export interface EmbeddedPostgres {
  /** For pg. */
  connection: Connection;
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
  const folder = await makeHome(options.dataDirectory, options.log);
  const lock = await takeOwnerLock(folder);
  try {
    const home = await openHome(folder);
    const running = await startIn(home, lock, options);
    const milliseconds = Math.round(performance.now() - begun);
    options.log('info', 'PostgreSQL is ready', { folder, pid: running.pid, milliseconds });
    return running;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** How to end at once what this process has started, by cluster. */
const enders = new Map<string, () => Promise<void>>();

const noPatience = { fastMs: 0, immediateMs: 1_000, killMs: 3_000 };

/**
 * For a process that must end now, wherever its start or its stop has got to: ends all servers that it has started.
 * The next start replays their logs.
 */
export async function endEmbeddedAtOnce(): Promise<void> {
  await Promise.allSettled([...enders.values()].map((end) => end()));
}

async function startIn(
  home: Home,
  lock: OwnerLock,
  { log, ...options }: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  let postmaster: number | undefined;
  enders.set(home.cluster, () => endProcesses(home.cluster, postmaster, noPatience));
  if (await clearLeftovers(home)) {
    log('warn', 'ended a PostgreSQL that had lost its owner', { folder: home.folder });
  }
  const binaries = await findBinaries(home);
  if (await exists(home.cluster)) await checkVersion(home, binaries);
  else await createCluster(home, binaries);
  try {
    const socketFolder = await makeSocketFolder(home);
    const flags = serverFlags(home, socketFolder, options);
    const server = await tellIfSlow(home, log, startServer(home, binaries, flags));
    postmaster = server.pid;
    await createDatabase(socketFolder);
    return {
      connection: connectionBy(socketFolder),
      pid: server.pid,
      ...endingOf(server, home.logFile, () => end(home, lock, server)),
    };
  } catch (error) {
    await endProcesses(home.cluster, undefined);
    throw error;
  }
}

/** After a crash with much in its log PostgreSQL may need minutes, and must not be cut off. */
async function tellIfSlow<T>(home: Home, log: Log, start: Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    log('warn', 'PostgreSQL is still starting: see what it says', { log: home.logFile });
  }, 10_000);
  return start.finally(() => {
    clearTimeout(timer);
  });
}

async function end(home: Home, lock: OwnerLock, server: Server): Promise<void> {
  try {
    await endProcesses(home.cluster, server.pid);
    await server.ended;
    await removeSocketFolder(home);
    enders.delete(home.cluster);
  } finally {
    await lock.release();
  }
}

function endingOf(
  server: Server,
  logFile: string,
  end: () => Promise<void>,
): Pick<EmbeddedPostgres, 'onExit' | 'stop'> {
  let stopping: Promise<void> | undefined;
  const tell = async (listener: (reason: string) => void): Promise<void> => {
    const how = await server.ended;
    if (stopping !== undefined) return;
    listener(`PostgreSQL ended by itself (${how}); its log is ${logFile}`);
  };
  return {
    onExit(listener) {
      void tell(listener);
    },
    stop() {
      stopping ??= end();
      return stopping;
    },
  };
}

/** False before the first start on a data directory. */
export async function hasHome(dataDirectory: string): Promise<boolean> {
  return (await findHome(dataDirectory)) !== undefined;
}

/**
 * The connection to the server that runs on a data directory now, for commands beside it; null if
 * none takes connections.
 */
export async function findRunningPostgres(dataDirectory: string): Promise<Connection | null> {
  const folder = await findHome(dataDirectory);
  if (folder === undefined) return null;
  const { cluster, socket } = partsOf(folder);
  // Only together: the file outlives a killed server, and the socket is there before it is ready.
  if ((await readServerFacts(cluster))?.ready !== true) return null;
  const socketFolder = await answeringSocket(socket);
  return socketFolder === undefined ? null : connectionBy(socketFolder);
}
