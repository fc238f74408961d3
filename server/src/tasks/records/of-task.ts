import { quoteFromJson } from '../../pricing/quote-json.ts';
import { quotedLines } from '../../pricing/quote.ts';
import type { Database } from '../../postgres/database.ts';
import { clientState, type TaskState } from '../../generation/states.ts';
import type { TaskKey } from '../read.ts';
import type { TaskRow } from '../rows.ts';
import { chargeJson, type ChargeJson } from './charge-json.ts';
import { linesOfCharge } from './deductions.ts';

/** What is told of a single task where it is asked for: its cost in parts, and its way. */

/** What it can cost while it is open, and what it was charged. Null: nothing, or nothing that can be told in parts. */
export async function readCharge(
  { general }: Pick<Database, 'general'>,
  row: TaskRow,
): Promise<ChargeJson | null> {
  if (row.mode === 'test') return null;
  const { rows } = await general.query<{ quote: unknown }>(
    'select quote from tasks where id = $1',
    [row.id],
  );
  const quote = quoteFromJson(rows[0]?.quote);
  const { priceName = null } = row.request;
  if (row.charged_micros !== null) {
    const lines = linesOfCharge(quote, row.output, row.charged_micros);
    return lines && chargeJson(priceName, quote, lines);
  }
  return row.finished_ms === null ? chargeJson(priceName, quote, quotedLines(quote)) : null;
}

export const timelineWords = [
  'accepted',
  'sent',
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
  'refunded',
  'told',
] as const;

/** A moment of a task's way, as its account may see it. */
export interface TaskMoment {
  what: (typeof timelineWords)[number];
  /** Milliseconds since 1970. */
  atMs: number;
  /** Which try at making it this was, from 1; null where that says nothing. */
  attempt: number | null;
  /** What was given back. */
  refundedMicros: bigint | null;
}

const momentsMost = 500;

/** In their order, the first of them where there are very many. */
export async function readTimeline(
  { general }: Pick<Database, 'general'>,
  { accountId, id }: TaskKey,
): Promise<TaskMoment[]> {
  const { rows } = await general.query<MomentRow>(
    `select * from (
       select 'accepted' as kind, null as state, null::int as attempt, null::bigint as refunded,
              -1 as number, (extract(epoch from t.created_at) * 1000)::float8 as at
         from tasks t where t.id = $1 and t.account_id = $2
       union all
       select 'event', e.state, e.attempt, e.refunded_micros, e.number,
              (extract(epoch from e.at) * 1000)::float8
         from events e where e.task_id = $1 and e.account_id = $2
       union all
       select 'told', null, null, null, 1000000,
              (extract(epoch from d.finished_at) * 1000)::float8
         from deliveries d
        where d.account_id = $2 and d.task_id = $1 and d.state = 'delivered') m
      order by m.at, m.number limit $3`,
    [id, accountId, momentsMost],
  );
  return rows.flatMap((row, index) => momentOf(row, rows[index - 1]) ?? []);
}

interface MomentRow {
  kind: 'accepted' | 'event' | 'told';
  state: TaskState | null;
  attempt: number | null;
  refunded: bigint | null;
  at: number;
}

/** Null where the account sees the same as before. */
function momentOf(row: MomentRow, before: MomentRow | undefined): TaskMoment | null {
  const { kind, state, attempt, refunded, at } = row;
  const moment = { atMs: Math.floor(at), attempt: attempt === 0 ? null : attempt };
  if (kind !== 'event' || state === null) {
    const what = kind === 'told' ? 'told' : 'accepted';
    return { ...moment, what, attempt: null, refundedMicros: null };
  }
  if (refunded !== null) return { ...moment, what: 'refunded', refundedMicros: refunded };
  if (state === 'submitting') return { ...moment, what: 'sent', refundedMicros: null };
  const told = clientState(state);
  if (told === 'running' && before?.state && clientState(before.state) === 'running') return null;
  return { ...moment, what: told === 'queued' ? 'waiting' : told, refundedMicros: null };
}
