import { unhurried, type Database } from '../postgres/database.ts';

/**
 * Proves the books. Every statement lists what breaks one invariant; an empty list is the proof.
 * All run in one snapshot, beside a running server.
 */
export interface LedgerReport {
  ok: boolean;
  accounts: number;
  movements: number;
  openTasks: number;
  /** Sum of all wallets and of what is held of them, in micro-credits. */
  balanceMicros: bigint;
  heldMicros: bigint;
  broken: BrokenInvariant[];
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
                  where held_micros > 0 group by account_id) t using (account_id)
     where coalesce(w.held_micros, -1) <> coalesce(t.held, 0)`,
  'no wallet holds back more than it has': `
    select account_id::text as id from wallets where held_micros < 0 or balance_micros < held_micros`,
  'each wallet owes what is open of its debts': `
    select coalesce(w.account_id, d.account_id)::text as id from wallets w
      full join (select account_id, sum(owed_micros - paid_micros) as open from debts
                  group by account_id) d using (account_id)
     where coalesce(w.debt_micros, -1) <> coalesce(d.open, 0)`,
  'each debt was paid by its movements': `
    select coalesce(d.id, m.debt_id)::text as id from debts d
      full join (select debt_id, sum(amount_micros) as sum, min(kind) as kind, max(kind) as other
                   from movements where debt_id is not null group by debt_id) m on m.debt_id = d.id
     where coalesce(d.paid_micros, -1) <> coalesce(m.sum, 0) or m.kind <> d.kind or m.other <> d.kind`,
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
  'each movement is between its wallet and the platform': `
    select id::text as id from movements
     where not ((debit = 'wallet:' || account_id and credit like 'platform:%')
             or (credit = 'wallet:' || account_id and debit like 'platform:%'))`,
  'each charge is its task’s, once and whole': `
    select coalesce(t.id, m.task_id) as id
      from (select id, charged_micros from tasks where charged_micros > 0) t
      full join (select task_id, sum(amount_micros) as sum, count(*) as count
                   from movements where kind = 'charge' group by task_id) m on m.task_id = t.id
     where t.charged_micros is distinct from m.sum or m.count <> 1`,
  'each refund is its task’s, and never above its charge': `
    select coalesce(t.id, m.task_id) as id
      from (select id, refunded_micros from tasks where refunded_micros > 0) t
      full join (select task_id, sum(amount_micros) as sum from movements
                  where kind = 'refund' group by task_id) m on m.task_id = t.id
     where t.refunded_micros is distinct from m.sum
    union all
    select id from tasks where refunded_micros > coalesce(charged_micros, 0)`,
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
};

const exampleCount = 5;

export function checkLedger(database: Pick<Database, 'general'>): Promise<LedgerReport> {
  return unhurried(database, async (client, ask) => {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0');
    const broken: BrokenInvariant[] = [];
    for (const [invariant, statement] of Object.entries(invariants)) {
      const { rows } = await client.query<{ count: bigint; examples: string[] | null }>(
        ask(
          `select count(*) as count, (array_agg(id))[1:${String(exampleCount)}] as examples from (${statement}) broken`,
        ),
      );
      const [row] = rows;
      if (row && row.count > 0n) {
        broken.push({ invariant, count: Number(row.count), examples: row.examples ?? [] });
      }
    }
    const { rows } = await client.query<Totals>(
      ask(`
      select (select count(*) from accounts)::int as accounts,
             (select count(*) from movements)::int as movements,
             (select count(*) from tasks where finished_at is null)::int as open_tasks,
             (select coalesce(sum(balance_micros), 0)::bigint from wallets) as balance_micros,
             (select coalesce(sum(held_micros), 0)::bigint from wallets) as held_micros`),
    );
    const [totals] = rows;
    if (!totals) throw new Error('the totals of the ledger came back empty');
    await client.query('commit');
    return {
      ok: broken.length === 0,
      accounts: totals.accounts,
      movements: totals.movements,
      openTasks: totals.open_tasks,
      balanceMicros: totals.balance_micros,
      heldMicros: totals.held_micros,
      broken,
    };
  });
}

interface Totals {
  accounts: number;
  movements: number;
  open_tasks: number;
  balance_micros: bigint;
  held_micros: bigint;
}
