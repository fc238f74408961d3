import type { Database } from '../postgres/database.ts';
import type { StoredFiles, StoredOutput } from './rows.ts';

export interface FinishedAttempt {
  taskId: string;
  upstreamId: string;
  collected: boolean;
  wantsLastFrame: boolean;
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
    collected: boolean;
    wants_last_frame: boolean;
  }>({
    name: 'read results',
    text: `
select a.task_id, a.upstream_id, jsonb_typeof(t.output -> 'files') = 'object' as collected,
       (t.request -> 'returnLastFrame')::boolean as wants_last_frame
  from tasks t join attempts a on a.task_id = t.id and a.number = t.attempts
 where t.id = any ($1::text[]) and t.state = 'succeeded' and a.upstream_id is not null`,
    values: [taskIds],
  });
  return rows.map((row) => ({
    taskId: row.task_id,
    upstreamId: row.upstream_id,
    collected: row.collected,
    wantsLastFrame: row.wants_last_frame,
  }));
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
update tasks set output = output || jsonb_build_object('files', $2::jsonb)
 where id = $1 and state = 'succeeded'`,
    values: [taskId, JSON.stringify(files)],
  });
}

export interface ResultPlace {
  files: StoredFiles | null;
  line: string | null;
  upstreamId: string | null;
}

/** Where the files of a succeeded task are. The signed URL that named it is the permission. */
export async function findResult(database: Database, taskId: string): Promise<ResultPlace | null> {
  const { rows } = await database.reads.query<{
    output: StoredOutput | null;
    line: string | null;
    upstream_id: string | null;
  }>({
    name: 'find result',
    text: `
select t.output, t.line, a.upstream_id
  from tasks t left join attempts a on a.task_id = t.id and a.number = t.attempts
 where t.id = $1 and t.state = 'succeeded' and t.forgotten_at is null`,
    values: [taskId],
  });
  const [row] = rows;
  return row
    ? { files: row.output?.files ?? null, line: row.line, upstreamId: row.upstream_id }
    : null;
}
