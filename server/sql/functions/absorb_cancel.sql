-- Cancels a task that its line cannot stop: nothing is charged, and what the line makes of it is followed
-- in the step `absorb`, under `look_queue`, to its end. Answers 'absorbed'; 'too_many' where the account
-- had `most_a_day` of these in 24 hours; 'moved_on' where the task is not with a line any more.
create or replace function absorb_cancel(of_account uuid, of_task text, most_a_day int, failure jsonb,
                                         look_queue text)
returns text language plpgsql as $$
declare
  task tasks;
begin
  select * into task from tasks t
    where t.id = of_task and t.account_id = of_account and t.state in ('submitting', 'running', 'unknown')
    for no key update;
  if not found then return 'moved_on'; end if;
  -- Of one account one at a time, so that the count holds.
  perform from wallets w where w.account_id = of_account for no key update;
  if (select count(*) from absorbed_cancels c
       where c.account_id = of_account and c.at > now() - interval '1 day') >= most_a_day then
    return 'too_many';
  end if;
  insert into absorbed_cancels (task_id, account_id) values (of_task, of_account);
  update attempts a set absorbed = true where a.task_id = of_task and a.number = task.attempts;
  perform settle_tasks(jsonb_build_array(jsonb_build_object(
    'id', of_task, 'states', array[task.state], 'attempt', task.attempts, 'state', 'cancelled',
    'charge_micros', 0, 'output', null, 'failure', failure, 'collect_queue', null)));
  insert into work (step, subject_id, queue, account_id)
  values ('absorb', of_task, look_queue, of_account);
  return 'absorbed';
end $$;
