import type { Database } from '../../postgres/database.ts';

const longest = 64;

/** Whether it names a time zone by which both Node.js and PostgreSQL can reckon days. */
export async function isTimeZone(
  { general }: Pick<Database, 'general'>,
  name: string,
): Promise<boolean> {
  if (name.length > longest || !/^[A-Za-z][\w+/-]*$/.test(name)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    return false;
  }
  const { rowCount } = await general.query(
    'select from pg_timezone_names where lower(name) = lower($1)',
    [name],
  );
  return (rowCount ?? 0) > 0;
}
