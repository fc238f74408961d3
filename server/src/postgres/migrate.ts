import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { connectionTo, type Database, type DatabaseAddress } from './database.ts';
import {
  concurrentIndex,
  ourMigrations,
  readMigrationFiles,
  statementsOf,
  type MigrationFile,
} from './migration-files.ts';
import { differences } from './schema-shape.ts';

export interface MigrateOptions {
  folder?: URL;
  /** What an operator should know while it goes on. */
  say?: (message: string, details: { migration: string }) => void;
  /** How long one waits for its locks before others that want them may pass, and how long in all. */
  lockMs?: number;
  patienceMs?: number;
}

/** The schema is not what this version of Filmgate can work with; the message says what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

const table = 'migrations';
/** As versions before this one take it, so that one of them and this one do not run at once. */
const lockId = '3853314791062309107';

/**
 * Runs what is new, in order, each in a transaction of its own, under a session lock: several processes may start
 * at once. On a connection of its own, without a time limit for statements; whoever reads or writes a table is not
 * kept waiting for a lock that another one does not give. Resolves with the names. Throws SchemaError.
 */
export async function migrate(
  address: DatabaseAddress,
  { folder = ourMigrations, ...options }: MigrateOptions = {},
): Promise<string[]> {
  return withConnection(address, async (client) => {
    await client.query('select pg_advisory_lock($1)', [lockId]);
    const files = await readMigrationFiles(folder);
    await prepareTable(client);
    await adopt(client, files);
    const due = await findDue(client, files);
    for (const [index, file] of due.entries()) {
      await runOne(client, file, options).catch((error: unknown) => {
        throw new SchemaError(outcomeOf(file, due.slice(0, index), error), { cause: error });
      });
    }
    return due.map(({ name }) => name);
  });
}

/** What `migrate` would run, in order. Changes nothing. Throws SchemaError. */
export async function dueMigrations(
  address: DatabaseAddress,
  folder: URL = ourMigrations,
): Promise<MigrationFile[]> {
  return withConnection(address, async (client) =>
    findDue(client, await readMigrationFiles(folder)),
  );
}

/** True where no migration has ever run. */
export async function isEmpty({ general }: Pick<Database, 'general'>): Promise<boolean> {
  const { rows } = await general.query<{ isEmpty: boolean }>(
    `select to_regclass('accounts') is null as "isEmpty"`,
  );
  return rows[0]?.isEmpty === true;
}

async function withConnection<Result>(
  address: DatabaseAddress,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    ...connectionTo(address),
    application_name: 'filmgate migrations',
    connectionTimeoutMillis: 5_000,
  });
  // What a lost connection was doing rejects by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Whatever the role or the database is set to.
    await client.query('set statement_timeout = 0');
    return await work(client);
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    throw new SchemaError(
      `The database was not brought up to date, and is as it was: ${wordsOf(error)}`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function prepareTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select 1 from information_schema.columns
     where table_name = $1 and column_name = 'servable_from' and table_schema = current_schema()`,
    [table],
  );
  if (rows.length > 0) return;
  // Its first two columns are those of versions before checksums.
  await client.query(`
    create table if not exists ${table} (
      name varchar(255) primary key,
      timestamp varchar(255) not null
    );
    alter table ${table} add column if not exists checksum text,
      add column if not exists servable_from text`);
}

interface Applied {
  name: string;
  /** Null: by a version that kept none. */
  checksum: string | null;
  servableFrom: string | null;
}

async function appliedMigrations(client: pg.Client): Promise<Applied[]> {
  const { rows: found } = await client.query(`select 1 where to_regclass('${table}') is not null`);
  if (found.length === 0) return [];
  // A database that was never migrated by this version has two columns.
  const { rows } = await client.query<Applied>(
    `select name, to_jsonb(m) ->> 'checksum' as checksum, to_jsonb(m) ->> 'servable_from' as "servableFrom"
     from ${table} m order by name`,
  );
  return rows;
}

/** What earlier versions ran gets its checksum, once it is seen that what they left is what these files make. */
async function adopt(client: pg.Client, files: readonly MigrationFile[]): Promise<void> {
  const applied = await appliedMigrations(client);
  if (applied.every(({ checksum }) => checksum !== null)) return;
  const theirs = files.filter(({ name }) => applied.some((one) => one.name === name));
  const found = await differences(
    client,
    theirs.map(({ text }) => text),
  );
  if (found.length > 0) {
    throw new SchemaError(
      `The database was made by a version of Filmgate from before its first release, whose migrations were changed later (${found.slice(0, 3).join('; ')}): this version cannot bring it up to date. It is as it was; \`filmgate migrate --export FILE\` writes all its rows to a file.`,
    );
  }
  await client.query(
    `update ${table} set checksum = known.checksum
     from unnest($1::text[], $2::text[]) as known(name, checksum)
     where ${table}.name = known.name and ${table}.checksum is null`,
    [theirs.map(({ name }) => name), theirs.map(({ checksum }) => checksum)],
  );
}

