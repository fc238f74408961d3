import type { Failure } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { AttemptKey } from './attempt-key.ts';

/** Attempts of which their lines say nothing that can be used, and the end of the patience with them. */

/** What a silence may last where the line says nothing of it. */
export const usualUnknownHours = 72;

/** In SQL: an attempt `a` is a line's. The studio knows what became of its own. */
const isOfLine = String.raw`a.line like 'line\_%'`;

/** In SQL: when an attempt `a` that is silent will be given up, beside its line `l`; else null. */
export const givenUpAt = `
  case when ${isOfLine} and a.ended_at is null
       then a.silent_since + make_interval(hours => coalesce(l.unknown_hours, ${String(usualUnknownHours)})) end`;

export interface SilentAttempt extends AttemptKey {
  line: string;
  upstreamId: string | null;
  silentSince: Date;
  /** When it will be given up. */
  endsAt: Date;
  /** So long the line may be silent. */
  hours: number;
  /** What is known of it. */
  outcome: object | null;
}

const columns = `
  a.task_id as "taskId", a.number, a.line, a.upstream_id as "upstreamId", a.silent_since as "silentSince",
  ${givenUpAt} as "endsAt", coalesce(l.unknown_hours, ${String(usualUnknownHours)}) as hours, a.outcome`;

/** Of open tasks: those of which nothing was heard for so long, each silence once. */
export async function takeUntold(
  database: Database,
  afterSeconds: number,
  most: number,
): Promise<SilentAttempt[]> {
  const { rows } = await database.general.query<SilentAttempt>(
    `with due as (
       select a.task_id, a.number
         from attempts a join tasks t on t.id = a.task_id and t.attempts = a.number
        where a.silent_since <= now() - make_interval(secs => $1) and a.ended_at is null
          and (a.told_at is null or a.told_at < a.silent_since)
          and ${isOfLine} and t.finished_at is null
        order by a.silent_since limit $2 for update of a skip locked
     ), told as (
       update attempts a set told_at = now() from due d
        where a.task_id = d.task_id and a.number = d.number
       returning a.*
     )
     select ${columns} from told a left join lines l on l.id = a.line`,
    [afterSeconds, most],
  );
  return rows;
}

/** Of open tasks: those whose silence has lasted as long as it may, the longest first. */
export async function readOverdue(database: Database, most: number): Promise<SilentAttempt[]> {
  const { rows } = await database.general.query<SilentAttempt>(
    `select ${columns}
       from attempts a join tasks t on t.id = a.task_id and t.attempts = a.number
       left join lines l on l.id = a.line
      where a.silent_since is not null and a.ended_at is null and t.finished_at is null
        and ${givenUpAt} <= now()
      order by a.silent_since limit $1`,
    [most],
  );
  return rows;
}

export interface AbandonedAttempt extends AttemptKey {
  /** Of its task. */
  failure: Failure;
  outcome: object;
  /** Where it is looked at, or for, from now on. */
  lookQueue: string;
}

/**
 * Gives attempts up: their tasks fail, and nothing is charged: see the function `abandon_attempts`. Resolves
 * with the tasks that this call ended; the others had moved on.
 */
export async function abandonAttempts(
  database: Database,
  attempts: readonly AbandonedAttempt[],
): Promise<string[]> {
  if (attempts.length === 0) return [];
  const items = attempts.map(({ taskId, number, failure, outcome, lookQueue }) => ({
    id: taskId,
    attempt: number,
    failure,
    outcome,
    queue: lookQueue,
  }));
  const { rows } = await database.settles.query<{ id: string }>({
    name: 'abandon attempts',
    text: 'select abandon_attempts($1::jsonb) as id',
    values: [JSON.stringify(items)],
  });
  return rows.map(({ id }) => id);
}
