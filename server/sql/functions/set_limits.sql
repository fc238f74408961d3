-- Sets the limits of a key or an account; all null: it has none. What its tasks come to is counted anew.
create or replace function set_limits(of_account uuid, of_subject uuid, new_budget_micros bigint, new_period text,
                           new_held_most_micros bigint, new_tasks_at_once int)
returns void language plpgsql as $$
begin
  perform from wallets w where w.account_id = of_account for no key update;
  if new_budget_micros is null and new_held_most_micros is null and new_tasks_at_once is null then
    -- What waits goes on first.
    update limits l set tasks_at_once = null, held_most_micros = coalesce(l.held_most_micros, 0)
     where l.subject_id = of_subject;
    perform pass_gates(of_account);
    delete from limits l where l.subject_id = of_subject;
  else
    insert into limits (subject_id, account_id, budget_micros, budget_period, held_most_micros, tasks_at_once)
    values (of_subject, of_account, new_budget_micros, new_period, new_held_most_micros, new_tasks_at_once)
    on conflict (subject_id) do update
      set budget_micros = excluded.budget_micros, budget_period = excluded.budget_period,
          held_most_micros = excluded.held_most_micros, tasks_at_once = excluded.tasks_at_once;
    perform recount_limits(of_subject);
    perform pass_gates(of_account);
  end if;
  update wallets w set has_limits = exists (select from limits l where l.account_id = of_account)
   where w.account_id = of_account;
end $$;
