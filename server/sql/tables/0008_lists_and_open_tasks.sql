-- Indexes that lists, sweeps and reports are read from, so that none reads a whole history.

-- An account's tasks in their order, with all that a list of them or their number asks for. `state` is in no
-- index, so that a task's way through its states writes none: what is open, has succeeded or has not is told
-- by columns that are written with its end.
create index tasks_of_account_in_order on tasks (account_id, created_at, id)
  include (model, charged_micros) where forgotten_at is null;
drop index tasks_of_account;
alter index tasks_of_account_in_order rename to tasks_of_account;
-- The others, which the check of an account's books needs.
create index tasks_forgotten on tasks (account_id) where forgotten_at is not null;
create index tasks_unsuccessful on tasks (account_id, created_at, id)
  include (model) where finished_at is not null and charged_micros is null and forgotten_at is null;
create index tasks_open on tasks (account_id, created_at, id)
  where finished_at is null and forgotten_at is null;
-- What has waited too long is found here, and all that is open, of whomever.
create index tasks_open_by_expiry on tasks (expires_at) where finished_at is null;
-- Counts look at the tasks themselves until these have been vacuumed: at the usual fifth, of ten million, too late.
alter table tasks set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);

-- Reports of what has ended lately. Its page ranges are never chosen.
drop index attempts_by_end;
create index attempts_by_end on attempts (ended_at) where ended_at is not null;

-- Space is used again, so that page ranges by age all come to look old.
drop index idempotency_by_age;
create index idempotency_by_age on idempotency (created_at);

-- Pages of the log by state, where that is not rare: read from what is in order, whoever else has deliveries.
drop index deliveries_of_account;
create index deliveries_of_account on deliveries (account_id, id) include (state);
drop index deliveries_of_endpoint;
create index deliveries_of_endpoint on deliveries (account_id, endpoint_id, id) include (state)
  where endpoint_id is not null;
drop index deliveries_undelivered;
create index deliveries_undelivered on deliveries (account_id, state, id) include (endpoint_id)
  where state <> 'delivered';

-- What the tasks made with each key were charged, less what was given back, as far as the movements of its
-- account have been added up: so that nobody who asks reads a history again.
create table key_spending (
  key_id uuid primary key,
  charged_micros bigint not null
) with (fillfactor = 50);
create table key_spending_known (
  account_id uuid primary key,
  -- Of the last movement that is in it.
  version bigint not null default 0
) with (fillfactor = 50);

-- Adds up the next movements of an account, at most so many. Answers whether these were all.
create function add_up_key_spending(of_account uuid, most int) returns boolean language plpgsql as $$
declare
  known bigint;
  newest bigint;
  added int;
begin
  if not exists (
    select from movements m
     where m.account_id = of_account
       and m.version > coalesce((select k.version from key_spending_known k
                                  where k.account_id = of_account), 0)) then
    return true;
  end if;
  insert into key_spending_known (account_id) values (of_account) on conflict do nothing;
  select k.version into known from key_spending_known k where k.account_id = of_account for update;
  with part as materialized (
    select m.version, m.task_id, m.previous_micros - m.current_micros as charged from movements m
     where m.account_id = of_account and m.version > known order by m.version limit most
  ), noted as (
    insert into key_spending as s (key_id, charged_micros)
    -- Charges and refunds alone are of a task.
    select t.key_id, sum(p.charged) from part p join tasks t on t.id = p.task_id group by t.key_id
    on conflict (key_id) do update set charged_micros = s.charged_micros + excluded.charged_micros
  )
  select max(p.version), count(*) into newest, added from part p;
  update key_spending_known k set version = newest where k.account_id = of_account and added > 0;
  return added < most;
end $$;
