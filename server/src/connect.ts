import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { openDatabase, type Database, type DatabaseAddress } from './postgres/database.ts';
import {
  AlreadyRunningError,
  findRunningPostgres,
  startEmbeddedPostgres,
} from './postgres/embedded/index.ts';
import { migrate } from './postgres/migrate.ts';

/** A database that is up, and how to let go of it. */
export interface Connected {
  database: Database;
  /** True: this process started the server and nobody else can have work in it. */
  owned: boolean;
  close(): Promise<void>;
}

const restartDelayMs = 100;

/**
 * For `serve`: the operator's database, or our own server, which this process then owns.
 * Throws AlreadyRunningError where another process owns the data directory.
 */
export async function connectToServe(config: Config, log: Logger): Promise<Connected> {
  return migrated(await openToServe(config, log), log);
}

/** For other commands: beside a running server, or with our own server for as long as they run. */
export async function connectBeside(config: Config, log: Logger): Promise<Connected> {
  return migrated(await openBeside(config, log), log);
}

/** Another process that is just starting or stopping gets so long until it is one or the other. */
const settleMs = 15_000;
const askAgainMs = 100;

/** As `connectBeside`, with the database as it is found. */
export async function openBeside(config: Config, log: Logger): Promise<Connected> {
  const until = performance.now() + settleMs;
  for (;;) {
    try {
      const running =
        config.databaseUrl === null ? await findRunningPostgres(config.dataDir) : null;
      return running ? await join(running, log) : await openToServe(config, log);
    } catch (error) {
      const mayPass = error instanceof AlreadyRunningError || error instanceof NotYetError;
      if (!mayPass || performance.now() > until) throw error;
      await wait(askAgainMs);
    }
  }
}

/** Our own server does not take connections to its database now. */
class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/** Throws NotYetError. */
async function join(address: DatabaseAddress, log: Logger): Promise<Connected> {
  const connected = open(address, log);
  try {
    await connected.database.general.query('select 1');
    return connected;
  } catch (error) {
    await connected.close();
    const why = error instanceof Error ? error.message : String(error);
    throw new NotYetError(`The database of the running server does not answer: ${why}`, {
      cause: error,
    });
  }
}

async function openToServe(config: Config, log: Logger): Promise<Connected> {
  if (config.databaseUrl !== null) return open({ url: config.databaseUrl }, log);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const embedded = await keepEmbedded(config.dataDir, log);
  return open(embedded.connection, log, () => embedded.stop());
}

/** `stop` ends the server, where it is our own. */
function open(address: DatabaseAddress, log: Logger, stop?: () => Promise<void>): Connected {
  const database = openDatabase({
    address,
    log: (level, message, details) => {
      log[level](details, message);
    },
  });
  return {
    database,
    owned: stop !== undefined,
    async close() {
      await database.close();
      await stop?.();
    },
  };
}

async function migrated(connected: Connected, log: Logger): Promise<Connected> {
  try {
    const ran = await migrate(connected.database.address);
    if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date');
    return connected;
  } catch (error) {
    await connected.close();
    throw error;
  }
}

/** Starts our own server and starts it again whenever it ends by itself. */
async function keepEmbedded(dataDirectory: string, log: Logger) {
  const start = () =>
    startEmbeddedPostgres({
      dataDirectory,
      log: (level, message, details) => {
        log[level](details ?? {}, message);
      },
    });
  let server = await start();
  const { connection } = server;
  let stopping = false;
  let restarting = Promise.resolve();

  const watch = (): void => {
    server.onExit((reason) => {
      if (stopping) return;
      log.error({ reason }, 'the database ended by itself and is started again');
      restarting = restart();
    });
  };
  // Read through a function: it changes while the loop awaits.
  const isStopping = (): boolean => stopping;
  const restart = async (): Promise<void> => {
    while (!isStopping()) {
      try {
        await server.stop();
        server = await start();
        watch();
        return;
      } catch (error) {
        log.error({ error }, 'the database does not start; it is tried again');
        await wait(restartDelayMs);
      }
    }
  };
  watch();
  return {
    connection,
    async stop() {
      stopping = true;
      await restarting;
      await server.stop();
    },
  };
}
