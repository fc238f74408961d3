-- Indexes that lists, sweeps and reports are read from, so that none reads a whole history.

-- An account's tasks in their order, with all that a list of them or their number asks for. `state` is in no
-- index, so that a task's way through its states writes none: what is open, has succeeded or has not is told
-- by columns that are written with its end.
create index tasks_of_account_in_order on tasks (account_id, created_at, id)
  include (model, charged_micros) where forgotten_at is null;
drop index tasks_of_account;
alter index tasks_of_account_in_order rename to tasks_of_account;
create index tasks_unsuccessful on tasks (account_id, created_at, id)
  include (model) where finished_at is not null and charged_micros is null and forgotten_at is null;
create index tasks_open on tasks (account_id, created_at, id)
  include (model) where finished_at is null and forgotten_at is null;
-- What waits too long is found here, and what is held of whom.
create index tasks_open_by_expiry on tasks (expires_at)
  include (account_id, held_micros) where finished_at is null;

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
