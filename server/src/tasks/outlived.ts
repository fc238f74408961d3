import type { Database } from '../postgres/database.ts';
import type { EndedAttempt } from './attempts.ts';

/** Attempts that have outlived their tasks. What becomes of them is cost, and changes no task. */

/** Writes what became of attempts that had been given up: that is what they stay, with what they cost. */
export async function writeLateEnds(
  database: Database,
  ends: readonly EndedAttempt[],
): Promise<void> {
  if (ends.length === 0) return;
  await database.work.query({
    name: 'write late ends',
    text: `
update attempts a
   set cost_micros = e.cost_micros,
       outcome = e.outcome || coalesce(a.outcome, '{}') || jsonb_build_object('became', e.state)
  from unnest($1::text[], $2::smallint[], $3::text[], $4::jsonb[], $5::bigint[])
         e (task_id, number, state, outcome, cost_micros)
 where a.task_id = e.task_id and a.number = e.number and a.state = 'abandoned'`,
    values: [
      ends.map(({ taskId }) => taskId),
      ends.map(({ number }) => number),
      ends.map(({ end }) => end),
      ends.map(({ outcome }) => JSON.stringify(outcome)),
      ends.map(({ costMicros }) => costMicros),
    ],
  });
}

/** Where they are looked at from now on: at once. */
export async function moveOutlived(
  database: Database,
  taskIds: readonly string[],
  queue: string,
): Promise<void> {
  if (taskIds.length === 0) return;
  await database.work.query({
    name: 'move outlived attempts',
    text: `
update work set queue = $2, claim_token = null, due_at = now()
 where step = 'absorb' and subject_id = any ($1::text[])`,
    values: [taskIds, queue],
  });
}

/** A person has said more of it: it is looked at once more, even if that had ended. */
export async function reopenOutlived(
  database: Database,
  taskId: string,
  queue: string,
): Promise<void> {
  await database.general.query(
    `insert into work (step, subject_id, queue, account_id)
     select 'absorb', t.id, $2, t.account_id from tasks t where t.id = $1
     on conflict (step, subject_id) do update
       set queue = excluded.queue, claim_token = null, due_at = now()`,
    [taskId, queue],
  );
}

/** There is nothing more to find out. */
export async function closeOutlived(database: Database, taskId: string): Promise<void> {
  await database.general.query(`delete from work where step = 'absorb' and subject_id = $1`, [
    taskId,
  ]);
}
