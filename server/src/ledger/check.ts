import { unhurried, type Database } from '../postgres/database.ts';
import type { MovementKind } from '../postgres/tables.ts';

/**
 * Proves the books. Every statement lists what breaks one invariant; an empty list is the proof.
 * All run in one snapshot, beside a running server.
 */
export interface LedgerReport {
  ok: boolean;
  accounts: number;
  movements: number;
  openTasks: number;
  /** Sum of all wallets, of what is held of them and of what they owe, in micro-credits. */
  balanceMicros: bigint;
  heldMicros: bigint;
  debtMicros: bigint;
  kinds: KindSum[];
  broken: BrokenInvariant[];
}

/** What the movements of a kind brought to all wallets together; below 0: took from them. */
interface KindSum {
  kind: MovementKind;
  movements: number;
  changeMicros: bigint;
}

export interface BrokenInvariant {
  invariant: string;
  /** How many rows break it, and the first few of them. */
  count: number;
  examples: string[];
}

const invariants: Record<string, string> = {
  'each wallet holds the sum of its movements': `
    select w.account_id::text as id from wallets w
      left join (select account_id, sum(current_micros - previous_micros) as sum, count(*) as count
                   from movements group by account_id) m using (account_id)
     where w.balance_micros <> coalesce(m.sum, 0) or w.version <> coalesce(m.count, 0)`,
  'each wallet holds back what its open tasks hold': `
    select coalesce(w.account_id, t.account_id)::text as id from wallets w
      full join (select account_id, sum(held_micros) as held from tasks
                  where finished_at is null group by account_id) t using (account_id)
     where coalesce(w.held_micros, -1) <> coalesce(t.held, 0)`,
  'no wallet holds back more than it has': `
    select account_id::text as id from wallets where held_micros < 0 or balance_micros < held_micros`,
  'each wallet owes what is open of its debts': `
    select coalesce(w.account_id, d.account_id)::text as id from wallets w
      full join (select account_id, sum(owed_micros - paid_micros) as open from debts
                  group by account_id) d using (account_id)
     where coalesce(w.debt_micros, -1) <> coalesce(d.open, 0)`,
  'each debt was paid by its movements, in its turn': `
    select coalesce(d.id, m.debt_id)::text as id from debts d
      full join (select debt_id, account_id, kind, sum(previous_micros - current_micros) as sum
                   from movements where debt_id is not null group by debt_id, account_id, kind) m
        on m.debt_id = d.id and m.account_id = d.account_id and m.kind = d.kind
     where coalesce(d.paid_micros, -1) <> coalesce(m.sum, 0)
    union all
    select id::text from (
      select id, paid_micros,
             bool_or(paid_micros < owed_micros) over (
               partition by account_id order by id rows between unbounded preceding and 1 preceding)
               as is_early
        from debts) d
     where is_early and paid_micros > 0`,
  'each movement starts where the one before ended': `
    select id::text as id from (
      select id, version, previous_micros,
             coalesce(lag(current_micros) over w, 0) as expected_micros,
             coalesce(lag(version) over w, 0) + 1 as expected_version
        from movements window w as (partition by account_id order by version)) m
     where previous_micros <> expected_micros or version <> expected_version`,
  'wallets and platform accounts come to zero together': `
    select 'all' as id from (
      select (select coalesce(sum(balance_micros), 0) from wallets)
           + (select coalesce(sum(case when credit like 'platform:%' then amount_micros
                                       else -amount_micros end), 0) from movements) as sum) total
     where sum <> 0`,
  'each movement is between its wallet and its kind’s account of the platform': `
    select id::text as id from movements
     where (case when credit = 'wallet:' || account_id
                 then debit = counter_account(kind) and gives_credits(kind) is not false
                      and current_micros - previous_micros = amount_micros
                 else credit = counter_account(kind) and gives_credits(kind) is not true
                      and debit = 'wallet:' || account_id
                      and previous_micros - current_micros = amount_micros end) is not true`,
  'each charge is its task’s, once and whole': `
    select coalesce(t.id, m.task_id) as id
      from (select id, account_id, charged_micros from tasks where charged_micros > 0) t
      full join (select task_id, account_id, sum(amount_micros) as sum, count(*) as count
                   from movements where kind = 'charge' group by task_id, account_id) m
        on m.task_id = t.id and m.account_id = t.account_id
     where t.charged_micros is distinct from m.sum or m.count <> 1`,
  'each refund is its task’s, with its event, and never above its charge': `
    select coalesce(t.id, m.task_id) as id
      from (select id, account_id, charged_micros, refunded_micros from tasks
             where refunded_micros > 0) t
      full join (select task_id, account_id, sum(amount_micros) as sum from movements
                  where kind = 'refund' group by task_id, account_id) m
        on m.task_id = t.id and m.account_id = t.account_id
      full join (select task_id, account_id, sum(refunded_micros) as sum from events
                  where refunded_micros is not null group by task_id, account_id) e
        on e.task_id = t.id and e.account_id = t.account_id
     where t.refunded_micros is distinct from m.sum or t.refunded_micros is distinct from e.sum
        or t.refunded_micros > coalesce(t.charged_micros, 0)`,
  'only what succeeded is charged, and never above its quote': `
    select id from tasks
     where charged_micros > quote_micros or (charged_micros is not null) <> (state = 'succeeded')`,
  'each finished task holds nothing': `
    select id from tasks where finished_at is not null and held_micros <> 0`,
  'each open task has its work, and no finished one has': `
    select coalesce(t.id, w.subject_id) as id
      from (select id from tasks where finished_at is null) t
      full join (select subject_id, count(*) as count from work
                  where step in ('dispatch', 'follow')
                     or (step = 'collect'
                         and subject_id in (select id from tasks where finished_at is null))
                  group by subject_id) w on w.subject_id = t.id
     where t.id is null or w.count is distinct from 1`,
  'each limit counts what its tasks hold, what they cost and where they wait': `
    select l.subject_id::text as id from limits l
      join accounts a on a.id = l.account_id
     cross join lateral (
       select coalesce(sum(t.held_micros), 0) as held,
              case when l.budget_period is null then l.used_micros
                   else coalesce(sum(t.held_micros + coalesce(t.charged_micros, 0) - t.refunded_micros) filter (
                     where period_of(l.budget_period, a.time_zone, t.created_at) >= l.period_began), 0)
                   end as used,
              count(*) filter (where t.finished_at is null
                                 and (w.home_queue is null
                                      or (t.key_id = l.subject_id and w.queue <> gate_of(l.subject_id))))
                as at_once,
              count(*) filter (where w.queue = gate_of(l.subject_id)) as waiting
         from tasks t left join work w on w.step = 'dispatch' and w.subject_id = t.id
        where t.account_id = l.account_id
          and (t.key_id = l.subject_id or (t.account_id = l.subject_id and t.mode = 'live'))) c
     where (l.held_micros, l.used_micros, l.at_once, l.waiting) is distinct from (c.held, c.used, c.at_once, c.waiting)
    union all
    select w.account_id::text from wallets w
     where w.has_limits <> (w.account_id in (select account_id from limits))`,
  'each budget of an end user counts what its tasks hold and what they cost': `
    select u.account_id::text || ' ' || u.end_user as id from end_user_uses u
     cross join lateral (
       select coalesce(sum(t.held_micros + net_charge(t)), 0) as used from tasks t
        where t.account_id = u.account_id and t.request ->> 'endUser' = u.end_user and t.mode = 'live'
          and period_of(u.budget_period, u.time_zone, t.created_at) >= u.period_began) c
     where u.used_micros <> c.used
    union all
    select w.account_id::text from wallets w
     where w.has_end_user_budgets <> (w.account_id in (select account_id from end_user_budgets))`,
};

