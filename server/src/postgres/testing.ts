import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { openDatabase, type Database, type DatabaseAddress } from './database.ts';
import { startEmbeddedPostgres } from './embedded/index.ts';
import { superuser } from './embedded/settings.ts';
import { migrate } from './migrate.ts';
import { ourSql } from './migration-files.ts';

/**
 * A real PostgreSQL for tests: one embedded server for a whole run (see `vitest.setup.ts`), and for
 * each test file a database cloned from a migrated template, which takes some tens of milliseconds.
 */
const addressVariable = 'TEST_POSTGRES';
const template = 'filmgate_template';

/** Of a whole Filmgate 16, of which a file may start several, beside the pools of the tests themselves. */
const connectionsMax = 250;

export type SocketAddress = Exclude<DatabaseAddress, { url: string }>;

const quiet = (): void => undefined;

/** For the runner's global setup: starts the server and makes the template; returns how to end it. */
export async function startTestPostgres(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'filmgate-test-'));
  const server = await startEmbeddedPostgres({
    dataDirectory: directory,
    log: quiet,
    connectionsMax,
    isThrowaway: true,
  });
  await admin(server.connection, `create database ${template}`);
  await migrate({ ...server.connection, database: template });
  process.env[addressVariable] = JSON.stringify(server.connection);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

/** Of a fresh database, migrated unless it is to be bare, and empty; `drop` once nobody is connected to it. */
export async function cloneDatabase({ isBare = false } = {}): Promise<{
  address: SocketAddress;
  drop(): Promise<void>;
}> {
  const text = process.env[addressVariable];
  if (text === undefined) throw new Error(`run through vitest: ${addressVariable} is not set`);
  // Written by startTestPostgres.
  const server = JSON.parse(text) as SocketAddress;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await admin(server, `create database ${name} template ${isBare ? 'template1' : template}`);
  return {
    address: { ...server, database: name },
    // Not by force: that may not end an autovacuum, while this waits for it and for what is closing.
    drop: () => admin(server, `drop database ${name}`),
  };
}

/** A fresh database, as `cloneDatabase`, with connections to it. */
export async function testDatabase(options: { isBare?: boolean } = {}): Promise<{
  database: Database;
  address: SocketAddress;
  /** Takes all rows out again, for the next test of a file: another database would be far more work. */
  empty(): Promise<void>;
  drop(): Promise<void>;
}> {
  const { address, drop } = await cloneDatabase(options);
  const database = openDatabase({ address, log: quiet });
  let cleaner: pg.Client | null = null;
  return {
    database,
    address,
    async empty() {
      if (cleaner === null) {
        cleaner = new pg.Client({ ...address, user: superuser });
        await cleaner.connect();
      }
      await cleaner.query(emptyEverything);
    },
    async drop() {
      await cleaner?.end();
      await database.close();
      await drop();
    },
  };
}

/** As the version left a database whose newest migration begins with `newest`, such as '0006'. */
export async function migrateUpTo(address: DatabaseAddress, newest: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'filmgate-former-'));
  for (const file of await readdir(ourSql.tables)) {
    if (file.slice(0, newest.length) > newest) continue;
    await cp(new URL(file, ourSql.tables), join(folder, file));
  }
  await migrate(address, { sql: { tables: pathToFileURL(`${folder}/`), functions: null } });
  await rm(folder, { recursive: true });
}

/** As DATABASE_URL, for a server that listens on a unix socket only. */
export function databaseUrl({ host, port, user, database }: SocketAddress): string {
  const where = new URLSearchParams({ host, port: String(port), user });
  return `postgres:///${database}?${where.toString()}`;
}

/** As a replica, for which no trigger keeps movements as they are, and no reference asks for an order. */
const emptyEverything = `
  set session_replication_role = replica;
  set lock_timeout = '10s';
  do $$
  declare
    one regclass;
  begin
    for one in
      select oid from pg_class
       where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'migrations'
    loop
      execute format('delete from %s', one);
    end loop;
  end $$`;

/** How many rows of every table and index were read so far. A connection tells when it ends. */
export async function rowsRead({
  general,
}: Database): Promise<readonly { name: string; rows: bigint }[]> {
  const { rows } = await general.query<{ name: string; rows: bigint }>(`
    select relname as name, seq_tup_read as rows from pg_stat_user_tables
    union all
    select indexrelname, idx_tup_read from pg_stat_user_indexes
    order by rows desc`);
  return rows;
}

async function admin(address: SocketAddress, text: string): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
