import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectionTo, openDatabase, type Database } from '../../src/postgres/database.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/postgres/embedded/index.ts';
import { findHome, partsOf } from '../../src/postgres/embedded/home.ts';
import { superuser } from '../../src/postgres/embedded/settings.ts';
import { proxyTo, type DatabaseProxy } from '../../src/postgres/testing-proxy.ts';
import { addCustomer, type Customer } from '../chaos/customers.ts';
import { importLines, startMember } from '../chaos/fleet.ts';
import { command, freePort, type Answered } from '../harness/server.ts';
import { boundless, fleetEnvironment, simulatorLine, type LineTerms } from '../lines/films.ts';
import { startSimulator, type Simulator } from '../simulator/simulator.ts';

/** A whole platform with a line, and the way to its database, which the test can break. */
export interface Place {
  server: { url: string; pid: number; log(): string };
  simulator: Simulator;
  customer: Customer;
  proxy: DatabaseProxy;
  /** By way of its own, which nothing breaks; after a restart of PostgreSQL another one. */
  database(): Database;
  /** The server of the database and its files. */
  postgres: {
    cluster: string;
    stop(): Promise<void>;
    start(): Promise<void>;
    /** Starts it where it has ended by itself. */
    revive(): Promise<void>;
    /** As its superuser, which is let in when others are not. */
    order(...statements: readonly string[]): Promise<void>;
  };
  command(args: readonly string[]): Promise<Answered>;
  /** The line on other terms. */
  importLine(terms?: Partial<LineTerms>): Promise<void>;
  close(): Promise<void>;
}

const tasksMax = 10_000;
const callsPerSecond = 200;
const credits = 1_000_000;

export interface PlaceOptions {
  /** Where PostgreSQL keeps its files, and where the platform does, if not in a temporary folder. */
  databaseFolder?: string;
  platformFolder?: string;
}

export async function openPlace(options: PlaceOptions = {}): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-outage-'));
  const dataDirectory = options.databaseFolder ?? join(folder, 'database');
  const platformFolder = options.platformFolder ?? join(folder, 'platform');
  const startPostgres = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDirectory, log: () => undefined });
  let running = await startPostgres();
  let hasEnded = false;
  const watch = (): void => {
    hasEnded = false;
    running.onExit(() => {
      hasEnded = true;
    });
  };
  watch();
  const home = await findHome(dataDirectory);
  if (home === undefined) throw new Error('PostgreSQL has no home');
  const [proxy, simulator] = await Promise.all([
    proxyTo(running.connection),
    startSimulator({ settings: { ...boundless, runSeconds: 1 } }),
  ]);
  const { port } = proxy.address as { port: number };
  const { user, database: name } = running.connection;
  const env = {
    ...fleetEnvironment,
    DATABASE_URL: `postgres://${user}@127.0.0.1:${String(port)}/${name}`,
    FILMGATE_SECRET: 'a secret that outlives every outage of these tests',
  };
  const httpPort = await freePort();
  const server = await startMember('all', {
    ...process.env,
    ...env,
    FILMGATE_DATA_DIR: platformFolder,
    PORT: String(httpPort),
  });
  let database = openDatabase({ address: running.connection, log: () => undefined });
  const run = (args: readonly string[]): Promise<Answered> =>
    command({ dataDirectory: platformFolder, port: httpPort, env }, args);
  const importLine = async (terms: Partial<LineTerms> = {}): Promise<void> => {
    const line = simulatorLine(simulator.url, { tasksMax, callsPerSecond, ...terms });
    await importLines(run, folder, [line]);
  };
  // What succeeds is charged; its files stay where they are, so that no core is lost to them.
  await simulator.fault({ does: 'expired', on: ['download'] });
  await simulator.fault({ does: 'fail', on: ['task'], share: 0.5 });
  await importLine();
  const customer = await addCustomer(database, credits);
  const stop = async (): Promise<void> => {
    await database.close();
    await running.stop();
  };
  const start = async (): Promise<void> => {
    running = await startPostgres();
    watch();
    proxy.retarget(running.connection);
    database = openDatabase({ address: running.connection, log: () => undefined });
  };
  return {
    server: { ...server, url: `http://127.0.0.1:${String(httpPort)}` },
    simulator,
    customer,
    proxy,
    database: () => database,
    postgres: {
      cluster: partsOf(home).cluster,
      stop,
      start,
      async revive() {
        if (!hasEnded) return;
        await stop();
        await start();
      },
      async order(...statements) {
        const client = new pg.Client({ ...connectionTo(running.connection), user: superuser });
        await client.connect();
        for (const statement of statements) await client.query(statement);
        await client.end();
      },
    },
    command: run,
    importLine,
    async close() {
      await server.kill();
      await simulator.stop();
      await proxy.close();
      await database.close();
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
