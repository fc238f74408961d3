-- concurrently
-- servable from: 0013_flex
-- Tasks that were made for a customer's own customers are found by their names; `request` never changes, so that a
-- task's way through its states writes nothing here.
create index concurrently tasks_of_end_user on tasks (account_id, (request ->> 'endUser'), created_at, id)
  where request ->> 'endUser' is not null and forgotten_at is null;
