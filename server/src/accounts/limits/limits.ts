import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../postgres/tables.ts';

/** How much a key, or an account over all of its live keys, may do. Null: without such a limit. */
export interface Limits {
  budget: Budget | null;
  /** Most micro-credits that are held at one time. */
  heldMostMicros: bigint | null;
  /** Most tasks that are with lines or wait for one; others wait until these are over. */
  tasksAtOnce: number | null;
}

export const noLimits: Limits = { budget: null, heldMostMicros: null, tasksAtOnce: null };

/**
 * What tasks may hold and cost, less what is given back, that are asked for in one period of the account's time
 * zone, or ever.
 */
export interface Budget {
  mostMicros: bigint;
  period: BudgetPeriod;
}

export const budgetPeriods = ['day', 'month', 'total'] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

/** A key of an account, or the account by its own id. */
export interface LimitSubject {
  accountId: string;
  subjectId: string;
}

/** What is undefined is left as it is. */
export function changedLimits(before: Limits, change: Partial<Limits>): Limits {
  const { budget, heldMostMicros, tasksAtOnce } = change;
  return {
    budget: budget === undefined ? before.budget : budget,
    heldMostMicros: heldMostMicros === undefined ? before.heldMostMicros : heldMostMicros,
    tasksAtOnce: tasksAtOnce === undefined ? before.tasksAtOnce : tasksAtOnce,
  };
}

/** Counts anew what the subject's tasks come to, and lets those go on for which there is room now. */
export async function setLimits(
  trx: Kysely<Tables>,
  { accountId, subjectId }: LimitSubject,
  { budget, heldMostMicros, tasksAtOnce }: Limits,
): Promise<void> {
  await sql`
select set_limits(${accountId}, ${subjectId}, ${budget?.mostMicros ?? null}, ${budget?.period ?? null},
                  ${heldMostMicros}, ${tasksAtOnce})`.execute(trx);
}

/** The limits of a subject, and what its tasks come to now. */
export interface LimitUse extends Limits {
  subjectId: string;
  /** Of the budget, in this period. */
  usedMicros: bigint;
  heldMicros: bigint;
  /** Of `tasksAtOnce`. */
  atOnce: number;
  /** Tasks that wait for that, and how many may. */
  waiting: number;
  waitingMost: number;
  /** Of the budget's period, in milliseconds since 1970; null where it is for ever. */
  beganAtMs: number | null;
  resetsAtMs: number | null;
  timeZone: string;
}

interface LimitRow {
  subject_id: string;
  budget_micros: bigint | null;
  budget_period: BudgetPeriod | null;
  held_most_micros: bigint | null;
  tasks_at_once: number | null;
  waiting_most: number;
  used_micros: bigint;
  held_micros: bigint;
  at_once: number;
  waiting: number;
  began_ms: number | null;
  resets_ms: number | null;
  time_zone: string;
}

/** By subject, of those that have limits. */
export async function readLimits(
  query: Kysely<Tables>,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, LimitUse>> {
  const { rows } = await sql<LimitRow>`
select l.subject_id, l.budget_micros, l.budget_period, l.held_most_micros, l.tasks_at_once, l.waiting_most,
       l.held_micros, l.at_once, l.waiting, a.time_zone,
       case when p.began > l.period_began then 0 else l.used_micros end as used_micros,
       case when isfinite(p.began)
            then (extract(epoch from p.began::timestamp at time zone a.time_zone) * 1000)::float8 end as began_ms,
       case when isfinite(p.began)
            then (extract(epoch from (p.began + ('1 ' || l.budget_period)::interval) at time zone a.time_zone)
                  * 1000)::float8 end as resets_ms
  from limits l
  join accounts a on a.id = l.account_id
 cross join lateral period_of(l.budget_period, a.time_zone, now()) p (began)
 where l.subject_id = any (${[...subjectIds]}::uuid[])`.execute(query);
  return new Map(rows.map((row) => [row.subject_id, useOf(row)]));
}

function useOf(row: LimitRow): LimitUse {
  const { budget_micros: mostMicros, budget_period: period } = row;
  return {
    subjectId: row.subject_id,
    budget: mostMicros === null || period === null ? null : { mostMicros, period },
    heldMostMicros: row.held_most_micros,
    tasksAtOnce: row.tasks_at_once,
    usedMicros: row.used_micros,
    heldMicros: row.held_micros,
    atOnce: row.at_once,
    waiting: row.waiting,
    waitingMost: row.waiting_most,
    beganAtMs: row.began_ms,
    resetsAtMs: row.resets_ms,
    timeZone: row.time_zone,
  };
}
