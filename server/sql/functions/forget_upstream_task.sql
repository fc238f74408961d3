-- Trigger of `attempts`: what is known of one by its id at its line goes with it.
create or replace function forget_upstream_task() returns trigger language plpgsql as $$
begin
  delete from upstream_tasks u where u.task_id = old.task_id and u.number = old.number;
  return null;
end $$;
