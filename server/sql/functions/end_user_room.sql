-- What an end user may still hold of the budget that binds it; null: none does. Counts anew what was not counted yet, or
-- by another period or zone. Under its wallet's lock.
create or replace function end_user_room(of_account uuid, of_end_user text, moment timestamptz)
returns bigint language plpgsql as $$
declare
  budget end_user_budgets;
  zone text;
  began date;
  used bigint;
begin
  -- Its own goes before the one of all.
  select b.* into budget from end_user_budgets b
   where b.account_id = of_account and b.end_user in (of_end_user, '')
   order by b.end_user desc limit 1;
  if not found then return null; end if;
  select a.time_zone into zone from accounts a where a.id = of_account;
  began := period_of(budget.budget_period, zone, moment);
  select case when began > u.period_began then 0 else u.used_micros end into used
    from end_user_uses u
   where u.account_id = of_account and u.end_user = of_end_user
     and u.budget_period = budget.budget_period and u.time_zone = zone;
  if not found then
    used := count_end_user(of_account, of_end_user, budget.budget_period, zone, began);
    insert into end_user_uses as u (account_id, end_user, budget_period, time_zone, period_began, used_micros)
    values (of_account, of_end_user, budget.budget_period, zone, began, used)
    on conflict (account_id, end_user) do update
      set budget_period = excluded.budget_period, time_zone = excluded.time_zone,
          period_began = excluded.period_began, used_micros = excluded.used_micros;
  end if;
  return budget.budget_micros - used;
end $$;
