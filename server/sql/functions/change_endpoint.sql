-- Changes what is not null of an account's endpoint. Answers a row where there is such a one.
create or replace function change_endpoint(of_id text, of_account uuid, new_url text, new_types text[],
                                           new_description text, new_enabled boolean)
returns setof text language plpgsql as $$
declare
  was_enabled boolean;
begin
  select e.enabled into was_enabled from webhook_endpoints e
   where e.id = of_id and e.account_id = of_account for no key update;
  if not found then return; end if;
  update webhook_endpoints e
     set url = coalesce(new_url, e.url), types = coalesce(new_types, e.types),
         description = coalesce(new_description, e.description), updated_at = now()
   where e.id = of_id;
  if not new_enabled and was_enabled then
    perform disable_endpoint(of_id, 'owner');
  elsif new_enabled and not was_enabled then
    update webhook_endpoints e
       set enabled = true, disabled_because = null, failing_since = null, last_failed_at = null
     where e.id = of_id;
    perform resend_deliveries(array(
      select d.id from deliveries d
       where d.account_id = of_account and d.state = 'pending' and d.endpoint_id = of_id));
  end if;
  return next of_id;
end $$;
