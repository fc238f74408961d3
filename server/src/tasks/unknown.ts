import type { Database } from '../postgres/database.ts';
import {
  acceptAttempt,
  endAttempts,
  isUpstreamIdTaken,
  requeueTask,
  type EndedAttempt,
} from './attempts.ts';
import { closeOutlived, reopenOutlived, writeLateEnds } from './outlived.ts';
import { familyQueue } from '../work/queues.ts';
import type { PlannedRequest } from './rows.ts';
import { givenUpAt } from './silence.ts';

/** An attempt of which nobody knows what became of it, for the person who can find out. */
export interface UnknownTask {
  taskId: string;
  number: number;
  accountId: string;
  line: string;
  /**
   * `unknown`: its answer was lost. `silent`: its line had it, and says nothing of it any more. `absorbed`: its
   * task was cancelled at our expense. `given_up`: its task has failed, and nothing was charged.
   */
  state: 'unknown' | 'silent' | 'absorbed' | 'given_up';
  upstreamId: string | null;
  intendedAt: Date;
  /** When it is given up, or was; null: only after as long as upstreams keep records. */
  endsAt: Date | null;
  heldMicros: bigint;
  /** Of what was given up, once it is known. */
  costMicros: bigint | null;
  /** Why nobody knows. */
  reason: string;
  prompt: string;
}

const unknownColumns = `
  t.id as "taskId", a.number, t.account_id as "accountId", a.line, a.upstream_id as "upstreamId",
  a.intended_at as "intendedAt", t.held_micros as "heldMicros", a.cost_micros as "costMicros",
  coalesce(a.outcome ->> 'gaveUp', a.outcome ->> 'reason', 'its line says nothing of it') as reason,
  t.request ->> 'prompt' as prompt,
  case when a.state = 'abandoned' then 'given_up' when a.absorbed then 'absorbed'
       when t.state = 'unknown' then 'unknown' else 'silent' end as state,
  case when a.state = 'abandoned' then a.ended_at when not a.absorbed then ${givenUpAt} end as "endsAt"`;

/**
 * Those whose answer was lost, those that have been silent for `silentSeconds`, and those that were given up in
 * the last thirty days; the oldest first, and what was given up after all others.
 */
export async function readUnknown(
  database: Database,
  { silentSeconds, most }: { silentSeconds: number; most: number },
): Promise<UnknownTask[]> {
  const { rows } = await database.general.query<UnknownTask>(
    `select ${unknownColumns}
       from (select * from attempts where silent_since is not null and ended_at is null
             union all
             select * from attempts where given_up_at > now() - interval '30 days') a
       join tasks t on t.id = a.task_id and t.attempts = a.number
       left join lines l on l.id = a.line
      where a.state = 'abandoned' or t.state = 'unknown' or (a.absorbed and a.upstream_id is null)
         or a.silent_since <= now() - make_interval(secs => $1)
      order by a.state = 'abandoned', a.intended_at limit $2`,
    [silentSeconds, most],
  );
  return rows;
}

export type Known = { upstreamId: string; queueOf(line: string): string } | 'absent';

/** `cost_only`: its task is over and stays as it is. */
export type Resolved = 'resolved' | 'cost_only' | 'not_unknown' | 'id_taken' | 'line_removed';

interface UnknownAttempt {
  number: number;
  line: string;
  request: PlannedRequest;
  /** What a person may say of it; null: nothing. */
  standing: 'unknown' | 'silent' | 'outlived' | null;
  isGivenUp: boolean;
  isLineRemoved: boolean;
  upstreamId: string | null;
}

/**
 * A person says what became of an attempt: the line has it under an id, and it is followed from now on; or the
 * line does not have it, and its task goes back to the queue. Where the task is over, either is about the cost
 * alone.
 */
export async function resolveUnknown(
  database: Database,
  taskId: string,
  known: Known,
): Promise<Resolved> {
  const attempt = await readAttempt(database, taskId);
  if (!attempt?.standing) return 'not_unknown';
  const { number, line, standing } = attempt;
  if (known === 'absent') return resolveAbsent(database, taskId, attempt);
  // It has its id.
  if (standing === 'silent') return 'not_unknown';
  if (attempt.isLineRemoved) return 'line_removed';
  const { upstreamId } = known;
  const isItsOwn = upstreamId === attempt.upstreamId;
  if (!isItsOwn && (await isUpstreamIdTaken(database, line, upstreamId))) return 'id_taken';
  const queue = known.queueOf(line);
  const key = { taskId, number };
  const found = { upstreamId, queue, lookAfterSeconds: 0, expectedSeconds: null };
  await acceptAttempt(database, { ...key, ...found });
  if (standing === 'unknown') return 'resolved';
  await reopenOutlived(database, taskId, queue);
  return 'cost_only';
}

async function resolveAbsent(
  database: Database,
  taskId: string,
  { number, request, standing, isGivenUp }: UnknownAttempt,
): Promise<Resolved> {
  const outcome = { reason: 'a person found that the line does not have it', interrupted: true };
  const end: EndedAttempt = { taskId, number, end: 'gone', outcome, costMicros: 0n };
  await (isGivenUp ? writeLateEnds(database, [end]) : endAttempts(database, [end]));
  if (standing === 'outlived') {
    await closeOutlived(database, taskId);
    return 'cost_only';
  }
  const queue = familyQueue(request.family);
  const requeued = await requeueTask(database, { taskId, number, queue, afterSeconds: 0 });
  return requeued ? 'resolved' : 'not_unknown';
}

async function readAttempt(
  database: Database,
  taskId: string,
): Promise<UnknownAttempt | undefined> {
  const { rows } = await database.general.query<UnknownAttempt>(
    `select a.number, a.line, t.request, a.state = 'abandoned' as "isGivenUp", a.upstream_id as "upstreamId",
            exists (select from lines l where l.id = a.line and l.removed_at is not null) as "isLineRemoved",
            case when t.state = 'unknown' and a.ended_at is null then 'unknown'
                 when t.state = 'running' and a.ended_at is null and a.silent_since is not null then 'silent'
                 when a.absorbed and a.ended_at is null and (a.upstream_id is null or a.silent_since is not null)
                   then 'outlived'
                 when a.state = 'abandoned' and not coalesce(a.outcome ? 'became', false) then 'outlived'
            end as standing
       from tasks t join attempts a on a.task_id = t.id and a.number = t.attempts
      where t.id = $1`,
    [taskId],
  );
  return rows[0];
}
