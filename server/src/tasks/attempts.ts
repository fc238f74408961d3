import type { AttemptKey } from './attempt-key.ts';
import type { TaskState } from '../generation/states.ts';
import type { Database } from '../postgres/database.ts';
import type { Silence } from './open-attempts.ts';
import type { PlannedRequest } from './rows.ts';
import { givenUpAt } from './silence.ts';

/**
 * Attempts and the states between queued and final. No money moves here. What an attempt learned of
 * itself (its upstream id) is always written; the task's state only while the attempt is its newest.
 */
export interface BegunAttempt {
  taskId: string;
  number: number;
  mode: 'live' | 'test';
  model: string;
  request: PlannedRequest;
}

/**
 * Writes the intent to send: queued -> submitting by compare-and-set, with the attempt's row. A task
 * that may not begin (cancelled, too old, begun before) is missing in the answer.
 */
export async function beginAttempts(
  database: Database,
  line: string,
  taskIds: readonly string[],
): Promise<BegunAttempt[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await database.work.query<BegunRow>({
    name: 'begin attempts',
    text: `
with begun as (
  update tasks set state = 'submitting', attempts = attempts + 1, line = $2, updated_at = now()
   where id = any ($1::text[]) and state = 'queued'
     and not cancel_requested and expires_at > now()
  returning id, account_id, attempts, mode, model, request
), attempt as (
  insert into attempts (task_id, number, line, family, resolution, account_id)
  select id, attempts, $2, request ->> 'family', request ->> 'resolution', account_id from begun
)
select * from begun`,
    values: [taskIds, line],
  });
  return rows.map(begunAttempt);
}

/** Slots of a line, and what is known of it. */
export interface LineSlots {
  lineId: string;
  /** Of the line as the caller knows it: nothing begins on one that has changed. */
  version: number;
  family: string;
  resolution: string;
  /** Of the family, and of it at this resolution; null: the line has no such bound. */
  tasksMax: number | null;
  tasksMaxHere: number | null;
}

/**
 * The same for a line with slots of its own, which all processes share: what finds no free one is
 * missing in the answer, too. All tasks are of the slots' family and resolution.
 */
export async function beginOnLine(
  database: Database,
  slots: LineSlots,
  taskIds: readonly string[],
): Promise<BegunAttempt[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await database.work.query<BegunRow>({
    name: 'begin attempts on line',
    text: 'select * from begin_attempts($1, $2, $3, $4, $5, $6, $7::text[])',
    values: [
      slots.lineId,
      slots.version,
      slots.family,
      slots.resolution,
      slots.tasksMax,
      slots.tasksMaxHere,
      taskIds,
    ],
  });
  return rows.map(begunAttempt);
}

interface BegunRow {
  id: string;
  attempts: number;
  mode: 'live' | 'test';
  model: string;
  request: PlannedRequest;
}

function begunAttempt(row: BegunRow): BegunAttempt {
  return {
    taskId: row.id,
    number: row.attempts,
    mode: row.mode,
    model: row.model,
    request: row.request,
  };
}

/** A task that waits for a line, as routing sees it. */
export interface WaitingTask {
  taskId: string;
  request: PlannedRequest;
  /** Lines that have refused it in passing, or failed at it. */
  refusedBy: readonly string[];
}

/** Those of the tasks that may begin: not cancelled, not too old, not begun. */
export async function readWaiting(
  database: Database,
  taskIds: readonly string[],
): Promise<WaitingTask[]> {
  if (taskIds.length === 0) return [];
  const { rows } = await database.work.query<{
    id: string;
    request: PlannedRequest;
    refused_by: string[];
  }>({
    name: 'read waiting tasks',
    text: `
select t.id, t.request,
       array(select a.line from attempts a
              where a.task_id = t.id and a.state in ('refused', 'failed')) as refused_by
  from tasks t
 where t.id = any ($1::text[]) and t.state = 'queued'
   and not t.cancel_requested and t.expires_at > now()`,
    values: [taskIds],
  });
  return rows.map((row) => ({
    taskId: row.id,
    request: row.request,
    refusedBy: row.refused_by,
  }));
}

/** Of tasks that were claimed but did not begin. */
export async function readStates(
  database: Database,
  taskIds: readonly string[],
): Promise<TaskStanding[]> {
  if (taskIds.length === 0) return [];
  const rows = await database.query
    .selectFrom('tasks')
    .select(['id', 'state', 'attempts', 'line', 'cancel_requested'])
    .where('id', 'in', [...taskIds])
    .execute();
  return rows.map((row) => ({
    taskId: row.id,
    state: row.state,
    attempts: row.attempts,
    line: row.line,
    cancelRequested: row.cancel_requested,
  }));
}

export interface TaskStanding {
  taskId: string;
  state: TaskState;
  attempts: number;
  /** Of the newest attempt. */
  line: string | null;
  cancelRequested: boolean;
}

