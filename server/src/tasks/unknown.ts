import type { Database } from '../postgres/database.ts';
import { acceptAttempt, endAttempts, isUpstreamIdTaken, requeueTask } from './attempts.ts';
import { familyQueue } from './queues.ts';
import type { PlannedRequest } from './rows.ts';

/** Tasks of which nobody knows whether their line has them, for the person who can find out. */
export interface UnknownTask {
  taskId: string;
  number: number;
  accountId: string;
  line: string;
  intendedAt: Date;
  heldMicros: bigint;
  /** Why the answer was lost. */
  reason: string;
  prompt: string;
}

/** The oldest first. */
export async function readUnknown(database: Database, limit: number): Promise<UnknownTask[]> {
  const { rows } = await database.general.query<{
    id: string;
    attempts: number;
    account_id: string;
    line: string;
    intended_at: Date;
    held_micros: bigint;
    reason: string | null;
    prompt: string;
  }>(
    `select t.id, t.attempts, t.account_id, a.line, a.intended_at, t.held_micros,
            a.outcome ->> 'reason' as reason, t.request ->> 'prompt' as prompt
       from work w
       join tasks t on t.id = w.subject_id
       join attempts a on a.task_id = t.id and a.number = t.attempts
      where w.step = 'follow' and t.state = 'unknown'
      order by a.intended_at limit $1`,
    [limit],
  );
  return rows.map((row) => ({
    taskId: row.id,
    number: row.attempts,
    accountId: row.account_id,
    line: row.line,
    intendedAt: row.intended_at,
    heldMicros: row.held_micros,
    reason: row.reason ?? 'its answer was lost',
    prompt: row.prompt,
  }));
}

export type Resolved = 'resolved' | 'not_unknown' | 'id_taken';

/**
 * A person says what became of an unknown task: the line has it under an id, and it is followed from now
 * on; or the line never took it, and it goes back to the queue.
 */
export async function resolveUnknown(
  database: Database,
  taskId: string,
  known: { upstreamId: string; queue: string } | 'absent',
): Promise<Resolved> {
  const { rows } = await database.general.query<{
    attempts: number;
    line: string;
    request: PlannedRequest;
  }>(`select attempts, line, request from tasks where id = $1 and state = 'unknown'`, [taskId]);
  const [task] = rows;
  if (!task) return 'not_unknown';
  const key = { taskId, number: task.attempts };
  if (known === 'absent') {
    const outcome = { reason: 'a person found that the line does not have it', interrupted: true };
    await endAttempts(database, [{ ...key, end: 'gone', outcome, costMicros: 0n }]);
    const queue = familyQueue(task.request.family);
    return (await requeueTask(database, { ...key, queue, afterSeconds: 0 }))
      ? 'resolved'
      : 'not_unknown';
  }
  if (await isUpstreamIdTaken(database, task.line, known.upstreamId)) return 'id_taken';
  await acceptAttempt(database, { ...key, ...known, lookAfterSeconds: 0, expectedSeconds: null });
  return 'resolved';
}
