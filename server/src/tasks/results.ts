import type { Database } from '../postgres/database.ts';
import type { AttemptKey } from './attempt-key.ts';
import type { LostResult, PlannedRequest, StoredFiles, StoredOutput } from './rows.ts';

export interface FinishedAttempt {
  taskId: string;
  number: number;
  upstreamId: string;
  /** Its files are stored, or it is noted that they never will be. */
  isOver: boolean;
  request: PlannedRequest;
  quote: unknown;
  /** By the line's own words; null: only its file tells, and its task is settled by that. */
  made: Pick<StoredOutput, 'width' | 'height' | 'seconds' | 'frames'> | null;
  /** By the upstream's own count; null where it keeps none. */
  completionTokens: number | null;
  /** Where its files were when it ended, if the line said so; from the second try on it is asked anew. */
  urls: ResultUrls | null;
  /** How often it was downloaded before, and how often in a row it could not be had. */
  tries: number;
  faults: number;
  /** Until the next try is due; 0 or less: it is. */
  waitSeconds: number;
  /** Since it was made. */
  ageSeconds: number;
}

/** Addresses at the upstream, which die within a day. They are kept, so what opens them is no part of it. */
export interface ResultUrls {
  videoUrl: string;
  lastFrameUrl: string | null;
}

/**
 * The attempt succeeded, and its task can only be settled by its file: the open work goes to whoever collects.
 * Nothing is done where the task has moved on.
 */
export async function awaitMeasure(
  database: Database,
  { taskId, number, queue }: AttemptKey & { queue: string },
): Promise<void> {
  await database.work.query({
    name: 'await measure',
    text: `
with moved as (
  -- 100 is kept for the final state.
  update tasks set state = 'running', progress = 99, updated_at = now()
   where id = $1 and attempts = $2 and state in ('submitting', 'running', 'unknown')
  returning id
)
update work w
   set step = 'collect', queue = $3, turn = 0, claim_token = null, claimed_at = null, claims = 0,
       hinted_at = null, due_at = now()
  from moved where w.step = 'follow' and w.subject_id = moved.id`,
    values: [taskId, number, queue],
  });
}

/** The attempts that made the videos of succeeded tasks, and of those that are settled by their files. */
export async function readResults(
  database: Database,
  taskIds: readonly string[],
): Promise<FinishedAttempt[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await database.work.query<{
    task_id: string;
    number: number;
    upstream_id: string;
    output: StoredOutput | null;
    request: PlannedRequest;
    quote: unknown;
    outcome: AttemptOutcome | null;
    wait_seconds: number;
    age_seconds: number;
  }>({
    name: 'read results',
    text: `
select a.task_id, a.number, a.upstream_id, a.outcome, t.output, t.request, t.quote,
       coalesce((a.outcome #>> '{copying,nextAtMs}')::float8 / 1000
                - extract(epoch from clock_timestamp())::float8, 0) as wait_seconds,
       extract(epoch from clock_timestamp() - coalesce(t.finished_at, a.ended_at))::float8 as age_seconds
  from tasks t join attempts a on a.task_id = t.id and a.number = t.attempts
 where t.id = any ($1::text[]) and a.upstream_id is not null
   and (t.state = 'succeeded' or (t.finished_at is null and a.state = 'succeeded'))`,
    values: [taskIds],
  });
  return rows.map(({ output, outcome, ...row }) => ({
    taskId: row.task_id,
    number: row.number,
    upstreamId: row.upstream_id,
    isOver: output !== null && (output.files !== null || output.lost !== undefined),
    request: row.request,
    quote: row.quote,
    made: output,
    completionTokens: outcome?.completionTokens ?? null,
    urls: outcome?.urls ?? null,
    tries: outcome?.copying?.tries ?? 0,
    faults: outcome?.copying?.faults ?? 0,
    waitSeconds: row.wait_seconds,
    ageSeconds: row.age_seconds,
  }));
}