async function findDue(
  client: pg.Client,
  files: readonly MigrationFile[],
): Promise<MigrationFile[]> {
  const applied = await appliedMigrations(client);
  const newest = files.at(-1)?.name ?? '';
  const known = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum } of applied) {
    const file = known.get(name);
    if (!file || checksum === null || checksum === file.checksum) continue;
    throw new SchemaError(
      `The database was not brought up to date, and is as it was: its migration ${name} is another one than that of this version, which never changes one. Start the version that made it.`,
    );
  }
  const later = applied.filter(({ name }) => !known.has(name));
  const barrier = later.find(({ servableFrom }) => servableFrom === null || servableFrom > newest);
  if (barrier) {
    throw new SchemaError(
      `The database was not brought up to date, and is as it was: it belongs to a later version of Filmgate (${barrier.name}). Start that version.`,
    );
  }
  if (later.length > 0) return [];
  const due = files.filter(({ name }) => !applied.some((one) => one.name === name));
  const last = applied.at(-1)?.name ?? '';
  const skipped = due.find(({ name }) => name < last);
  if (skipped) {
    throw new SchemaError(
      `The database was not brought up to date, and is as it was: ${skipped.name} never ran, and ${last} has.`,
    );
  }
  return due;
}

const lockCodes = new Set(['55P03', '40P01']);
const pauseMs = 1_000;

async function runOne(
  client: pg.Client,
  file: MigrationFile,
  { say, lockMs = 2_000, patienceMs = 600_000 }: Omit<MigrateOptions, 'folder'>,
): Promise<void> {
  const until = performance.now() + patienceMs;
  let isTold = false;
  for (;;) {
    try {
      await (file.isConcurrent ? runConcurrently(client, file) : runAtOnce(client, file, lockMs));
      return;
    } catch (error) {
      await client.query('rollback');
      if (!isLock(error) || performance.now() > until) throw error;
      if (!isTold) say?.('a migration waits for what somebody holds', { migration: file.name });
      isTold = true;
      // Whoever stood in line behind it has its turn.
      await wait(Math.min(pauseMs, lockMs));
    }
  }
}

function isLock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && lockCodes.has(error.code ?? '');
}

async function runAtOnce(client: pg.Client, file: MigrationFile, lockMs: number): Promise<void> {
  await client.query('begin');
  await client.query(`set local lock_timeout = ${String(lockMs)}`);
  await client.query(file.text);
  await note(client, file);
  await client.query('commit');
}

/** Of an index whose making was interrupted an unusable one stays: it is made anew. */
async function runConcurrently(client: pg.Client, file: MigrationFile): Promise<void> {
  for (const statement of statementsOf(file.text)) {
    const index = concurrentIndex(statement);
    if (index !== null) {
      const { rows } = await client.query<{ isValid: boolean }>(
        'select indisvalid as "isValid" from pg_index where indexrelid = to_regclass($1)',
        [index],
      );
      if (rows[0]?.isValid === true) continue;
      if (rows[0]) await client.query(`drop index concurrently ${index}`);
    }
    await client.query(statement);
  }
  await note(client, file);
}

async function note(
  client: pg.Client,
  { name, checksum, servableFrom }: MigrationFile,
): Promise<void> {
  await client.query(
    `insert into ${table} (name, timestamp, checksum, servable_from) values ($1, $2, $3, $4)`,
    [name, new Date().toISOString(), checksum, servableFrom],
  );
}

function outcomeOf({ name }: MigrationFile, before: readonly MigrationFile[], error: unknown) {
  const stand =
    before.length === 0
      ? 'the database is as it was before'
      : `the database is as ${before.map((one) => one.name).join(', ')} left it`;
  return `The migration ${name} failed; ${stand}: ${wordsOf(error)}`;
}

function wordsOf(error: unknown): string {
  // Of several addresses of one host: it has no words of its own.
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : JSON.stringify(error);
}
