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
  /** One statement after the other, each for itself: what must not lock a large table. */
  isConcurrent: boolean;
  /** The newest migration of the oldest version that may still serve beside it: null, none but its own. */
  servableFrom: string | null;
}

const concurrently = /^-- concurrently$/mu;
const servable = /^-- servable from: (\S+)$/mu;
const marks = [concurrently, servable];

/** Throws where a file says that it is concurrent and is more than indexes that are made or dropped. */
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
  const isConcurrent = concurrently.test(text);
  if (isConcurrent) for (const statement of statementsOf(text)) concurrentIndex(statement);
  return {
    name,
    text,
    checksum: createHash('sha256').update(text).digest('hex'),
    purpose: purposeOf(text),
    isConcurrent,
    servableFrom: servable.exec(text)?.[1] ?? null,
  };
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

/** Of a concurrent migration, whose statements hold no semicolon. */
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
