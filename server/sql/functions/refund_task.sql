-- Gives back what a task was charged, `wanted_micros` of it or (null) all that is left, with its event.
-- More than what is left is not given. Answers what was given by this call and in all, and the charge;
-- nothing where there is no such task.
create or replace function refund_task(of_task text, wanted_micros bigint, why text)
returns table (given_micros bigint, refunded_micros bigint, charged_micros bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  task tasks;
  noted int;
begin
  select * into task from tasks t where t.id = of_task for no key update;
  if not found then return; end if;
  charged_micros := coalesce(task.charged_micros, 0);
  refunded_micros := task.refunded_micros;
  given_micros := coalesce(wanted_micros, charged_micros - refunded_micros);
  if given_micros <= 0 or given_micros > charged_micros - refunded_micros then
    given_micros := 0;
    return next;
    return;
  end if;
  refunded_micros := refunded_micros + given_micros;
  update tasks t
     set refunded_micros = refund_task.refunded_micros, events = t.events + 1, updated_at = now()
   where t.id = of_task;
  perform move_credits(task.account_id, 'refund', given_micros, why, of_task);
  update limits l set used_micros = l.used_micros - given_micros
    from accounts a
   where a.id = task.account_id
     and l.subject_id in (task.key_id, case when task.mode = 'live' then task.account_id end)
     and period_of(l.budget_period, a.time_zone, task.created_at) >= l.period_began;
  update end_user_uses u set used_micros = u.used_micros - given_micros
   where u.account_id = task.account_id and u.end_user = task.request ->> 'endUser' and task.mode = 'live'
     and period_of(u.budget_period, u.time_zone, task.created_at) >= u.period_began;
  insert into events (task_id, number, account_id, state, attempt, line, refunded_micros)
  select of_task,
         coalesce(task.events + 1, 1 + (select max(e.number) from events e where e.task_id = of_task), 1),
         task.account_id, task.state, task.attempts, task.line, given_micros
  returning number into noted;
  perform tell_endpoints(task.account_id, of_task, noted, 'task.refunded', null);
  return next;
end $$;