/** What the books must be; tests break each. */
export const ledgerInvariants: readonly string[] = Object.keys(invariants);

const exampleCount = 5;

/** One row for each that is broken. */
const proof = Object.entries(invariants)
  .map(
    ([invariant, statement]) => `
    select '${invariant}' as invariant, count(*)::int as count,
           (array_agg(id))[1:${String(exampleCount)}] as examples
      from (${statement}) broken having count(*) > 0`,
  )
  .join(' union all ');

/** The tables as if there were one account and nothing else. */
const ofOneAccount = `
with wallets as (select * from wallets where account_id = $1),
     movements as (select * from movements where account_id = $1),
     debts as (select * from debts where account_id = $1),
     limits as (select * from limits where account_id = $1),
     end_user_budgets as (select * from end_user_budgets where account_id = $1),
     end_user_uses as (select * from end_user_uses where account_id = $1),
     -- Each half has an index.
     tasks as (select * from tasks where account_id = $1 and forgotten_at is null
               union all select * from tasks where account_id = $1 and forgotten_at is not null),
     work as (select w.* from work w where w.subject_id in (select id from tasks)),
     events as (select e.* from events e where e.task_id in (select id from tasks))`;

/** The same of one account's books, beside which there may be any number of others. */
export async function checkAccount(
  { general }: Pick<Database, 'general'>,
  accountId: string,
): Promise<BrokenInvariant[]> {
  const { rows } = await general.query<BrokenInvariant>({
    name: 'check account',
    text: ofOneAccount + proof,
    values: [accountId],
  });
  return rows;
}

export function checkLedger(database: Pick<Database, 'general'>): Promise<LedgerReport> {
  return unhurried(database, async (client, ask) => {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0');
    const { rows: broken } = await client.query<BrokenInvariant>(ask(proof));
    const { rows: kinds } = await client.query<KindSum>(
      ask(`
      select kind, count(*)::int as movements,
             sum(current_micros - previous_micros)::bigint as "changeMicros"
        from movements group by kind order by kind`),
    );
    const { rows } = await client.query<Totals>(
      ask(`
      select (select count(*) from accounts)::int as accounts,
             (select count(*) from tasks where finished_at is null)::int as "openTasks",
             (select coalesce(sum(balance_micros), 0)::bigint from wallets) as "balanceMicros",
             (select coalesce(sum(held_micros), 0)::bigint from wallets) as "heldMicros",
             (select coalesce(sum(debt_micros), 0)::bigint from wallets) as "debtMicros"`),
    );
    const [totals] = rows;
    if (!totals) throw new Error('the totals of the ledger came back empty');
    await client.query('commit');
    return {
      ok: broken.length === 0,
      ...totals,
      movements: kinds.reduce((sum, { movements }) => sum + movements, 0),
      kinds,
      broken,
    };
  });
}

type Totals = Pick<
  LedgerReport,
  'accounts' | 'openTasks' | 'balanceMicros' | 'heldMicros' | 'debtMicros'
>;
