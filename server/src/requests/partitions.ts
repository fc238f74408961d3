import { sql } from 'kysely';
import type { Database } from '../postgres/database.ts';
import type { HousekeepingRule } from '../work/housekeeping.ts';

/** The log of requests stands in a partition for each day, in UTC, which goes as a whole. */

interface Partitioned {
  table: string;
  /** By which it is partitioned. */
  time: string;
}

const tables: readonly Partitioned[] = [
  { table: 'request_log', time: 'at' },
  { table: 'request_counts', time: 'minute' },
];

/** So many days beside today’s have theirs beforehand. */
const daysAhead = 2;
/** Of those that stand in the partition of all other days. */
const batch = 1_000;
/** Whoever waits for a lock on the whole table keeps everybody waiting behind. */
const lockWait = '500ms';

export function requestRules(
  database: Pick<Database, 'query' | 'claims'>,
  keptDays: number,
): HousekeepingRule[] {
  return [
    {
      name: 'remove requests',
      on: 'database',
      everySeconds: 3_600,
      batch: async () => {
        let isMore = false;
        for (const one of tables) {
          await makeAhead(database, one);
          await dropOld(database, one, keptDays);
          isMore = (await removeOld(database, one, keptDays)) === batch || isMore;
        }
        return isMore;
      },
    },
  ];
}

interface Day {
  suffix: string;
  /** As a date. */
  day: string;
  next: string;
}

/** A day of which rows stand in the partition of all other days stays there: those go by their age. */
async function makeAhead(
  { query }: Pick<Database, 'query'>,
  { table, time }: Partitioned,
): Promise<void> {
  const { rows: days } = await sql<Day>`
select to_char(d, 'YYYYMMDD') as suffix, to_char(d, 'YYYY-MM-DD') as day,
       to_char(d + interval '1 day', 'YYYY-MM-DD') as next
  from (select date_trunc('day', now() at time zone 'UTC') + make_interval(days => n) as d
          from generate_series(0, ${daysAhead}::int) n) days
 where to_regclass(${table}::text || '_' || to_char(d, 'YYYYMMDD')) is null`.execute(query);
  for (const { suffix, day, next } of days) {
    const name = `${table}_${suffix}`;
    const [from, to] = [`${day} 00:00:00+00`, `${next} 00:00:00+00`];
    await query.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(lockWait)}`.execute(trx);
      const { rows } = await sql`
select from ${sql.table(`${table}_default`)}
 where ${sql.ref(time)} >= ${from}::timestamptz and ${sql.ref(time)} < ${to}::timestamptz
 order by ${sql.ref(time)} limit 1`.execute(trx);
      if (rows.length > 0) return;
      // Beside the others and only then one of them: so nobody waits who reads or writes these.
      await sql`create table ${sql.table(name)} (like ${sql.table(table)} including defaults including constraints)`.execute(
        trx,
      );
      await sql`
alter table ${sql.table(table)} attach partition ${sql.table(name)}
  for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(trx);
    });
  }
}

/** Of which no row is younger than so many days. */
async function dropOld(
  { query }: Pick<Database, 'query'>,
  { table }: Partitioned,
  keptDays: number,
): Promise<void> {
  const { rows } = await sql<{ name: string }>`
select name from (
  select c.relname as name,
         case when c.relname ~ '_[0-9]{8}$' then to_date(right(c.relname, 8), 'YYYYMMDD') end as day
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
   where i.inhparent = ${table}::regclass) p
 where day + 1 <= (now() at time zone 'UTC') - make_interval(days => ${keptDays}) order by day`.execute(
    query,
  );
  for (const { name } of rows) {
    await query.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = ${sql.lit(lockWait)}`.execute(trx);
      await sql`drop table ${sql.table(name)}`.execute(trx);
    });
  }
}

async function removeOld(
  { claims }: Pick<Database, 'claims'>,
  { table, time }: Partitioned,
  keptDays: number,
): Promise<number> {
  const others = `${table}_default`;
  // Where no table is read whole, whatever is known of this one.
  const { rowCount } = await claims.query(
    `delete from ${others} where ctid = any (array(
       select ctid from ${others} where ${time} < now() - make_interval(days => $1)
        order by ${time} limit $2))`,
    [keptDays, batch],
  );
  return rowCount ?? 0;
}