/**
 * The line took it: submitting (or unknown) -> running, and the open work goes to `queue` to be followed. Of an
 * attempt that was given up it is a fact that may come late.
 */
export async function acceptAttempt(
  database: Database,
  attempt: AttemptKey & {
    upstreamId: string;
    queue: string;
    lookAfterSeconds: number;
    /** How long such tasks take; null where nobody knows. */
    expectedSeconds: number | null;
  },
): Promise<void> {
  const { expectedSeconds } = attempt;
  await database.work.query({
    name: 'accept attempt',
    text: `
with fact as (
  update attempts
     set state = case when ended_at is null then 'accepted' else state end,
         upstream_id = $3, answered_at = now(), silent_since = null, told_at = null
   where task_id = $1 and number = $2 and (ended_at is null or state = 'abandoned')
), moved as (
  update tasks
     set state = 'running', started_at = now(), expected_seconds = $6, updated_at = now()
   where id = $1 and attempts = $2 and state in ('submitting', 'unknown')
  returning id, cancel_requested
)
update work w
   set step = 'follow', queue = $4, turn = 0, claim_token = null, claimed_at = null, claims = 0,
       due_at = case when moved.cancel_requested then now()
                     else now() + make_interval(secs => $5) end
  from moved where w.subject_id = moved.id and w.step in ('dispatch', 'follow')`,
    values: [
      attempt.taskId,
      attempt.number,
      attempt.upstreamId,
      attempt.queue,
      attempt.lookAfterSeconds,
      expectedSeconds === null ? null : Math.max(1, Math.round(expectedSeconds)),
    ],
  });
}

/**
 * The answer was lost: submitting -> unknown. The hold stays until somebody knows, or until `endsAt`, when it is
 * given up (null: never). Resolves with null where an answer was written down before.
 */
export async function loseAttempt(
  database: Database,
  attempt: AttemptKey & { queue: string; lookAfterSeconds: number; reason: string },
): Promise<{ endsAt: Date | null } | null> {
  const { rows } = await database.work.query<{ endsAt: Date | null }>({
    name: 'lose attempt',
    text: `
with fact as (
  update attempts
     set state = 'lost', answered_at = now(), silent_since = intended_at,
         outcome = jsonb_build_object('reason', $5::text)
   where task_id = $1 and number = $2 and state = 'intended'
  returning *
), moved as (
  update tasks set state = 'unknown', updated_at = now()
   where id = $1 and attempts = $2 and state = 'submitting'
  returning id
), waits as (
  update work w
     set step = 'follow', queue = $3, turn = 0, claim_token = null, claimed_at = null, claims = 0,
         due_at = now() + make_interval(secs => $4)
    from moved where w.step = 'dispatch' and w.subject_id = moved.id
)
select ${givenUpAt} as "endsAt" from fact a left join lines l on l.id = a.line`,
    values: [
      attempt.taskId,
      attempt.number,
      attempt.queue,
      attempt.lookAfterSeconds,
      attempt.reason,
    ],
  });
  return rows[0] ?? null;
}

/** Callbacks say under which ids the upstream has attempts: kept to be asked about where nobody knows it. */
export async function nameAttempts(
  database: Database,
  named: readonly (AttemptKey & { namedId: string })[],
): Promise<void> {
  if (named.length === 0) return;
  await database.work.query({
    name: 'name attempts',
    text: `
update attempts a set named_id = n.named_id
  from unnest($1::text[], $2::smallint[], $3::text[]) n (task_id, number, named_id)
 where a.task_id = n.task_id and a.number = n.number
   and a.upstream_id is null and a.named_id is distinct from n.named_id`,
    values: [
      named.map((one) => one.taskId),
      named.map((one) => one.number),
      named.map((one) => one.namedId),
    ],
  });
}

/** What a look brought: a word that can be used, a success without a file, or nothing. */
export type Heard = 'word' | 'fileless' | 'nothing';

/**
 * Notes since when a line has said nothing of attempts that can be used. A success without a file is counted
 * from the first one, whatever silence there was before. Only what changes is written.
 */
export async function noteSilence(
  database: Database,
  looked: readonly (AttemptKey & { silence: Silence | null; heard: Heard })[],
): Promise<void> {
  const changed = looked.filter(({ silence, heard }) => {
    if (heard === 'word') return silence !== null;
    return heard === 'nothing' ? silence === null : silence?.isFileless !== true;
  });
  if (changed.length === 0) return;
  await database.work.query({
    name: 'note silence',
    text: `
update attempts a
   set silent_since = case when h.heard <> 'word' then now() end,
       told_at = case when h.heard <> 'word' then a.told_at end,
       outcome = case when h.heard = 'fileless'
                      then '{"fileless": true, "reason": "it succeeded without a file"}'::jsonb end
  from unnest($1::text[], $2::smallint[], $3::text[]) h (task_id, number, heard)
 where a.task_id = h.task_id and a.number = h.number and a.ended_at is null
   and case h.heard when 'word' then a.silent_since is not null
                    when 'nothing' then a.silent_since is null
                    else a.outcome -> 'fileless' is null end`,
    values: [
      changed.map(({ taskId }) => taskId),
      changed.map(({ number }) => number),
      changed.map(({ heard }) => heard),
    ],
  });
}

