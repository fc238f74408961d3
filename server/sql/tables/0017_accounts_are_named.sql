-- Every attempt, all open work and every try have an account: it is looked for without keeping anybody waiting, and
-- what is proved then need not be looked for under a lock.
-- servable from: 0013_flex

alter table attempts validate constraint attempts_name_account;
alter table work validate constraint work_name_account;
alter table delivery_tries validate constraint delivery_tries_name_account;
alter table attempts alter column account_id set not null;
alter table work alter column account_id set not null;
alter table delivery_tries alter column account_id set not null;
alter table attempts drop constraint attempts_name_account;
alter table work drop constraint work_name_account;
alter table delivery_tries drop constraint delivery_tries_name_account;
