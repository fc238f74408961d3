-- What an operator and a receiver must be able to tell apart: names, and the modes of endpoints.

-- The same of names that people would take for each other. Null of names of before that another one, older, has.
alter table accounts add column name_key text;
update accounts a set name_key = k.name_key
  from (select id, lower(regexp_replace(normalize(name, nfkc), '\s+', ' ', 'g')) as name_key,
               row_number() over (partition by lower(regexp_replace(normalize(name, nfkc), '\s+', ' ', 'g'))
                                      order by created_at, id) as place
          from accounts) k
 where k.id = a.id and k.place = 1;
create unique index accounts_by_name_key on accounts (name_key);

alter table lines add column name_key text;
update lines l set name_key = k.name_key
  from (select id, lower(regexp_replace(normalize(name, nfkc), '\s+', ' ', 'g')) as name_key,
               row_number() over (partition by lower(regexp_replace(normalize(name, nfkc), '\s+', ' ', 'g'))
                                      order by created_at, id) as place
          from lines where removed_at is null) k
 where k.id = l.id and k.place = 1;
create unique index lines_by_name_key on lines (name_key) where removed_at is null;

-- The operator sees an account's deleted tasks among the others, in one order.
drop index tasks_forgotten;
create index tasks_forgotten on tasks (account_id, created_at, id) where forgotten_at is not null;

-- An endpoint is told of tasks of its own mode: that of the key that made it.
alter table webhook_endpoints add column mode text not null default 'live' check (mode in ('live', 'test'));

-- Tells the endpoints of a task's account and mode that want this type, and the address `also_url`.
create or replace function tell_endpoints(of_account uuid, of_task text, of_event int, of_type text, also_url text)
returns void language sql as $$
  with told as (
    insert into deliveries (id, account_id, task_id, event_number, endpoint_id, type, url)
    select new_delivery_id(), of_account, of_task, of_event, one.endpoint_id, of_type, one.url
      from (select e.id as endpoint_id, null as url from webhook_endpoints e
             where e.account_id = of_account and e.enabled and of_type = any (e.types)
               and e.mode = (select t.mode from tasks t where t.id = of_task)
            union all
            select null, also_url where also_url is not null) one
    returning id, account_id, endpoint_id, url
  )
  insert into work (step, subject_id, queue)
  select 'deliver', t.id, delivery_queue(t.account_id, t.endpoint_id, t.url) from told t
$$;
