import { sql } from 'kysely';
import { quoteFromJson } from '../../pricing/quote-json.ts';
import {
  chargedLines,
  quotedLines,
  type ChargeLine,
  type Produced,
  type Quote,
} from '../../pricing/quote.ts';
import type { Database } from '../../postgres/database.ts';
import { movementsOfTime } from '../../ledger/history.ts';
import { viewColumns, type TaskRow } from '../rows.ts';
import { matching, type TaskFilter } from './find-tasks.ts';

/** What an account was charged, film by film, with what it was charged for. */
export interface Deduction {
  /** Counts the account's movements from 1. */
  version: bigint;
  /** Milliseconds since 1970. */
  atMs: number;
  chargedMicros: bigint;
  /** What the wallet had afterwards. */
  balanceMicros: bigint;
  /** As it is now: with what was given back since. */
  task: TaskRow;
  /** Null: what was kept cannot be read. */
  quote: Quote | null;
}

/** Of the tasks that were charged for; the time is that of the charge. */
export interface DeductionSearch extends Omit<TaskFilter, 'states'> {
  limit: number;
  /** Only those before the movement with this version; null: from the newest on. */
  before: bigint | null;
}

export interface FoundDeductions {
  deductions: Deduction[];
  /** Where to go on; null: that was all. A page may hold fewer than its limit, or none, and go on. */
  next: bigint | null;
}

/** Of one page, where what is asked for is rare. */
const lookedAtMost = 5_000;

/** The newest first. Looks at so many charges at most, however many there are. Throws overloaded. */
export function findDeductions(
  { lists }: Pick<Database, 'lists'>,
  search: DeductionSearch,
  most = lookedAtMost,
): Promise<FoundDeductions> {
  const { accountId, limit, before, fromMs, toMs, ...filter } = search;
  // One statement after the other: the account has one turn.
  return lists.of(accountId, async (query) => {
    const looked = sql`
  select * from movements m
   where m.account_id = ${accountId} and m.kind = 'charge'
     and ${movementsOfTime({ accountId, before, fromMs, toMs })}
   order by m.version desc limit ${most}`;
    const { rows } = await sql<TaskRow & DeductionColumns>`
select m.version, m.amount_micros as "chargedMicros", m.current_micros as "balanceMicros",
       floor(extract(epoch from m.created_at) * 1000)::float8 as "atMs", t.quote,
       ${sql.raw(viewColumns)}
  from (${looked}) m
 cross join lateral (select * from tasks t where t.id = m.task_id limit 1) t
 where ${matching({ ...filter, accountId })}
 order by m.version desc limit ${limit + 1}`.execute(query);
    const deductions = rows.slice(0, limit).map(deductionOf);
    if (rows.length > limit) return { deductions, next: deductions.at(-1)?.version ?? null };
    const { rows: last } = await sql<{ version: bigint }>`
select l.version from (${looked}) l offset ${most - 1} limit 1`.execute(query);
    return { deductions, next: last[0]?.version ?? null };
  });
}

interface DeductionColumns extends Omit<Deduction, 'task' | 'quote'> {
  quote: unknown;
}

function deductionOf(row: TaskRow & DeductionColumns): Deduction {
  const { version, atMs, chargedMicros, balanceMicros, quote, ...task } = row;
  return { version, atMs, chargedMicros, balanceMicros, task, quote: quoteOrNull(quote) };
}

/** One that cannot be read keeps nobody from all others. */
function quoteOrNull(json: unknown): Quote | null {
  try {
    return quoteFromJson(json);
  } catch {
    return null;
  }
}

/** The lines that come to what was charged; null: none that can be told in parts do. */
export function linesOfCharge(
  quote: Quote,
  made: Produced | null,
  chargedMicros: bigint,
): ChargeLine[] | null {
  const candidates = [made && chargedLines(quote, made), quotedLines(quote)];
  const comesTo = (lines: readonly ChargeLine[]): boolean =>
    lines.reduce((sum, { amountMicros }) => sum + amountMicros, 0n) === chargedMicros;
  return candidates.find((lines) => lines !== null && comesTo(lines)) ?? null;
}
