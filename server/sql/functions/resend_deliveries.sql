-- Sends deliveries again, from the beginning of their schedule. One that is under way is taken from its
-- holder, whose try is recorded all the same. Answers how many there were.
create or replace function resend_deliveries(ids text[]) returns int language sql as $$
  with again as (
    update deliveries d
       set state = 'pending', failure = null, finished_at = null,
           tries_before = coalesce(
             d.tries, (select max(y.number) from delivery_tries y where y.delivery_id = d.id), 0)
     where d.id = any (ids)
    returning d.id, d.account_id, d.endpoint_id, d.url
  ), open as (
    insert into work (step, subject_id, queue, account_id)
    select 'deliver', a.id, delivery_queue(a.account_id, a.endpoint_id, a.url), a.account_id from again a
    on conflict (step, subject_id) do update set due_at = now(), claim_token = null
  )
  select count(*)::int from again
$$;
