import type pg from 'pg';
import type { SchemaFunctions } from './function-files.ts';
import type { MigrationFile } from './migration-files.ts';
import { differences } from './schema-shape.ts';

/** The schema is not what this version of Filmgate can work with; the message says what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** What a version of Filmgate makes of a database. */
export interface SchemaVersion {
  files: readonly MigrationFile[];
  /** As they are once the newest file has run; null: as the files left them. */
  functions: SchemaFunctions | null;
}

const table = 'migrations';

export async function prepareTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select 1 from information_schema.columns
     where table_name = $1 and column_name = 'functions' and table_schema = current_schema()`,
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
      add column if not exists servable_from text,
      -- The checksum of the functions that were written with it; null: none were.
      add column if not exists functions text`);
}

interface Applied {
  name: string;
  /** Null: by a version that kept none. */
  checksum: string | null;
  servableFrom: string | null;
  functions: string | null;
}

async function appliedMigrations(client: pg.Client): Promise<Applied[]> {
  const { rows: found } = await client.query(`select 1 where to_regclass('${table}') is not null`);
  if (found.length === 0) return [];
  // A database that was never migrated by this version lacks columns.
  const { rows } = await client.query<Applied>(
    `select name, to_jsonb(m) ->> 'checksum' as checksum, to_jsonb(m) ->> 'servable_from' as "servableFrom",
            to_jsonb(m) ->> 'functions' as functions
     from ${table} m order by name`,
  );
  return rows;
}

/** What earlier versions ran gets its checksum, once it is seen that what they left is what these files make. */
export async function adopt(client: pg.Client, files: readonly MigrationFile[]): Promise<void> {
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

/** What has not run yet, in order; nothing on a later version's database that this one may serve. */
export async function findDue(
  client: pg.Client,
  { files, functions }: SchemaVersion,
): Promise<MigrationFile[]> {
  const applied = await appliedMigrations(client);
  const newest = files.at(-1)?.name ?? '';
  const known = new Map(files.map((file) => [file.name, file]));
  for (const { name, checksum } of applied) {
    const file = known.get(name);
    if (!file || checksum === null || checksum === file.checksum) continue;
    throw new SchemaError(
      `${unchanged}: its migration ${name} is another one than that of this version, which never changes one. Start the version that made it.`,
    );
  }
  const later = applied.filter(({ name }) => !known.has(name));
  const barrier = later.find(({ servableFrom }) => servableFrom === null || servableFrom > newest);
  if (barrier) {
    throw new SchemaError(
      `${unchanged}: it belongs to a later version of Filmgate (${barrier.name}). Start that version.`,
    );
  }
  if (later.length > 0) return [];
  const due = files.filter(({ name }) => !applied.some((one) => one.name === name));
  const last = applied.at(-1);
  const skipped = due.find(({ name }) => name < (last?.name ?? ''));
  if (skipped) {
    throw new SchemaError(`${unchanged}: ${skipped.name} never ran, and ${last?.name ?? ''} has.`);
  }
  if (
    due.length === 0 &&
    functions &&
    (last?.functions ?? functions.checksum) !== functions.checksum
  ) {
    throw new SchemaError(
      `${unchanged}: the functions that came with its migration ${newest} are others than those of this version, which never changes one without a migration. Start the version that made it.`,
    );
  }
  return due;
}

const unchanged = 'The database was not brought up to date, and is as it was';

export async function note(
  client: pg.Client,
  { name, checksum, servableFrom }: MigrationFile,
  functions: SchemaFunctions | null,
): Promise<void> {
  await client.query(
    `insert into ${table} (name, timestamp, checksum, servable_from, functions)
     values ($1, $2, $3, $4, $5)`,
    [name, new Date().toISOString(), checksum, servableFrom, functions?.checksum ?? null],
  );
}
