import { sweepTimes } from '../media/store/unused-files.ts';
import type { Database } from '../postgres/database.ts';

/** Of one batch. */
const tasksMax = 500;

/** Where a look through all that is old enough stands: what it has passed is not looked at again. */
export interface Passed {
  /** As the database writes it. */
  finishedAt: string;
  id: string;
}

export interface Removed {
  count: number;
  /** Null: that was all. */
  passed: Passed | null;
}

/**
 * Removes tasks that ended more than `keptDays` ago and that nobody was charged for, with their attempts, events
 * and deliveries, some at a time; their files are watched from then on. What an upstream charged us for stays, as
 * does what is still looked after: an attempt that has outlived its task, a delivery that waits.
 */
export async function removeTasks(
  { general }: Pick<Database, 'general'>,
  keptDays: number,
  passed: Passed | null,
): Promise<Removed> {
  const { rows } = await general.query<{ count: number; seen: number } & Passed>(removeStatement, [
    keptDays,
    passed?.finishedAt ?? '-infinity',
    passed?.id ?? '',
    tasksMax,
    sweepTimes.keptSeconds,
  ]);
  const [row] = rows;
  if (!row) return { count: 0, passed: null };
  const { count, seen, finishedAt, id } = row;
  return { count, passed: seen < tasksMax ? null : { finishedAt, id } };
}

// One look into an index for each task (`offset 0`: no join), whatever the planner believes of the tables.
const removeStatement = `
with old as materialized (
  select t.id, t.account_id, t.finished_at, t.request, t.output
    from tasks t
   where t.finished_at is not null and coalesce(t.charged_micros, 0) = 0
     and t.finished_at < now() - make_interval(days => $1)
     and (t.finished_at, t.id) > ($2::timestamptz, $3)
   order by t.finished_at, t.id limit $4
), gone as materialized (
  select o.* from old o
   where not exists (select from attempts a
                      where a.task_id = o.id and (a.ended_at is null or a.cost_micros > 0) offset 0)
     and not exists (select from work w
                      where w.step in ('dispatch', 'follow', 'collect', 'absorb') and w.subject_id = o.id
                     offset 0)
     and not exists (select from (select d.state from deliveries d
                                   where d.account_id = o.account_id and d.task_id = o.id offset 0) d
                      where d.state = 'pending' offset 0)
), no_attempts as (
  delete from attempts where task_id = any (array(select id from gone))
), no_events as (
  delete from events where task_id = any (array(select id from gone))
), no_deliveries as (
  delete from deliveries d
   where d.id = any (array(
     select d.id from gone g cross join lateral (
       select d.id from deliveries d where d.account_id = g.account_id and d.task_id = g.id offset 0) d))
  returning d.id
), no_tries as (
  delete from delivery_tries where delivery_id = any (array(select id from no_deliveries))
), no_pictures as (
  delete from task_pictures where task_id = any (array(select id from gone)) returning sha256
), let_go as (
  insert into watched_files (sha256, look_at)
  select distinct f.sha256, now() + make_interval(secs => $5)
    from (select named.sha256 from gone g cross join lateral (
            select sha256 #>> '{}' from jsonb_path_query(g.request, '$.media[*].sha256') as sha256
            union all
            select unnest(array[g.output #>> '{files,video}', g.output #>> '{files,poster}',
                                g.output #>> '{files,lastFrame}'])) named (sha256)
          union all
          select sha256 from no_pictures) f (sha256)
   where f.sha256 is not null order by f.sha256
  on conflict (sha256) do update set look_at = excluded.look_at, unnamed = false
), no_tasks as (
  delete from tasks where id = any (array(select id from gone)) returning id
)
select (select count(*)::int from no_tasks) as count, (select count(*)::int from old) as seen,
       o.finished_at::text as "finishedAt", o.id
  from old o order by o.finished_at desc, o.id desc limit 1`;
