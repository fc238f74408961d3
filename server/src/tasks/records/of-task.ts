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
  'held',
  'sent',
  'waiting',
  'running',
  'made',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
  'charged',
  'stored',
  'lost',
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
  /** What was held, charged or given back. */
  micros: bigint | null;
}

const momentsMost = 500;

/** In their order, the first of them where there are very many. */
export async function readTimeline(
  { general }: Pick<Database, 'general'>,
  { accountId, id }: TaskKey,
): Promise<TaskMoment[]> {
  const { rows } = await general.query<MomentRow>({
    name: 'read timeline',
    text: `
with task as (select * from tasks t where t.id = $1 and t.account_id = $2)
select * from (
  -- Money moves in the transactions of these, and files are noted where they are stored.
  select m.kind, null as state, null::int as attempt, m.micros, m.number,
         (extract(epoch from m.at) * 1000)::float8 as at
    from task t
   cross join lateral (values
     ('accepted', null::bigint, -2, t.created_at),
     ('held', nullif(case when t.mode = 'live' then t.quote_micros end, 0), -1, t.created_at),
     ('charged', nullif(t.charged_micros, 0), 1000000, t.finished_at),
     ('stored', null, 1000001, to_timestamp((t.output ->> 'storedAtMs')::float8 / 1000)),
     ('lost', null, 1000001, to_timestamp((t.output #>> '{lost,atMs}')::float8 / 1000))
   ) m (kind, micros, number, at)
   where m.at is not null and (m.micros is not null or m.kind not in ('held', 'charged'))
  union all
  select 'event', e.state, e.attempt, e.refunded_micros, e.number,
         (extract(epoch from e.at) * 1000)::float8
    from events e where e.task_id = $1 and e.account_id = $2
  union all
  select 'made', null, a.number, null, 0, (extract(epoch from a.ended_at) * 1000)::float8
    from task t join attempts a on a.task_id = t.id
   where a.state = 'succeeded' and not a.absorbed
  union all
  select 'told', null, null, null, 1000002, (extract(epoch from d.finished_at) * 1000)::float8
    from deliveries d
   where d.account_id = $2 and d.task_id = $1 and d.state = 'delivered') m
 order by m.at, m.number limit $3`,
    values: [id, accountId, momentsMost],
  });
  return rows.flatMap((row, index) => momentOf(row, eventBefore(rows, index)) ?? []);
}

interface MomentRow {
  kind: 'event' | 'accepted' | 'held' | 'made' | 'charged' | 'stored' | 'lost' | 'told';
  state: TaskState | null;
  attempt: number | null;
  micros: bigint | null;
  number: number;
  at: number;
}

function eventBefore(rows: readonly MomentRow[], index: number): MomentRow | undefined {
  return rows.slice(0, index).findLast(({ kind }) => kind === 'event');
}

/** Null where the account sees the same as before. */
function momentOf(row: MomentRow, before: MomentRow | undefined): TaskMoment | null {
  const { kind, state, attempt, micros, at } = row;
  const moment = { atMs: Math.floor(at), attempt: attempt === 0 ? null : attempt, micros };
  if (kind !== 'event') return { ...moment, what: kind };
  if (state === null) return null;
  if (micros !== null) return { ...moment, what: 'refunded' };
  if (state === 'submitting') return { ...moment, what: 'sent' };
  const told = clientState(state);
  if (told === 'running' && before?.state && clientState(before.state) === 'running') return null;
  return { ...moment, what: told === 'queued' ? 'waiting' : told };
}

/** What became of a try, in words that say nothing of who tried. */
export const attemptStates = [
  'sent',
  'running',
  'succeeded',
  'refused',
  'failed',
  'stopped',
  'interrupted',
  'unknown',
] as const;

export interface SeenAttempt {
  number: number;
  state: (typeof attemptStates)[number];
  /** Milliseconds since 1970. */
  sentAtMs: number;
  acceptedAtMs: number | null;
  endedAtMs: number | null;
}

const attemptsMost = 100;

const seenStates: Readonly<Record<string, SeenAttempt['state']>> = {
  intended: 'sent',
  accepted: 'running',
  succeeded: 'succeeded',
  refused: 'refused',
  failed: 'failed',
  stopped: 'stopped',
  gone: 'interrupted',
};

/** All tries at making it, as its account may see them; the first of them where there are very many. */
export async function readAttempts(
  { general }: Pick<Database, 'general'>,
  { accountId, id }: TaskKey,
): Promise<SeenAttempt[]> {
  const { rows } = await general.query<Omit<SeenAttempt, 'state'> & { state: string }>({
    name: 'read attempts of a task',
    text: `
select a.number, a.state, (extract(epoch from a.intended_at) * 1000)::float8 as "sentAtMs",
       (extract(epoch from a.answered_at) * 1000)::float8 as "acceptedAtMs",
       (extract(epoch from a.ended_at) * 1000)::float8 as "endedAtMs"
  from attempts a
 where a.task_id = (select t.id from tasks t where t.id = $1 and t.account_id = $2)
 order by a.number limit $3`,
    values: [id, accountId, attemptsMost],
  });
  return rows.map((row) => ({ ...row, state: seenStates[row.state] ?? 'unknown' }));
}
