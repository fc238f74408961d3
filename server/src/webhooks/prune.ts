import type { Database } from '../postgres/database.ts';

/** How long the record of a delivery is kept. */
const logDays = 30;
const batch = 1_000;

/**
 * Removes deliveries older than 30 days with their tries, in small batches. What is still being sent stays;
 * what waits for a disabled endpoint does not. Resolves with how many are gone.
 */
export async function pruneDeliveries(database: Database): Promise<number> {
  let pruned = 0;
  for (;;) {
    const { rows } = await database.general.query<{ count: number }>(
      `with old as (
         select d.id from deliveries d
          where d.id < delivery_id_at(now() - make_interval(days => $1))
            and not exists (select from work w where w.step = 'deliver' and w.subject_id = d.id)
          order by d.id limit $2
       ), tries as (
         delete from delivery_tries where delivery_id = any (array(select id from old))
       ), gone as (
         delete from deliveries where id = any (array(select id from old)) returning id
       )
       select count(*)::int as count from gone`,
      [logDays, batch],
    );
    const count = rows[0]?.count ?? 0;
    pruned += count;
    if (count < batch) return pruned;
  }
}
