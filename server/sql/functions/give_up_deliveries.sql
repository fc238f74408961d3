-- Gives up what waits for an endpoint, and says why.
create or replace function give_up_deliveries(of_account uuid, of_endpoint text, why text)
returns void language sql as $$
  with given_up as (
    update deliveries d set state = 'failed', failure = why, finished_at = now()
     where d.account_id = of_account and d.state = 'pending' and d.endpoint_id = of_endpoint
    returning d.id
  )
  delete from work w using given_up g where w.step = 'deliver' and w.subject_id = g.id
$$;
