import type { Database } from '../../../src/postgres/database.ts';

/** Gives an account a long history: its one task, so many times, a second apart. */
export async function repeatTask(
  { general }: Database,
  taskId: string,
  count: number,
): Promise<void> {
  await general.query('alter table tasks disable trigger user');
  await general.query(
    `insert into tasks
     select (jsonb_populate_record(t, jsonb_build_object(
              'id', 'req_' || lpad(n::text, 20, '0'),
              'created_at', t.created_at - make_interval(secs => n)))).*
       from tasks t, generate_series(1, $2) n where t.id = $1`,
    [taskId, count],
  );
  await general.query('alter table tasks enable trigger user');
  await general.query('analyze tasks');
}
