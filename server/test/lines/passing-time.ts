import type { Database } from '../../src/postgres/database.ts';

const tables = ['tasks', 'attempts', 'work'] as const;

/**
 * Time goes on for a database whose clock cannot be moved: all that its tasks remember becomes so much older.
 * A test moves its own clock beside it.
 */
export async function passTime(
  { general }: Pick<Database, 'general'>,
  seconds: number,
): Promise<void> {
  const { rows } = await general.query<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns
      where table_schema = current_schema and table_name = any ($1) and data_type = 'timestamp with time zone'`,
    [tables],
  );
  const interval = `interval '${String(seconds)} seconds'`;
  const updates = [...Map.groupBy(rows, ({ table_name }) => table_name)].map(([table, columns]) => {
    const moves = columns.map(({ column_name: name }) => `${name} = ${name} - ${interval}`);
    // Nothing of it is news: no event is written.
    return `
      alter table ${table} disable trigger user;
      update ${table} set ${moves.join(', ')};
      alter table ${table} enable trigger user`;
  });
  const client = await general.connect();
  try {
    await client.query(`
      begin;
      ${updates.join(';\n')};
      update attempts
         set outcome = jsonb_set(outcome, '{copying,nextAtMs}',
                                 to_jsonb((outcome #>> '{copying,nextAtMs}')::float8 - ${String(seconds * 1_000)}))
       where outcome #>> '{copying,nextAtMs}' is not null;
      commit`);
  } finally {
    client.release();
  }
}
