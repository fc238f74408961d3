import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../postgres/tables.ts';

/**
 * Months of an account. One that is over is written down when it is first asked for: when it began and ended, what was
 * there then, and how keys and people were called. All else of a statement are sums of movements, which nobody changes.
 */
export interface StatementMonth {
  /** As `2026-11`. */
  month: string;
  timeZone: string;
  /** Included, and not included; milliseconds since 1970. */
  beganAtMs: number;
  endedAtMs: number;
  /** Whether everything of it is written. */
  isOver: boolean;
}

/** What was there at the beginning and at the end, or is there now, with all movements in the order of their times. */
export interface MonthBalances {
  openingMicros: bigint;
  closingMicros: bigint;
}

/** By id, as they were called when the month was first told as over. */
export interface MonthNames {
  account: string;
  keys: Record<string, { name: string; lastFour: string; madeBy: string | null }>;
  /** People by their ids: the addresses that they sign in with. */
  members: Record<string, string>;
}

export interface WrittenMonth extends StatementMonth, MonthBalances {
  names: MonthNames;
}

/** A movement bears the time at which its transaction began, which no statement outlives by as much. */
const slackSeconds = 600;
const monthsMost = 240;

const monthFields = sql.raw(`
       to_char(m.month, 'YYYY-MM') as month, m.time_zone as "timeZone",
       (extract(epoch from m.began_at) * 1000)::float8 as "beganAtMs",
       (extract(epoch from m.ended_at) * 1000)::float8 as "endedAtMs",
       m.ended_at + interval '${String(slackSeconds)} seconds' <= now() as "isOver"`);

/** From the account's first movement to now, the newest first. */
export async function readMonths(
  query: Kysely<Tables>,
  accountId: string,
): Promise<StatementMonth[]> {
  const { rows } = await sql<StatementMonth>`
select ${monthFields}
  from (select m.created_at, a.time_zone from movements m join accounts a on a.id = m.account_id
         where m.account_id = ${accountId} order by m.version limit 1) f
 cross join lateral generate_series(
   date_trunc('month', f.created_at at time zone f.time_zone),
   date_trunc('month', now() at time zone f.time_zone), interval '1 month') g (month)
 cross join lateral (${monthOf(accountId, sql`g.month::date`)}) m
 order by m.month desc limit ${monthsMost}`.execute(query);
  return rows;
}

/** Null: it has not begun, or was before the account had anything. */
export async function readMonth(
  query: Kysely<Tables>,
  accountId: string,
  month: string,
): Promise<StatementMonth | null> {
  const { rows } = await sql<StatementMonth>`
select ${monthFields}
  from (${monthOf(accountId, sql`${`${month}-01`}::date`)}) m
 where m.began_at <= now()
   and m.ended_at > (select f.created_at from movements f where f.account_id = ${accountId}
                      order by f.version limit 1)`.execute(query);
  return rows[0] ?? null;
}

/** As it was written down, or by the account's zone of now, but never over what was: no moment is in two months. */
function monthOf(accountId: string, month: ReturnType<typeof sql>) {
  return sql`
select o.month, coalesce(w.time_zone, a.time_zone) as time_zone,
       coalesce(w.began_at,
         (select b.ended_at from statement_months b
           where b.account_id = a.id and b.month = (o.month - interval '1 month')::date),
         o.month::timestamp at time zone a.time_zone) as began_at,
       coalesce(w.ended_at,
         (select n.began_at from statement_months n
           where n.account_id = a.id and n.month = (o.month + interval '1 month')::date),
         (o.month + interval '1 month') at time zone a.time_zone) as ended_at
  from (select ${month} as month) o
  join accounts a on a.id = ${accountId}
  left join statement_months w on w.account_id = a.id and w.month = o.month`;
}

/** Of one that is over and was told before; null: it was not. */
export async function readWritten(
  query: Kysely<Tables>,
  accountId: string,
  { month }: Pick<StatementMonth, 'month'>,
): Promise<(MonthBalances & { names: MonthNames }) | null> {
  const { rows } = await sql<MonthBalances & { names: MonthNames }>`
select w.opening_micros as "openingMicros", w.closing_micros as "closingMicros", w.names
  from statement_months w where w.account_id = ${accountId} and w.month = ${`${month}-01`}::date`.execute(
    query,
  );
  return rows[0] ?? null;
}

/** Whoever is first decides: what somebody else has written meanwhile stays. */
export async function writeMonth(
  query: Kysely<Tables>,
  accountId: string,
  { month, timeZone, beganAtMs, endedAtMs, openingMicros, closingMicros, names }: WrittenMonth,
): Promise<void> {
  await sql`
insert into statement_months (account_id, month, time_zone, began_at, ended_at, opening_micros, closing_micros, names)
values (${accountId}, ${`${month}-01`}::date, ${timeZone}, to_timestamp(${beganAtMs / 1_000}::float8),
        to_timestamp(${endedAtMs / 1_000}::float8), ${openingMicros}, ${closingMicros},
        ${JSON.stringify(names)}::jsonb)
on conflict (account_id, month) do nothing`.execute(query);
}

export async function readBalances(
  query: Kysely<Tables>,
  accountId: string,
  { beganAtMs, endedAtMs }: Pick<StatementMonth, 'beganAtMs' | 'endedAtMs'>,
): Promise<MonthBalances> {
  const openingMicros = await balanceAt(query, accountId, beganAtMs);
  return { openingMicros, closingMicros: await balanceAt(query, accountId, endedAtMs) };
}

/** What the movements from before a moment come to. Those near it need not stand in the order of their times. */
async function balanceAt(query: Kysely<Tables>, accountId: string, atMs: number): Promise<bigint> {
  const at = sql`to_timestamp(${atMs / 1_000}::float8)`;
  const slack = sql`make_interval(secs => ${slackSeconds})`;
  const { rows } = await sql<{ micros: bigint }>`
select (coalesce(
         (select m.current_micros from movements m
           where m.account_id = ${accountId}
             and m.version = (select movement_version_at(${accountId}::uuid, ${at} + ${slack})) - 1), 0)
       - coalesce(
         (select sum(m.current_micros - m.previous_micros) from movements m
           where m.account_id = ${accountId} and m.created_at >= ${at}
             and m.version >= (select movement_version_at(${accountId}::uuid, ${at} - ${slack}))
             and m.version < (select movement_version_at(${accountId}::uuid, ${at} + ${slack}))), 0))::bigint
       as micros`.execute(query);
  return rows[0]?.micros ?? 0n;
}
