import type { Database } from '../postgres/database.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';

const batch = 1_000;

/**
 * Removes deliveries older than so many days with their tries, some at a time. What is still being sent stays;
 * what waits for a disabled endpoint does not. Resolves with how many are gone.
 */
export async function pruneDeliveries(database: Database, keptDays: number): Promise<number> {
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
    [keptDays, batch],
  );
  return rows[0]?.count ?? 0;
}

/** `keptDays`: so long the record of a delivery is kept. */
export function deliveryRules(database: Database, keptDays: number): HousekeepingRule[] {
  return [
    {
      name: 'remove deliveries',
      on: 'database',
      everySeconds: 60,
      batch: async () => (await pruneDeliveries(database, keptDays)) === batch,
    },
  ];
}
