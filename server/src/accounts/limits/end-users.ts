import { sql, type Kysely } from 'kysely';
import { audit, type Actor } from '../../audit/audit.ts';
import { microsToDecimal } from '../../generation/money.ts';
import { refuse } from '../../generation/problems.ts';
import type { Database } from '../../postgres/database.ts';
import type { Tables } from '../../postgres/tables.ts';
import type { Budget, BudgetPeriod } from './limits.ts';

/** What a customer lets each of its own end users use. */

/** Of which each may have a budget of its own. */
export const endUserBudgetsMost = 10_000;

/** A budget and what is used of it. */
export interface EndUserUse {
  /** Null: each that has no budget of its own, of which none is told. */
  endUser: string | null;
  budget: Budget;
  /** In this period; null where it is of no single one. */
  usedMicros: bigint | null;
  /** Of the period, in milliseconds since 1970; null where it is for ever. */
  beganAtMs: number | null;
  resetsAtMs: number | null;
  timeZone: string;
}

interface UseRow {
  end_user: string;
  budget_micros: bigint;
  budget_period: BudgetPeriod;
  used_micros: bigint | null;
  began_ms: number | null;
  resets_ms: number | null;
  time_zone: string;
}

/** Of budgets `b` that bind who is called `asked`, which is null where the name is the budget's own. */
function usesOf(budgets: ReturnType<typeof sql>) {
  return sql<UseRow>`
select b.end_user, b.budget_micros, b.budget_period, a.time_zone,
       case when b.asked <> '' then coalesce(
         (select case when p.began > u.period_began then 0 else u.used_micros end from end_user_uses u
           where u.account_id = b.account_id and u.end_user = b.asked
             and u.budget_period = b.budget_period and u.time_zone = a.time_zone),
         count_end_user(b.account_id, b.asked, b.budget_period, a.time_zone, p.began)) end as used_micros,
       case when isfinite(p.began)
            then (extract(epoch from p.began::timestamp at time zone a.time_zone) * 1000)::float8 end as began_ms,
       case when isfinite(p.began)
            then (extract(epoch from (p.began + ('1 ' || b.budget_period)::interval) at time zone a.time_zone)
                  * 1000)::float8 end as resets_ms
  from (${budgets}) b
  join accounts a on a.id = b.account_id
 cross join lateral period_of(b.budget_period, a.time_zone, now()) p (began)
 order by b.end_user`;
}

function useOf(row: UseRow): EndUserUse {
  return {
    endUser: row.end_user === '' ? null : row.end_user,
    budget: { mostMicros: row.budget_micros, period: row.budget_period },
    usedMicros: row.used_micros,
    beganAtMs: row.began_ms,
    resetsAtMs: row.resets_ms,
    timeZone: row.time_zone,
  };
}

/** The budget that binds an end user, its own or the one of all, which null asks for; null: there is none. */
export async function readEndUserUse(
  query: Kysely<Tables>,
  accountId: string,
  endUser: string | null,
): Promise<EndUserUse | null> {
  const name = endUser ?? '';
  const { rows } = await usesOf(sql`
select o.*, ${name}::text as asked from end_user_budgets o
 where o.account_id = ${accountId} and o.end_user in (${name}, '')
 order by o.end_user desc limit 1`).execute(query);
  return rows[0] ? useOf(rows[0]) : null;
}

export interface EndUserPage {
  uses: EndUserUse[];
  /** The name to go on after; null: that was all. */
  next: string | null;
}

/** That of all first, then by name. Throws overloaded. */
export function listEndUserUses(
  { lists }: Pick<Database, 'lists'>,
  { accountId, limit, after }: { accountId: string; limit: number; after: string | null },
): Promise<EndUserPage> {
  return lists.of(accountId, async (query) => {
    const { rows } = await usesOf(sql`
select o.*, o.end_user as asked from end_user_budgets o
 where o.account_id = ${accountId} ${after === null ? sql`` : sql`and o.end_user > ${after}`}
 order by o.end_user limit ${limit + 1}`).execute(query);
    const uses = rows.slice(0, limit).map(useOf);
    return { uses, next: rows.length > limit ? (rows[limit - 1]?.end_user ?? null) : null };
  });
}

export interface EndUserBudgetOrder {
  accountId: string;
  /** Null: each that has no budget of its own. */
  endUser: string | null;
  /** Null: it has none any more. */
  budget: Budget | null;
}

/** Is in force from the next task on. Throws invalid_parameter where there are too many. */
export async function setEndUserBudget(
  { query }: Pick<Database, 'query'>,
  { accountId, endUser, budget }: EndUserBudgetOrder,
  by: Actor,
): Promise<void> {
  const name = endUser ?? '';
  await query.transaction().execute(async (trx) => {
    // First, so that what two of them change at once is changed one after the other.
    await sql`select from wallets where account_id = ${accountId} for no key update`.execute(trx);
    const before = await readBudget(trx, accountId, name);
    if (budget !== null && before === null) await checkRoom(trx, accountId);
    await sql`
select set_end_user_budget(${accountId}, ${name}, ${budget?.mostMicros ?? null}, ${budget?.period ?? null})`.execute(
      trx,
    );
    await audit(trx, {
      by,
      accountId,
      action: budget === null ? 'end_user_budget.removed' : 'end_user_budget.set',
      object: { kind: 'end_user', id: name, name },
      before: before && factsOf(before),
      after: budget && factsOf(budget),
    });
  });
}

function factsOf({ mostMicros, period }: Budget) {
  return { credits: microsToDecimal(mostMicros), period };
}

async function readBudget(
  trx: Kysely<Tables>,
  accountId: string,
  name: string,
): Promise<Budget | null> {
  const row = await trx
    .selectFrom('end_user_budgets')
    .select(['budget_micros as mostMicros', 'budget_period as period'])
    .where('account_id', '=', accountId)
    .where('end_user', '=', name)
    .executeTakeFirst();
  return row ?? null;
}

async function checkRoom(trx: Kysely<Tables>, accountId: string): Promise<void> {
  const { count } = await trx
    .selectFrom('end_user_budgets')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  if (count < BigInt(endUserBudgetsMost)) return;
  throw refuse(
    'invalid_parameter',
    `endUser: ${String(endUserBudgetsMost)} end users have a budget of their own, as many as may: remove one, or set the one of all others.`,
    { field: 'endUser' },
  );
}
