import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import {
  adopt,
  findDue,
  note,
  prepareTable,
  SchemaError,
  type SchemaVersion,
} from './applied-migrations.ts';
import { connectionTo, type Database, type DatabaseAddress } from './database.ts';
import { readFunctions, writeFunctions, type SchemaFunctions } from './function-files.ts';
import {
  batchedTable,
  concurrentIndex,
  ourSql,
  readMigrationFiles,
  statementsOf,
  type MigrationFile,
  type SqlFolders,
} from './migration-files.ts';

export interface MigrateOptions {
  sql?: SqlFolders;
  /** What an operator should know while it goes on. */
  say?: (message: string, details: { migration: string }) => void;
  /** How long one waits for its locks before others that want them may pass, and how long in all. */
  lockMs?: number;
  patienceMs?: number;
}

/** As versions before this one take it, so that one of them and this one do not run at once. */
const lockId = '3853314791062309107';

/**
 * Runs what is new, in order, each in a transaction of its own, under a session lock: several processes may start
 * at once. The functions are written with the newest one, and where there is nothing new none is. On a connection of
 * its own, without a time limit for statements; whoever reads or writes a table is not kept waiting for a lock that
 * another one does not give. Resolves with the names. Throws SchemaError.
 */
export async function migrate(
  address: DatabaseAddress,
  { sql = ourSql, ...options }: MigrateOptions = {},
): Promise<string[]> {
  return withConnection(address, async (client) => {
    await lock(client);
    const version = await readVersion(sql);
    await prepareTable(client);
    await adopt(client, version.files);
    const due = await findDue(client, version);
    for (const [index, file] of due.entries()) {
      const functions = index === due.length - 1 ? version.functions : null;
      await runOne(client, { file, functions }, options).catch((error: unknown) => {
        throw new SchemaError(outcomeOf(file, due.slice(0, index), error), { cause: error });
      });
    }
    return due.map(({ name }) => name);
  });
}

/** By asking again and again: an index that is made concurrently waits for all whose statement waits for a lock. */
async function lock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1) as taken',
      [lockId],
    );
    if (rows[0]?.taken === true) return;
    await wait(lockPauseMs);
  }
}

const lockPauseMs = 100;

/** What `migrate` would run, in order. Changes nothing. Throws SchemaError. */
export async function dueMigrations(
  address: DatabaseAddress,
  sql: SqlFolders = ourSql,
): Promise<MigrationFile[]> {
  return withConnection(address, async (client) => findDue(client, await readVersion(sql)));
}

async function readVersion({ tables, functions }: SqlFolders): Promise<SchemaVersion> {
  return {
    files: await readMigrationFiles(tables),
    functions: functions && (await readFunctions(functions)),
  };
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

const lockCodes = new Set(['55P03', '40P01']);
const pauseMs = 1_000;

/** A migration, and the functions that are written in its transaction. */
interface Step {
  file: MigrationFile;
  functions: SchemaFunctions | null;
}

type LockWait = Omit<MigrateOptions, 'sql'>;

async function runOne(client: pg.Client, step: Step, waiting: LockWait): Promise<void> {
  const { file } = step;
  const finish = () => end(client, step);
  switch (file.way) {
    case 'at once':
      return inTransaction(client, file, waiting, async () => {
        await client.query(file.text);
        await finish();
      });
    case 'concurrently':
      await patiently(client, file, waiting, () => runConcurrently(client, file));
      return inTransaction(client, file, waiting, finish);
    case 'in batches':
      await runInBatches(client, file, waiting);
      return inTransaction(client, file, waiting, finish);
  }
}

function inTransaction(
  client: pg.Client,
  file: MigrationFile,
  waiting: LockWait,
  work: () => Promise<void>,
): Promise<void> {
  return patiently(client, file, waiting, async (lockMs) => {
    await client.query('begin');
    await client.query(`set local lock_timeout = ${String(lockMs)}`);
    await work();
    await client.query('commit');
  });
}

/** Begins again, for as long as somebody holds what it needs. */
async function patiently(
  client: pg.Client,
  { name }: MigrationFile,
  { say, lockMs = 2_000, patienceMs = 600_000 }: LockWait,
  work: (lockMs: number) => Promise<void>,
): Promise<void> {
  const until = performance.now() + patienceMs;
  let isTold = false;
  for (;;) {
    try {
      await work(lockMs);
      return;
    } catch (error) {
      await client.query('rollback');
      if (!isLock(error) || performance.now() > until) throw error;
      if (!isTold) say?.('a migration waits for what somebody holds', { migration: name });
      isTold = true;
      // Whoever stood in line behind it has its turn.
      await wait(Math.min(pauseMs, lockMs));
    }
  }
}

function isLock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && lockCodes.has(error.code ?? '');
}

/** Of an index whose making was interrupted an unusable one stays: it is made anew. */
async function runConcurrently(client: pg.Client, { text }: MigrationFile): Promise<void> {
  for (const statement of statementsOf(text)) {
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
}

/** Of 8 kB each: some thousand rows, which nobody else can write for a moment. */
const pagesAtOnce = 256;

/** The pages that there are now. One that was interrupted begins anew, with statements that leave out what is done. */
async function runInBatches(
  client: pg.Client,
  file: MigrationFile,
  waiting: LockWait,
): Promise<void> {
  for (const statement of statementsOf(file.text)) {
    const { rows } = await client.query<{ pages: number }>(
      `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::float8 as pages`,
      [batchedTable(statement)],
    );
    const pages = rows[0]?.pages ?? 0;
    for (let page = 0; page < pages; page += pagesAtOnce) {
      const range = [page, page + pagesAtOnce].map((each) => `(${String(each)},0)`);
      await inTransaction(client, file, waiting, async () => {
        await client.query(statement, range);
      });
    }
  }
}

/** In the transaction that has begun. */
async function end(client: pg.Client, { file, functions }: Step): Promise<void> {
  if (functions) await writeFunctions(client, functions);
  await note(client, file, functions);
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
