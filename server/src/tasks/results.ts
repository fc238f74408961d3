import type { Database } from '../postgres/database.ts';
import type { LostResult, StoredFiles, StoredOutput } from './rows.ts';

export interface FinishedAttempt {
  taskId: string;
  upstreamId: string;
  /** Its files are stored, or it is noted that they never will be. */
  isOver: boolean;
  wantsLastFrame: boolean;
  /** By the line's own words. */
  made: Pick<StoredOutput, 'width' | 'height' | 'seconds'>;
  /** Where its files were when it ended, if the line said so; from the second try on it is asked anew. */
  urls: ResultUrls | null;
  /** How often it was downloaded before, and how often in a row it could not be had. */
  tries: number;
  faults: number;
  /** Until the next try is due; 0 or less: it is. */
  waitSeconds: number;
  /** Since the task succeeded. */
  ageSeconds: number;
}

/** Addresses at the upstream, which die within a day. They are kept, so what opens them is no part of it. */
export interface ResultUrls {
  videoUrl: string;
  lastFrameUrl: string | null;
}

/** The attempts that made the videos of succeeded tasks. */
export async function readResults(
  database: Database,
  taskIds: readonly string[],
): Promise<FinishedAttempt[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await database.work.query<{
    task_id: string;
    upstream_id: string;
    output: StoredOutput;
    urls: ResultUrls | null;
    wants_last_frame: boolean;
    wait_seconds: number;
    age_seconds: number;
  }>({
    name: 'read results',
    text: `
select a.task_id, a.upstream_id, a.outcome -> 'urls' as urls, t.output, (t.request -> 'returnLastFrame')::boolean as wants_last_frame,
       coalesce((t.output #>> '{copying,nextAtMs}')::float8 / 1000
                - extract(epoch from clock_timestamp())::float8, 0) as wait_seconds,
       extract(epoch from clock_timestamp() - t.finished_at)::float8 as age_seconds
  from tasks t join attempts a on a.task_id = t.id and a.number = t.attempts
 where t.id = any ($1::text[]) and t.state = 'succeeded' and a.upstream_id is not null`,
    values: [taskIds],
  });
  return rows.map((row) => ({
    taskId: row.task_id,
    upstreamId: row.upstream_id,
    isOver: row.output.files !== null || row.output.lost !== undefined,
    wantsLastFrame: row.wants_last_frame,
    made: row.output,
    urls: row.urls,
    tries: row.output.copying?.tries ?? 0,
    faults: row.output.copying?.faults ?? 0,
    waitSeconds: row.wait_seconds,
    ageSeconds: row.age_seconds,
  }));
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
  taskId: string,
  { tries, faults, waitSeconds }: Copying,
): Promise<void> {
  await database.work.query({
    name: 'note copying',
    text: `
update tasks
   set output = output || jsonb_build_object('copying', jsonb_build_object(
         'tries', $2::int, 'faults', $3::int,
         'nextAtMs', floor(1000 * (extract(epoch from clock_timestamp()) + $4::float8))))
 where id = $1 and state = 'succeeded'`,
    values: [taskId, tries, faults, waitSeconds],
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

/** Notes where a succeeded task's files are stored; too late for what was lost and given back. */
export async function writeStoredFiles(
  database: Database,
  taskId: string,
  files: StoredFiles,
): Promise<void> {
  await database.work.query({
    name: 'write stored files',
    text: `
update tasks set output = (output - 'copying') || jsonb_build_object('files', $2::jsonb)
 where id = $1 and state = 'succeeded' and not output ? 'lost'`,
    values: [taskId, JSON.stringify(files)],
  });
}

export interface ResultPlace {
  files: StoredFiles | null;
  /** Where no files will ever come. */
  lost: LostResult | null;
  chargedMicros: bigint;
  refundedMicros: bigint;
  line: string | null;
  upstreamId: string | null;
}

/** Where the files of a succeeded task are. The signed URL that named it is the permission. */
export async function findResult(database: Database, taskId: string): Promise<ResultPlace | null> {
  const { rows } = await database.reads.query<{
    output: StoredOutput | null;
    charged_micros: bigint;
    refunded_micros: bigint;
    line: string | null;
    upstream_id: string | null;
  }>({
    name: 'find result',
    text: `
select t.output, coalesce(t.charged_micros, 0) as charged_micros, t.refunded_micros, t.line, a.upstream_id
  from tasks t left join attempts a on a.task_id = t.id and a.number = t.attempts
 where t.id = $1 and t.state = 'succeeded' and t.forgotten_at is null`,
    values: [taskId],
  });
  const [row] = rows;
  return row
    ? {
        files: row.output?.files ?? null,
        lost: row.output?.lost ?? null,
        chargedMicros: row.charged_micros,
        refundedMicros: row.refunded_micros,
        line: row.line,
        upstreamId: row.upstream_id,
      }
    : null;
}
