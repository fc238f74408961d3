-- Adds up the next movements of an account, at most so many. Answers whether these were all.
create or replace function add_up_key_spending(of_account uuid, most int)
returns boolean language plpgsql as $$
declare
  known bigint;
  newest bigint;
  added int;
begin
  if not exists (
    select from movements m
     where m.account_id = of_account
       and m.version > coalesce((select k.version from key_spending_known k
                                  where k.account_id = of_account), 0)) then
    return true;
  end if;
  insert into key_spending_known (account_id) values (of_account) on conflict do nothing;
  select k.version into known from key_spending_known k where k.account_id = of_account for update;
  with part as materialized (
    select m.version, m.task_id, m.previous_micros - m.current_micros as charged from movements m
     where m.account_id = of_account and m.version > known order by m.version limit most
  ), noted as (
    insert into key_spending as s (key_id, charged_micros)
    -- Charges and refunds alone are of a task.
    select t.key_id, sum(p.charged) from part p join tasks t on t.id = p.task_id group by t.key_id
    on conflict (key_id) do update set charged_micros = s.charged_micros + excluded.charged_micros
  )
  select max(p.version), count(*) into newest, added from part p;
  update key_spending_known k set version = newest where k.account_id = of_account and added > 0;
  return added < most;
end $$;
