import type { TaskState } from '../generation/states.ts';
import type { Database } from '../postgres/database.ts';
import type { AttemptKey } from './attempt-key.ts';
import type { TaskKey } from './read.ts';

/** A task as a cancel sees it. */
export interface SentTask {
  state: TaskState;
  dialect: string;
  /** Of the newest attempt: its line, its number, and its name there, once that is known. */
  line: string;
  number: number;
  upstreamId: string | null;
  cancelRequested: boolean;
  isFollowed: boolean;
}

/** Null for a missing, a deleted and another account's task alike. */
export async function readSent(database: Database, key: TaskKey): Promise<SentTask | null> {
  const { rows } = await database.general.query<SentTask>({
    name: 'read sent task',
    text: `
select t.state, t.dialect, coalesce(t.line, '') as line, t.attempts as number,
       a.upstream_id as "upstreamId", t.cancel_requested as "cancelRequested",
       exists (select from work w where w.step = 'follow' and w.subject_id = t.id) as "isFollowed"
  from tasks t left join attempts a on a.task_id = t.id and a.number = t.attempts
 where t.id = $1 and t.account_id = $2 and t.forgotten_at is null`,
    values: [key.id, key.accountId],
  });
  return rows[0] ?? null;
}

/** Notes the wish for whoever follows the task. */
export async function requestCancel(database: Database, key: TaskKey): Promise<void> {
  await database.general.query(
    `update tasks set cancel_requested = true
      where id = $1 and account_id = $2 and finished_at is null`,
    [key.id, key.accountId],
  );
}

/**
 * The lines of these attempts have said that they cannot stop them: they are not asked again. Whoever waits
 * for it decides what becomes of the cancel.
 */
export async function withdrawCancels(
  database: Database,
  attempts: readonly AttemptKey[],
): Promise<void> {
  if (attempts.length === 0) return;
  await database.work.query({
    name: 'withdraw cancels',
    text: `
update tasks t set cancel_requested = false
  from unnest($1::text[], $2::smallint[]) w (id, attempt)
 where t.id = w.id and t.attempts = w.attempt and t.state = 'running' and t.cancel_requested`,
    values: [attempts.map(({ taskId }) => taskId), attempts.map(({ number }) => number)],
  });
}
