-- Moves credits between a wallet and the counter-account of the kind; only charges are moved elsewhere,
-- by `settle_tasks`. `amount_micros` is above 0, but for an adjustment, which may take. What takes takes at
-- most what is neither spent nor held; the rest becomes a debt. What gives pays open debts at once. A
-- `reference` that the account has under this kind already moves nothing. Answers the wallet afterwards
-- and what was moved and owed by this call, or nothing where the account does not exist.
create or replace function move_credits(of_account uuid, of_kind text, amount_micros bigint, why text,
                                        of_task text default null, by_reference text default null)
returns table (version bigint, balance_micros bigint, debt_micros bigint, moved_micros bigint,
               owed_micros bigint, repeated boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  wallet text := 'wallet:' || of_account;
  gives boolean := coalesce(gives_credits(of_kind), amount_micros > 0);
  amount bigint := abs(amount_micros);
  held bigint;
  debt record;
begin
  if of_kind = 'charge' or counter_account(of_kind) is null then
    raise exception 'credits cannot be moved as "%"', of_kind;
  end if;
  if amount_micros is null or amount = 0 or (amount_micros < 0 and of_kind <> 'adjustment') then
    raise exception 'an amount of % micro-credits cannot be moved as "%"', amount_micros, of_kind;
  end if;
  select w.version, w.balance_micros, w.debt_micros, w.held_micros
    into version, balance_micros, debt_micros, held
    from wallets w where w.account_id = of_account for no key update;
  if not found then return; end if;
  repeated := by_reference is not null and (
    exists (select from movements m where m.account_id = of_account and m.kind = of_kind
                                      and m.reference = by_reference and m.debt_id is null)
    or exists (select from debts d where d.account_id = of_account and d.kind = of_kind
                                     and d.reference = by_reference));
  moved_micros := 0;
  owed_micros := 0;
  if repeated then return next; return; end if;

  moved_micros := case when gives then amount else least(amount, balance_micros - held) end;
  owed_micros := amount - moved_micros;
  if moved_micros > 0 then
    version := version + 1;
    insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros,
                           current_micros, version, task_id, reason, reference)
    values (of_account, of_kind,
            case when gives then counter_account(of_kind) else wallet end,
            case when gives then wallet else counter_account(of_kind) end,
            moved_micros, balance_micros,
            balance_micros + case when gives then moved_micros else -moved_micros end,
            version, of_task, why, by_reference);
    balance_micros := balance_micros + case when gives then moved_micros else -moved_micros end;
  end if;
  if owed_micros > 0 then
    insert into debts (account_id, kind, owed_micros, reason, reference)
    values (of_account, of_kind, owed_micros, why, by_reference);
    debt_micros := debt_micros + owed_micros;
  end if;
  if gives then
    for debt in select d.id, d.kind, d.reason, d.owed_micros - d.paid_micros as open
                  from debts d where d.account_id = of_account and d.paid_micros < d.owed_micros
                 order by d.id for no key update
    loop
      amount := least(debt.open, balance_micros - held);
      exit when amount <= 0;
      version := version + 1;
      insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros,
                             current_micros, version, reason, debt_id)
      values (of_account, debt.kind, wallet, counter_account(debt.kind), amount, balance_micros,
              balance_micros - amount, version, debt.reason, debt.id);
      update debts d set paid_micros = d.paid_micros + amount where d.id = debt.id;
      balance_micros := balance_micros - amount;
      debt_micros := debt_micros - amount;
    end loop;
  end if;
  update wallets w
     set balance_micros = move_credits.balance_micros, debt_micros = move_credits.debt_micros,
         version = move_credits.version
   where w.account_id = of_account;
  return next;
end $$;
