import type { Database } from '../postgres/database.ts';

/** A living worker asks for due work every second; one that is silent for so long is gone. */
const silentSeconds = 5;

/**
 * Whether a worker of any process works on this database now. It leaves no record that could outlive
 * it: what is looked at are the connections on which it claims work, and when it last did.
 */
export async function isWorkerAlive(database: Database): Promise<boolean> {
  const { rows } = await database.general.query(
    `select 1 from pg_stat_activity
      where datname = current_database() and application_name = 'filmgate claims'
        and state_change > now() - make_interval(secs => $1) limit 1`,
    [silentSeconds],
  );
  return rows.length > 0;
}
