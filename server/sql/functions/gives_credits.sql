-- Whether a kind gives to the wallet or takes from it; null: it may do either.
create or replace function gives_credits(kind text) returns boolean language sql immutable as $$
  select case when kind in ('grant', 'top_up', 'redemption', 'refund') then true
              when kind in ('charge', 'reversal', 'expiry') then false end
$$;
