-- Sets what an end user of an account may use, or with an empty name each that has no budget of its own; without an
-- amount it has none.
create or replace function set_end_user_budget(of_account uuid, of_end_user text, new_budget_micros bigint, new_period text)
returns void language plpgsql as $$
begin
  perform from wallets w where w.account_id = of_account for no key update;
  if new_budget_micros is null then
    delete from end_user_budgets b where b.account_id = of_account and b.end_user = of_end_user;
    -- What nothing binds is not counted.
    delete from end_user_uses u
     where u.account_id = of_account
       and not exists (select from end_user_budgets b
                        where b.account_id = of_account and b.end_user in (u.end_user, ''));
  else
    insert into end_user_budgets (account_id, end_user, budget_micros, budget_period)
    values (of_account, of_end_user, new_budget_micros, new_period)
    on conflict (account_id, end_user) do update
      set budget_micros = excluded.budget_micros, budget_period = excluded.budget_period;
  end if;
  update wallets w
     set has_end_user_budgets = exists (select from end_user_budgets b where b.account_id = of_account)
   where w.account_id = of_account;
end $$;
