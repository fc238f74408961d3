-- What goes after its time is found by its age; assets to be fetched, of whichever account, by when they are due.
-- concurrently
-- servable from: 0013_flex
create index concurrently tasks_unpaid_by_end on tasks (finished_at, id)
  where finished_at is not null and coalesce(charged_micros, 0) = 0;
create index concurrently work_to_fetch on work (due_at) where step = 'fetch';
create index concurrently line_assets_by_use on line_assets (held_until);
create index concurrently absorbed_cancels_by_age on absorbed_cancels (at);
