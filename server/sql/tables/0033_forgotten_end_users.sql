-- concurrently
-- servable from: 0013_flex
-- What an end user did use counts, whether its tasks were forgotten or not.
create index concurrently tasks_of_end_user_forgotten on tasks (account_id, (request ->> 'endUser'), created_at, id)
  where request ->> 'endUser' is not null and forgotten_at is not null;
