import type { TaskState } from '../generation/states.ts';
import type { Database } from '../postgres/database.ts';
import type { AttemptKey } from './attempt-key.ts';
import type { PlannedRequest } from './rows.ts';
import { usualUnknownHours } from './silence.ts';

/** Attempts, as those who follow them see them. */
export interface OpenAttempt {
  taskId: string;
  number: number;
  state: TaskState;
  mode: 'live' | 'test';
  model: string;
  line: string;
  upstreamId: string | null;
  namedId: string | null;
  /** `given_up`: without a word of what became of it; it may still turn up. */
  end: 'none' | 'given_up' | 'known';
  intendedAtMs: number;
  /** Since the line took it, or since the intent where nobody knows whether it did. */
  elapsedSeconds: number;
  /** Since the intent. */
  sentSeconds: number;
  /** No task runs for so long. */
  isOverdue: boolean;
  expectedSeconds: number | null;
  /** Null while the line says what can be used. */
  silence: Silence | null;
  cancelRequested: boolean;
  quote: unknown;
  request: PlannedRequest;
}

/** A line has said nothing of an attempt that can be used, for so long. */
export interface Silence {
  seconds: number;
  /** For all of this time it has only said that the attempt succeeded, without a file, or nothing at all. */
  isFileless: boolean;
}

/** The newest attempts of tasks. */
export async function readOpenAttempts(
  database: Database,
  taskIds: readonly string[],
): Promise<OpenAttempt[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await database.work.query<{
    id: string;
    attempts: number;
    state: TaskState;
    mode: 'live' | 'test';
    model: string;
    line: string;
    upstream_id: string | null;
    named_id: string | null;
    end: OpenAttempt['end'];
    intended_ms: number;
    elapsed_seconds: number;
    sent_seconds: number;
    is_overdue: boolean;
    expected_seconds: number | null;
    silent_seconds: number | null;
    is_fileless: boolean;
    cancel_requested: boolean;
    quote: unknown;
    request: PlannedRequest;
  }>({
    name: 'read open attempts',
    text: `
select t.id, t.attempts, t.state, t.mode, t.model, a.line, a.upstream_id, a.named_id,
       t.cancel_requested, t.quote, t.request, t.expected_seconds,
       extract(epoch from now() - a.silent_since)::float8 as silent_seconds,
       coalesce((a.outcome -> 'fileless')::boolean, false) as is_fileless,
       case when a.ended_at is null then 'none'
            when a.state = 'abandoned' and not coalesce(a.outcome ? 'became', false) then 'given_up'
            else 'known' end as "end",
       extract(epoch from now() - a.intended_at)::float8 as sent_seconds,
       now() > greatest(a.intended_at + make_interval(hours => ${String(usualUnknownHours)}),
                        t.expires_at) as is_overdue,
       (extract(epoch from a.intended_at) * 1000)::float8 as intended_ms,
       extract(epoch from now() - coalesce(t.started_at, a.intended_at))::float8 as elapsed_seconds
  from tasks t join attempts a on a.task_id = t.id and a.number = t.attempts
 where t.id = any ($1::text[])`,
    values: [taskIds],
  });
  return rows.map((row) => ({
    taskId: row.id,
    number: row.attempts,
    state: row.state,
    mode: row.mode,
    model: row.model,
    line: row.line,
    upstreamId: row.upstream_id,
    namedId: row.named_id,
    end: row.end,
    intendedAtMs: row.intended_ms,
    elapsedSeconds: row.elapsed_seconds,
    sentSeconds: row.sent_seconds,
    isOverdue: row.is_overdue,
    expectedSeconds: row.expected_seconds,
    silence:
      row.silent_seconds === null
        ? null
        : { seconds: row.silent_seconds, isFileless: row.is_fileless },
    cancelRequested: row.cancel_requested,
    quote: row.quote,
    request: row.request,
  }));
}

/** How many of a queue's attempts are due for a look, counted up to `most`, and when the next one is. */
export async function dueLooks(
  database: Database,
  step: 'follow' | 'absorb',
  queue: string,
  most: number,
): Promise<{ due: number; nextSeconds: number | null }> {
  const { rows } = await database.work.query<{ due: number; next_seconds: number | null }>({
    name: 'due looks',
    text: `
select (select count(*)::int from (
          select from work where step = $3 and step <> 'dispatch' and queue = $1 and due_at <= now()
           limit $2) d) as due,
       (select extract(epoch from due_at - now())::float8 from work
         where step = $3 and step <> 'dispatch' and queue = $1 and due_at > now()
         order by due_at limit 1) as next_seconds`,
    values: [queue, most, step],
  });
  const [row] = rows;
  return { due: row?.due ?? 0, nextSeconds: row?.next_seconds ?? null };
}

/** Attempts whose sender died with the intent written: nobody holds them, and nobody knows what became of them. */
export async function findOrphans(
  database: Database,
  limit: number,
): Promise<(AttemptKey & { line: string })[]> {
  const { rows } = await database.work.query<{ task_id: string; number: number; line: string }>({
    name: 'find orphans',
    text: `
select a.task_id, a.number, a.line
  from (select w.subject_id from work w
         where w.step = 'dispatch' and w.claim_token is not null and w.due_at <= now()) w
 cross join lateral (
   select a.task_id, a.number, a.line from attempts a
    where a.task_id = w.subject_id and a.state = 'intended' limit 1) a
 limit $1`,
    values: [limit],
  });
  return rows.map((row) => ({ taskId: row.task_id, number: row.number, line: row.line }));
}
