-- Indexes of lists are kept in the order in which rows come: a page of the newest reads them backwards, and a new row
-- is written at their end.
-- concurrently
-- servable from: 0013_flex

create index concurrently tasks_of_flex on tasks (account_id, created_at, id) where request ? 'flex';
drop index concurrently if exists tasks_flex;
create index concurrently assets_in_order on assets (account_id, created_at, id);
drop index concurrently if exists assets_of_account;
