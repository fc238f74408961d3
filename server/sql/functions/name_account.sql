-- Trigger of `attempts`, `work` and `delivery_tries`: names the account of a row that a version from before 0015 writes,
-- for as long as one may serve beside us; the nil uuid where what it is about is gone.
create or replace function name_account() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'attempts' then
    select t.account_id into new.account_id from tasks t where t.id = new.task_id;
  elsif tg_table_name = 'delivery_tries' then
    select d.account_id into new.account_id from deliveries d where d.id = new.delivery_id;
  elsif new.step = 'deliver' then
    select d.account_id into new.account_id from deliveries d where d.id = new.subject_id;
  elsif new.step = 'fetch' then
    select a.account_id into new.account_id from assets a where a.id = new.subject_id;
  else
    select t.account_id into new.account_id from tasks t where t.id = new.subject_id;
  end if;
  new.account_id := coalesce(new.account_id, '00000000-0000-0000-0000-000000000000');
  return new;
end $$;
