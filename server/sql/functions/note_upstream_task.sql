-- Trigger of `attempts`: an attempt that its line has accepted is known by its id there, in `upstream_tasks`.
create or replace function note_upstream_task() returns trigger language plpgsql as $$
begin
  insert into upstream_tasks (upstream_id, line, task_id, number, account_id, accepted_at)
  values (new.upstream_id, new.line, new.task_id, new.number, new.account_id, coalesce(new.answered_at, now()))
  on conflict (task_id, number) do update
    set upstream_id = excluded.upstream_id, line = excluded.line, accepted_at = excluded.accepted_at;
  return null;
end $$;
