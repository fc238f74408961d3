-- Tells the endpoints of a task's account and mode that want this type, and the address `also_url`.
create or replace function tell_endpoints(of_account uuid, of_task text, of_event int, of_type text, also_url text)
returns void language sql as $$
  with told as (
    insert into deliveries (id, account_id, task_id, event_number, endpoint_id, type, url, tries)
    select new_delivery_id(), of_account, of_task, of_event, one.endpoint_id, of_type, one.url, 0
      from (select e.id as endpoint_id, null as url from webhook_endpoints e
             where e.account_id = of_account and e.enabled and of_type = any (e.types)
               and e.mode = (select t.mode from tasks t where t.id = of_task)
            union all
            select null, also_url where also_url is not null) one
    returning id, account_id, endpoint_id, url
  )
  insert into work (step, subject_id, queue, account_id)
  select 'deliver', t.id, delivery_queue(t.account_id, t.endpoint_id, t.url), t.account_id from told t
$$;
