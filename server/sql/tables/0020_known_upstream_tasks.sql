-- What lines had accepted before it was kept by their own ids.
-- in batches
-- servable from: 0013_flex

insert into upstream_tasks (upstream_id, line, task_id, number, account_id, accepted_at)
select a.upstream_id, a.line, a.task_id, a.number, a.account_id, coalesce(a.answered_at, a.intended_at)
  from attempts a
 where a.upstream_id is not null
   and not exists (select from upstream_tasks u where u.task_id = a.task_id and u.number = a.number)
   and a.ctid >= $1 and a.ctid < $2;