type AttemptEnd = 'refused' | 'succeeded' | 'failed' | 'stopped' | 'gone';

export interface EndedAttempt extends AttemptKey {
  end: AttemptEnd;
  outcome: object;
  /** Micro-credits that the line bills us; null: not known. */
  costMicros: bigint | null;
}

/** Writes how attempts ended, whatever became of their tasks, and frees their slots; at most once. */
export async function endAttempts(
  database: Database,
  ended: readonly EndedAttempt[],
): Promise<void> {
  if (ended.length === 0) return;
  await database.work.query({
    name: 'end attempts',
    text: `
update attempts a
   set state = e.state, outcome = e.outcome, cost_micros = e.cost_micros, ended_at = now()
  from unnest($1::text[], $2::smallint[], $3::text[], $4::jsonb[], $5::bigint[])
         e (task_id, number, state, outcome, cost_micros)
 where a.task_id = e.task_id and a.number = e.number and a.ended_at is null`,
    values: [
      ended.map(({ taskId }) => taskId),
      ended.map(({ number }) => number),
      ended.map(({ end }) => end),
      ended.map(({ outcome }) => JSON.stringify(outcome)),
      ended.map(({ costMicros }) => costMicros),
    ],
  });
}

/** Whether a task whose attempts came to nothing so far is worth another one. */
export async function mayTryAgain(
  database: Database,
  taskId: string,
  patience: { faultsMax: number; attemptsMax: number },
): Promise<boolean> {
  const { rows } = await database.work.query<{ attempts: number; faults: number }>({
    name: 'count attempts',
    text: `
select count(*)::int as attempts,
       (count(*) filter (where state in ('refused', 'gone')
                           and (outcome ->> 'interrupted') is distinct from 'true'))::int as faults
  from attempts where task_id = $1`,
    values: [taskId],
  });
  const [row] = rows;
  return (
    row !== undefined && row.attempts < patience.attemptsMax && row.faults < patience.faultsMax
  );
}

/** Attempts at a task that the line failed. */
export async function countFailed(database: Database, taskId: string): Promise<number> {
  const { rows } = await database.work.query<{ failed: number }>({
    name: 'count failed attempts',
    text: `select count(*)::int as failed from attempts where task_id = $1 and state = 'failed'`,
    values: [taskId],
  });
  return rows[0]?.failed ?? 0;
}

/**
 * An attempt is over and certainly not billed, so another may begin: back to queued, due after
 * `afterSeconds`. Resolves false where the task has moved on.
 */
export async function requeueTask(
  database: Database,
  attempt: AttemptKey & { queue: string; afterSeconds: number },
): Promise<boolean> {
  const { rowCount } = await database.work.query({
    name: 'requeue task',
    text: `
with moved as (
  update tasks
     set state = 'queued', progress = 0, started_at = null, expected_seconds = null,
         updated_at = now()
   where id = $1 and attempts = $2 and state in ('submitting', 'running', 'unknown')
  returning id
)
update work w
   set step = 'dispatch', queue = $3, claim_token = null, claimed_at = null,
       due_at = now() + make_interval(secs => $4)
  from moved where w.step in ('dispatch', 'follow') and w.subject_id = moved.id`,
    values: [attempt.taskId, attempt.number, attempt.queue, attempt.afterSeconds],
  });
  return (rowCount ?? 0) > 0;
}

/** Shown progress only grows. */
export async function writeProgress(
  database: Database,
  progress: readonly { taskId: string; number: number; percent: number }[],
): Promise<void> {
  if (progress.length === 0) return;
  await database.work.query({
    name: 'write progress',
    text: `
update tasks t set progress = p.percent, updated_at = now()
  from unnest($1::text[], $2::smallint[], $3::smallint[]) p (id, attempt, percent)
 where t.id = p.id and t.attempts = p.attempt and t.state = 'running' and t.progress < p.percent`,
    values: [
      progress.map((one) => one.taskId),
      progress.map((one) => one.number),
      progress.map((one) => one.percent),
    ],
  });
}

/** Whether any attempt on a line has this upstream id. */
export async function isUpstreamIdTaken(
  database: Database,
  lineId: string,
  upstreamId: string,
): Promise<boolean> {
  const { rows } = await database.work.query({
    name: 'upstream id taken',
    text: 'select from upstream_tasks where upstream_id = $2 and line = $1 limit 1',
    values: [lineId, upstreamId],
  });
  return rows.length > 0;
}
