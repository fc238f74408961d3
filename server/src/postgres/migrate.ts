import { readdir, readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import pg from 'pg';
import { connectionTo, type Database, type DatabaseAddress } from './database.ts';

const ours = new URL('../../migrations/', import.meta.url);

/**
 * Runs what is new, in order, under a session lock, so that several processes may start at once. On
 * connections of its own, without any time limit: a large table takes as long as it takes.
 */
export async function migrate(address: DatabaseAddress, folder = ours): Promise<string[]> {
  const pool = new pg.Pool({
    ...connectionTo(address),
    application_name: 'filmgate migrations',
    connectionTimeoutMillis: 5_000,
  });
  // What a lost connection was doing rejects by itself.
  pool.on('error', () => undefined);
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await run(db, folder);
  } finally {
    await db.destroy();
  }
}

const table = 'migrations';

/** True where no migration has ever run. */
export async function isEmpty({ general }: Pick<Database, 'general'>): Promise<boolean> {
  const { rows } = await general.query<{ isEmpty: boolean }>(
    `select to_regclass($1) is null as "isEmpty"`,
    [table],
  );
  return rows[0]?.isEmpty === true;
}

async function run(db: Kysely<unknown>, folder: URL): Promise<string[]> {
  const begun: string[] = [];
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => readMigrations(folder, begun) },
    migrationTableName: table,
    migrationLockTableName: 'migrations_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName;
    // What is checked in the end, or goes amiss before the first one, is told of none.
    const names = failed === undefined ? begun : [failed];
    throw new Error(`${outcomeOf(names)}: ${wordsOf(error)}`, { cause: error });
  }
  return (results ?? []).map((result) => result.migrationName);
}

function outcomeOf(names: readonly string[]): string {
  if (names.length === 0) return 'The database was not brought up to date, and is as it was';
  return `The migration${names.length > 1 ? 's' : ''} ${names.join(', ')} failed; the database is as it was before`;
}

function wordsOf(error: unknown): string {
  // Of several addresses of one host: it has no words of its own.
  if (error instanceof AggregateError) return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : JSON.stringify(error);
}

async function readMigrations(folder: URL, begun: string[]): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations: Record<string, Migration> = {};
  for (const file of files) {
    const text = await readFile(new URL(file, folder), 'utf8');
    const name = file.replace(/\.sql$/, '');
    migrations[name] = {
      async up(db) {
        begun.push(name);
        await sql.raw(text).execute(db);
      },
    };
  }
  return migrations;
}
