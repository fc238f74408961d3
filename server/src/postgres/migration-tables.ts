import type { Database } from './database.ts';
import type { MigrationFile } from './migration-files.ts';

const changing = /^(?:alter table(?: if exists)?|update|insert into|delete from) (\w+)/u;
const indexing = /^(?:create (?:unique )?index|drop index)\b/u;
const indexed = / on (\w+)/u;

/** The tables that a migration changes, writes or reads for an index, as far as its text names them. */
export function tablesOf({ text }: MigrationFile): string[] {
  const code = text.replaceAll(/--.*$/gmu, '').split('$$');
  // Every other part is the body of a function.
  const statements = code
    .filter((_part, index) => index % 2 === 0)
    .join(' ')
    .split(';');
  const names = statements.flatMap((statement) => {
    const words = statement.trim().replaceAll(/\s+/gu, ' ');
    return (indexing.test(words) ? indexed : changing).exec(words)?.[1] ?? [];
  });
  return [...new Set(names)];
}

/** About how many rows each has; those that do not stand are left out. */
export async function rowsOfTables(
  { general }: Pick<Database, 'general'>,
  names: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await general.query<{ name: string; rows: number }>(
    `select c.relname as name, greatest(c.reltuples, s.n_live_tup, 0)::float8 as rows
     from pg_class c left join pg_stat_user_tables s on s.relid = c.oid
     where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
       and c.relname = any($1)`,
    [names],
  );
  return new Map(rows.map(({ name, rows: count }) => [name, count]));
}
