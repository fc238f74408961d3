-- What an account was charged over all time, less what it got back of it, in micro-credits: what all
-- other movements brought it, less what is left.
create or replace function charged_of_account(of_account uuid) returns bigint language sql stable as $$
  select coalesce((select sum(m.current_micros - m.previous_micros) from movements m
                    where m.account_id = of_account and m.kind not in ('charge', 'refund')), 0)::bigint
         - w.balance_micros
    from wallets w where w.account_id = of_account
$$;
