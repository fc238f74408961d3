-- What goes after its time is found by its age.
-- concurrently
-- servable from: 0013_flex
create index concurrently tasks_unpaid_by_end on tasks (finished_at, id)
  where finished_at is not null and coalesce(charged_micros, 0) = 0;
create index concurrently line_assets_by_use on line_assets (held_until);
create index concurrently absorbed_cancels_by_age on absorbed_cancels (at);
