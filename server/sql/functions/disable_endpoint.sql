-- Sends an endpoint nothing more. What waits for it stays pending without open work, and goes on when it
-- is enabled again.
create or replace function disable_endpoint(of_id text, why text) returns void language sql as $$
  update webhook_endpoints e
     set enabled = false, disabled_because = why, updated_at = now()
   where e.id = of_id and e.enabled;
  delete from work w
   where w.step = 'deliver' and w.queue = (
     select delivery_queue(e.account_id, e.id, null) from webhook_endpoints e where e.id = of_id);
$$;
