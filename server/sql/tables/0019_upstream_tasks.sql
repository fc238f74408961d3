-- What lines have accepted, by their own ids: apart from attempts, whose changes write no index by it.
-- servable from: 0013_flex

-- Written once, when a line accepts an attempt, and then only read: whose a task there is, and what the line had
-- accepted at a time.
create table upstream_tasks (
  upstream_id text not null,
  line text collate "C" not null,
  task_id text collate "C" not null,
  number smallint not null,
  account_id uuid not null,
  accepted_at timestamptz not null,
  primary key (task_id, number)
);
create index upstream_tasks_by_id on upstream_tasks (upstream_id);
create index upstream_tasks_accepted on upstream_tasks (line, accepted_at);

create or replace function note_upstream_task() returns trigger language plpgsql as $$
begin
  insert into upstream_tasks (upstream_id, line, task_id, number, account_id, accepted_at)
  values (new.upstream_id, new.line, new.task_id, new.number, new.account_id, coalesce(new.answered_at, now()))
  on conflict (task_id, number) do update
    set upstream_id = excluded.upstream_id, line = excluded.line, accepted_at = excluded.accepted_at;
  return null;
end $$;
create or replace function forget_upstream_task() returns trigger language plpgsql as $$
begin
  delete from upstream_tasks u where u.task_id = old.task_id and u.number = old.number;
  return null;
end $$;
create trigger attempts_note_accepted after insert on attempts
  for each row when (new.upstream_id is not null) execute function note_upstream_task();
create trigger attempts_note_upstream_id after update of upstream_id on attempts
  for each row when (new.upstream_id is not null and new.upstream_id is distinct from old.upstream_id)
  execute function note_upstream_task();
create trigger attempts_forget_upstream_id after delete on attempts
  for each row when (old.upstream_id is not null) execute function forget_upstream_task();

-- When it was given up without word, and nobody had heard of it until then.
alter table attempts add column given_up_at timestamptz;
update attempts set given_up_at = ended_at where state = 'abandoned';
