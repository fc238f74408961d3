-- Every kind of movement has one counter-account.
create or replace function counter_account(kind text) returns text language sql immutable as $$
  select case kind
    when 'grant' then 'platform:grants'
    when 'top_up' then 'platform:payments'
    when 'redemption' then 'platform:redemptions'
    when 'charge' then 'platform:revenue'
    when 'refund' then 'platform:revenue'
    when 'reversal' then 'platform:payments'
    when 'expiry' then 'platform:expiries'
    when 'adjustment' then 'platform:adjustments'
  end
$$;
