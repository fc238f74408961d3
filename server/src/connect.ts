import { mkdir } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { openDatabase, type Database, type DatabaseAddress } from './postgres/database.ts';
import { findRunningPostgres, startEmbeddedPostgres } from './postgres/embedded/index.ts';
import { migrate } from './postgres/migrate.ts';

/** A database that is up and migrated, and how to let go of it. */
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
  if (config.databaseUrl !== null) return connectTo({ url: config.databaseUrl }, log);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const embedded = await keepEmbedded(config.dataDir, log);
  return finishOpening(embedded.connection, log, true, embedded.stop);
}

/** For other commands: beside a running server, or with our own server for as long as they run. */
export async function connectBeside(config: Config, log: Logger): Promise<Connected> {
  if (config.databaseUrl === null) {
    const running = await findRunningPostgres(config.dataDir);
    if (running) return connectTo(running, log);
  }
  return connectToServe(config, log);
}

function connectTo(address: DatabaseAddress, log: Logger): Promise<Connected> {
  return finishOpening(address, log, false, () => Promise.resolve());
}

async function finishOpening(
  address: DatabaseAddress,
  log: Logger,
  owned: boolean,
  stop: () => Promise<void>,
): Promise<Connected> {
  const database = openDatabase({
    address,
    log: (message, details) => {
      log.warn(details, message);
    },
  });
  try {
    const ran = await migrate(database.query);
    if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date');
  } catch (error) {
    await database.close();
    await stop();
    throw error;
  }
  return {
    database,
    owned,
    async close() {
      await database.close();
      await stop();
    },
  };
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
  const restart = async (): Promise<void> => {
    while (!stopping) {
      try {
        await server.stop();
        server = await start();
        watch();
        return;
      } catch (error) {
        log.error({ error }, 'the database does not start; it is tried again');
        await new Promise((resolve) => setTimeout(resolve, restartDelayMs));
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
