import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { SchemaError } from '../postgres/applied-migrations.ts';
import { openDatabase, type Database, type DatabaseAddress } from '../postgres/database.ts';
import {
  AlreadyRunningError,
  findRunningPostgres,
  hasHome,
  startEmbeddedPostgres,
} from '../postgres/embedded/index.ts';
import { dueMigrations, isEmpty, migrate } from '../postgres/migrate.ts';

/** A database that is up, and how to let go of it. */
export interface Connected {
  database: Database;
  /** True: this process started the server and nobody else can have work in it. */
  owned: boolean;
  /** True: nothing was ever kept in it before. */
  isNew: boolean;
  close(): Promise<void>;
}

const restartDelayMs = 100;

/**
 * For `serve`: the operator's database, or our own server, which this process then owns.
 * Throws AlreadyRunningError where another process owns the data directory.
 */
export async function connectToServe(
  config: Config,
  log: Logger,
  look: Look = noLook,
): Promise<Connected> {
  const opened = await openToServe(config, log);
  const connected = await look(opened.database)
    .then(() => migrated(opened, log))
    .catch(async (error: unknown) => {
      await opened.close();
      throw error;
    });
  if (connected.isNew && config.databaseUrl === null) {
    log.info({ dataDir: config.dataDir }, 'made a new database');
  }
  return connected;
}

/** What is asked about is kept somewhere else. */
export class NoDataError extends Error {
  override readonly name = 'NoDataError';
}

/** At a database as it is found, before anything is changed there; what it throws ends the connecting. */
export type Look = (database: Database) => Promise<void>;

const noLook: Look = () => Promise.resolve();

/** What a command may do with a database before it works with it. */
export interface Making {
  /** Begin a new one where there is none. */
  mayMake?: boolean;
  /** Bring an older one up to date. */
  mayMigrate?: boolean;
  look?: Look;
}

/**
 * For other commands: beside a running server, or with our own server for as long as they run. Throws NoDataError
 * where nothing was ever kept, for an empty database in its place would look like a loss of everything, and
 * SchemaError where an older version kept it.
 */
export async function connectBeside(
  config: Config,
  log: Logger,
  { mayMake = false, mayMigrate = false, look = noLook }: Making = {},
): Promise<Connected> {
  if (!mayMake && config.databaseUrl === null && !(await hasHome(config.dataDir))) {
    throw noData(config);
  }
  const connected = await openBeside(config, log);
  try {
    await look(connected.database);
    if (mayMigrate || (mayMake && (await isEmpty(connected.database)))) {
      return await migrated(connected, log);
    }
    if (!mayMake && (await staysEmpty(connected, config))) throw noData(config);
    await becomesCurrent(connected, config);
    return connected;
  } catch (error) {
    await connected.close();
    throw error;
  }
}

function noData({ databaseUrl, dataDir }: Config): NoDataError {
  return new NoDataError(
    databaseUrl === null
      ? `There is no data in ${dataDir}. Go to where the server was started, or set FILMGATE_DATA_DIR to its data directory; \`filmgate migrate\` makes a new database.`
      : 'There is no data at DATABASE_URL: correct it, or make a new database there with `filmgate migrate`. Without it FILMGATE_DATA_DIR says where the data is.',
  );
}

async function staysEmpty(connected: Connected, config: Config): Promise<boolean> {
  return !(await comes(connected, config, async () => !(await isEmpty(connected.database))));
}

/** Only `serve` and `migrate` change what an older version kept. Throws SchemaError. */
async function becomesCurrent(connected: Connected, config: Config): Promise<void> {
  const { address } = connected.database;
  if (await comes(connected, config, async () => (await dueMigrations(address)).length === 0)) {
    return;
  }
  throw new SchemaError(
    'The database was kept by an earlier version of Filmgate. Start the server, or run `filmgate migrate`, which bring it up to date; `filmgate migrate --check` says what that will do.',
  );
}

/** A server of ours that is just starting fills its database, or brings it up to date, in a moment. */
async function comes(
  { owned }: Connected,
  { databaseUrl }: Config,
  isThere: () => Promise<boolean>,
): Promise<boolean> {
  const until = performance.now() + (databaseUrl === null && !owned ? settleMs : 0);
  while (!(await isThere())) {
    if (performance.now() >= until) return false;
    await wait(askAgainMs);
  }
  return true;
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
    isNew: false,
    async close() {
      await database.close();
      await stop?.();
    },
  };
}

async function migrated(connected: Connected, log: Logger): Promise<Connected> {
  const isNew = await isEmpty(connected.database);
  const ran = await migrate(connected.database.address, {
    say: (message, details) => {
      log.warn(details, message);
    },
  });
  if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date');
  return { ...connected, isNew };
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
