-- Moves an account to another time zone: its periods begin anew, and count what lies in them.
create or replace function set_time_zone(of_account uuid, new_zone text) returns void language plpgsql as $$
begin
  perform from wallets w where w.account_id = of_account for no key update;
  update accounts a set time_zone = new_zone where a.id = of_account;
  perform recount_limits(l.subject_id) from limits l where l.account_id = of_account;
end $$;
