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

/** The account's days and months begin by it from now on, and its budgets count what lies in them. */
export async function setTimeZone(
  { general }: Pick<Database, 'general'>,
  accountId: string,
  name: string,
): Promise<void> {
  await general.query('select set_time_zone($1, $2)', [accountId, name]);
}
