-- Tasks of the flex tier are few among the others: their list is read from an index of its own, and the lists
-- without them leave out what this one has.
create index tasks_flex on tasks (account_id, created_at desc, id desc) where request ? 'flex';
