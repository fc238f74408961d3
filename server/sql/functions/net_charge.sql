-- What a task did cost in the end.
create or replace function net_charge(task tasks) returns bigint language sql immutable as $$
  select coalesce(task.charged_micros, 0) - task.refunded_micros
$$;
