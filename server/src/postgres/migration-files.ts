import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

export interface SqlFolders {
  /** Migrations: `NNNN_….sql`. */
  tables: URL;
  /** One function a file; null: as the migrations leave them, which is how versions before 0014 had them. */
  functions: URL | null;
}

const root = new URL('../../sql/', import.meta.url);
export const ourSql: SqlFolders = {
  tables: new URL('tables/', root),
  functions: new URL('functions/', root),
};

export interface MigrationFile {
  /** Of the file, such as `0001_spine`; they run in the order of their names. */
  name: string;
  text: string;
  /** SHA-256 of the text, in hex. */
  checksum: string;
  /** What it is for: its first comment. */
  purpose: string;
  /**
   * In one transaction; or one statement after the other, each for itself, as indexes of large tables are made; or some
   * pages of a table after others, as the rows of large ones are written.
   */
  way: 'at once' | 'concurrently' | 'in batches';
  /** The newest migration of the oldest version that may still serve beside it: null, none but its own. */
  servableFrom: string | null;
}

const wayMark = /^-- (concurrently|in batches)$/mu;
const servable = /^-- servable from: (\S+)$/mu;
const marks = [wayMark, servable];

/** Throws where a file holds what cannot be done in its way. */
export async function readMigrationFiles(folder: URL): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (file) => migrationFile(file, await readFile(new URL(file, folder), 'utf8'))),
  );
}

function migrationFile(file: string, read: string): MigrationFile {
  // Some checkouts end lines in another way.
  const text = read.replaceAll('\r\n', '\n');
  const name = file.replace(/\.sql$/u, '');
  const way = wayOf(text);
  if (way === 'concurrently')
    for (const statement of statementsOf(text)) concurrentIndex(statement);
  if (way === 'in batches') for (const statement of statementsOf(text)) batchedTable(statement);
  return {
    name,
    text,
    checksum: createHash('sha256').update(text).digest('hex'),
    purpose: purposeOf(text),
    way,
    servableFrom: servable.exec(text)?.[1] ?? null,
  };
}

function wayOf(text: string): MigrationFile['way'] {
  const said = wayMark.exec(text)?.[1];
  return said === 'concurrently' || said === 'in batches' ? said : 'at once';
}

function purposeOf(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  return lines
    .slice(0, end)
    .filter((line) => !marks.some((mark) => mark.test(line)))
    .map((line) => line.replace(/^--\s*/u, ''))
    .join(' ');
}

/** Of a migration that is not run at once, whose statements hold no semicolon. */
export function statementsOf(text: string): string[] {
  return text
    .replaceAll(/^--.*$/gmu, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

const making = /^create (?:unique )?index concurrently (\w+) on /u;
const dropping = /^drop index concurrently if exists \w+$/u;

/** The name of the index that a statement makes; null where it drops one. Throws for any other. */
export function concurrentIndex(statement: string): string | null {
  const name = making.exec(statement)?.[1];
  if (name !== undefined) return name;
  if (dropping.test(statement)) return null;
  throw new Error(
    `A concurrent migration makes indexes (create index concurrently … on …) and drops them (drop index concurrently if exists …), and no more: ${statement}`,
  );
}

const pagesOf = /\band (\w+)\.ctid >= \$1 and (\w+)\.ctid < \$2$/u;
const named = /\b(?:update|from) (\w+) (\w+)\b/gu;

/** The table of whose pages a statement is about, those from $1 on and before $2. Throws for what is about more. */
export function batchedTable(statement: string): string {
  const [, alias, same] = pagesOf.exec(statement) ?? [];
  const found = [...statement.matchAll(named)].find((one) => one[2] === alias);
  if (found?.[1] !== undefined && alias === same) return found[1];
  throw new Error(
    `A migration in batches writes what belongs to some pages (update … one set …, or insert into … from … one, where … and one.ctid >= $1 and one.ctid < $2), and no more: ${statement}`,
  );
}
