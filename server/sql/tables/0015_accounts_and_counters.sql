-- Rows that belong to an account name it, and events and tries are counted where they belong to.
-- servable from: 0013_flex

-- Whatever belongs to an account names it, so that an account can be moved to another database. Rows that stand get
-- theirs in the next migration; what a version from before this one writes gets it from the triggers below.
alter table attempts add column account_id uuid;
alter table work add column account_id uuid;
alter table delivery_tries add column account_id uuid;

create or replace function name_account() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'attempts' then
    select t.account_id into new.account_id from tasks t where t.id = new.task_id;
  elsif tg_table_name = 'delivery_tries' then
    select d.account_id into new.account_id from deliveries d where d.id = new.delivery_id;
  elsif new.step = 'deliver' then
    select d.account_id into new.account_id from deliveries d where d.id = new.subject_id;
  elsif new.step = 'fetch' then
    select a.account_id into new.account_id from assets a where a.id = new.subject_id;
  else
    select t.account_id into new.account_id from tasks t where t.id = new.subject_id;
  end if;
  new.account_id := coalesce(new.account_id, '00000000-0000-0000-0000-000000000000');
  return new;
end $$;
create trigger attempts_name_account before insert or update on attempts
  for each row when (new.account_id is null) execute function name_account();
create trigger work_name_account before insert or update on work
  for each row when (new.account_id is null) execute function name_account();
create trigger delivery_tries_name_account before insert or update on delivery_tries
  for each row when (new.account_id is null) execute function name_account();

-- Not looked for in the rows that stand, which would keep all others waiting: the migration after next does.
alter table attempts add constraint attempts_name_account check (account_id is not null) not valid;
alter table work add constraint work_name_account check (account_id is not null) not valid;
alter table delivery_tries add constraint delivery_tries_name_account
  check (account_id is not null) not valid;

-- How many events a task has, and how many tries a delivery; null of those from before they were counted.
alter table tasks add column events int;
alter table deliveries add column tries int;

create or replace function count_event() returns trigger language plpgsql as $$
begin
  new.events := old.events + 1;
  return new;
end $$;
-- Before `tasks_note_event`, which writes what is counted here.
create trigger tasks_count_event before update of state on tasks
  for each row when (old.state is distinct from new.state) execute function count_event();

-- Room for what changes in place. Of a task, 96 of a hundred versions find it, as against 86, and the heap is smaller;
alter table tasks set (fillfactor = 55);
alter table attempts set (fillfactor = 50);
