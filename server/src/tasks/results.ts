import type { Database } from '../postgres/database.ts';
import type { LostResult, StoredFiles, StoredOutput } from './rows.ts';

export interface FinishedAttempt {
  taskId: string;
  upstreamId: string;
  collected: boolean;
  wantsLastFrame: boolean;
  /** By the line's own words. */
  made: Pick<StoredOutput, 'width' | 'height' | 'seconds'>;
  /** Where its files were when it ended, if the line said so; from the second try on it is asked anew. */
  urls: ResultUrls | null;
  /** How often a copy was tried before. */
  tries: number;
  /** Until the next try is due; 0 or less: it is. */
  waitSeconds: number;
  /** Since the task succeeded. */
  ageSeconds: number;
}

/** Addresses at the upstream, which die within a day. */
export interface ResultUrls {
  videoUrl: string;
  /** With which the video is fetched; none where its address is permission enough. */
  headers: Record<string, string>;
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
    collected: row.output.files !== null,
    wantsLastFrame: row.wants_last_frame,
    made: row.output,
    urls: row.urls,
    tries: row.output.copying?.tries ?? 0,
    waitSeconds: row.wait_seconds,
    ageSeconds: row.age_seconds,
  }));
}

/** Notes that the upstream is asked for the `tries`th time, and how long it is left alone if that fails. */
export async function noteCopyTry(
  database: Database,
  taskId: string,
  { tries, waitSeconds }: { tries: number; waitSeconds: number },
): Promise<void> {
  await database.work.query({
    name: 'note copy try',
    text: `
update tasks
   set output = output || jsonb_build_object('copying', jsonb_build_object(
         'tries', $2::int,
         'nextAtMs', floor(1000 * (extract(epoch from clock_timestamp()) + $3::float8))))
 where id = $1 and state = 'succeeded'`,
    values: [taskId, tries, waitSeconds],
  });
}

/** Notes that a succeeded task's files will never come. No money moves. */
export async function writeLost(database: Database, taskId: string, reason: string): Promise<void> {
  await database.work.query({
    name: 'write lost result',
    text: `
update tasks
   set output = (output - 'copying') || jsonb_build_object('lost', jsonb_build_object(
         'reason', $2::text, 'atMs', floor(1000 * extract(epoch from clock_timestamp()))))
 where id = $1 and state = 'succeeded' and jsonb_typeof(output -> 'files') = 'null'`,
    values: [taskId, reason],
  });
}

/** Notes where a succeeded task's files are stored. */
export async function writeStoredFiles(
  database: Database,
  taskId: string,
  files: StoredFiles,
): Promise<void> {
  await database.work.query({
    name: 'write stored files',
    text: `
update tasks set output = (output - 'copying' - 'lost') || jsonb_build_object('files', $2::jsonb)
 where id = $1 and state = 'succeeded'`,
    values: [taskId, JSON.stringify(files)],
  });
}

export interface ResultPlace {
  files: StoredFiles | null;
  /** Where no files will ever come. */
  lost: LostResult | null;
  line: string | null;
  /** The number of the attempt that made them. */
  attempt: number;
}

/** Where the files of a succeeded task are. The signed URL that named it is the permission. */
export async function findResult(database: Database, taskId: string): Promise<ResultPlace | null> {
  const { rows } = await database.reads.query<{
    output: StoredOutput | null;
    line: string | null;
    attempts: number;
  }>({
    name: 'find result',
    text: `
select output, line, attempts from tasks
 where id = $1 and state = 'succeeded' and forgotten_at is null`,
    values: [taskId],
  });
  const [row] = rows;
  return row
    ? {
        files: row.output?.files ?? null,
        lost: row.output?.lost ?? null,
        line: row.line,
        attempt: row.attempts,
      }
    : null;
}
