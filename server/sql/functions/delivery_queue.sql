-- The queue of a delivery: all that goes to one receiver for one account, so that each has its own
-- bound and a dead one delays nobody. What stands before the slash shares a bound as well.
create or replace function delivery_queue(of_account uuid, endpoint_id text, url text)
returns text language sql immutable as $$
  select of_account || '/' || coalesce(endpoint_id, lower(substring(url from '^[^:]+://([^/?#]*)')))
$$;
