-- Who follows an account hears what happened to its tasks lately.
-- concurrently
-- servable from: 0013_flex
create index concurrently events_of_account on events (account_id, at);