/** What is kept of a success: what was made, and this. */
interface AttemptOutcome {
  completionTokens?: number | null;
  urls?: ResultUrls;
  copying?: Omit<Copying, 'waitSeconds'>;
}

export interface Copying {
  tries: number;
  faults: number;
  /** How long the upstream is left alone if this try fails. */
  waitSeconds: number;
}

/** Notes how often a result was asked for, before the upstream is asked once more and after it failed. */
export async function noteCopying(
  database: Database,
  { taskId, number }: AttemptKey,
  { tries, faults, waitSeconds }: Copying,
): Promise<void> {
  await database.work.query({
    name: 'note copying',
    text: `
update attempts
   set outcome = coalesce(outcome, '{}') || jsonb_build_object('copying', jsonb_build_object(
         'tries', $3::int, 'faults', $4::int,
         'nextAtMs', floor(1000 * (extract(epoch from clock_timestamp()) + $5::float8))))
 where task_id = $1 and number = $2`,
    values: [taskId, number, tries, faults, waitSeconds],
  });
}

/** What a file showed that an attempt made, and what that costs us; null: not known. */
export async function writeMeasured(
  database: Database,
  { taskId, number }: AttemptKey,
  made: object,
  costMicros: bigint | null,
): Promise<void> {
  await database.work.query({
    name: 'write measured',
    text: `
update attempts set outcome = coalesce(outcome, '{}') || $3::jsonb, cost_micros = $4
 where task_id = $1 and number = $2 and state = 'succeeded'`,
    values: [taskId, number, JSON.stringify(made), costMicros],
  });
}

/**
 * Notes that a succeeded task's files will never come, and gives its charge back. Resolves with what was
 * given back; null: it has its files, was lost before, or has not succeeded.
 */
export async function loseResult(
  database: Database,
  taskId: string,
  reason: string,
): Promise<bigint | null> {
  const { rows } = await database.work.query<{ given_micros: bigint }>({
    name: 'lose result',
    text: 'select given_micros from lose_result($1, $2) as given_micros',
    values: [taskId, reason],
  });
  return rows[0]?.given_micros ?? null;
}

/**
 * Notes where a succeeded task's files are stored, and what of them is told by them; too late for what was
 * lost and given back.
 */
export async function writeStoredFiles(
  database: Database,
  taskId: string,
  files: StoredFiles,
  shown: Partial<Pick<StoredOutput, 'width' | 'height' | 'ratio'>> = {},
): Promise<void> {
  await database.work.query({
    name: 'write stored files',
    text: `
update tasks set output = output || $2::jsonb
       || jsonb_build_object('storedAtMs', floor(extract(epoch from clock_timestamp()) * 1000))
 where id = $1 and state = 'succeeded' and not output ? 'lost'`,
    values: [taskId, JSON.stringify({ ...shown, files })],
  });
}

export interface ResultPlace {
  accountId: string;
  files: StoredFiles | null;
  /** Where no files will ever come. */
  lost: LostResult | null;
  chargedMicros: bigint;
  refundedMicros: bigint;
  line: string | null;
  /** The number of the attempt that made them. */
  attempt: number;
}

/** Where the files of a succeeded task are. The signed URL that named it is the permission. */
export async function findResult(database: Database, taskId: string): Promise<ResultPlace | null> {
  const { rows } = await database.reads.query<{
    account_id: string;
    output: StoredOutput | null;
    charged_micros: bigint;
    refunded_micros: bigint;
    line: string | null;
    attempts: number;
  }>({
    name: 'find result',
    text: `
select account_id, output, coalesce(charged_micros, 0) as charged_micros, refunded_micros, line, attempts from tasks
 where id = $1 and state = 'succeeded' and forgotten_at is null`,
    values: [taskId],
  });
  const [row] = rows;
  return row
    ? {
        accountId: row.account_id,
        files: row.output?.files ?? null,
        lost: row.output?.lost ?? null,
        chargedMicros: row.charged_micros,
        refundedMicros: row.refunded_micros,
        line: row.line,
        attempt: row.attempts,
      }
    : null;
}
