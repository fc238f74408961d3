-- Events: what happened to tasks, written in the transaction in which it happened, and who is told.

-- A task's acceptance is its own row; its changes of state from there on are counted from 1.
create table events (
  task_id text collate "C" not null,
  number int not null,
  account_id uuid not null,
  state text not null,
  -- The attempt that was its newest, and where that was made; 0 and null before the first.
  attempt smallint not null,
  line text,
  at timestamptz not null default clock_timestamp(),
  primary key (task_id, number)
);

-- Where an account is told of its events.
create table webhook_endpoints (
  id text collate "C" primary key,
  account_id uuid not null references accounts,
  url text not null,
  description text not null default '',
  -- Types of events that it wants, such as 'task.succeeded'.
  types text[] not null check (cardinality(types) > 0),
  -- AES-256-GCM under the installation's secret, bound to the endpoint's id.
  secret_sealed bytea not null,
  -- After a rotation deliveries are signed with both until then.
  former_secret_sealed bytea,
  former_until timestamptz,
  enabled boolean not null default true,
  -- Why it is not enabled: its owner's wish, its own answer 410, or days of failures.
  disabled_because text check (disabled_because in ('owner', 'gone', 'failing')),
  -- Since when no delivery got through; null while they do.
  failing_since timestamptz,
  -- The newest failure, to the minute: a time without tries is no time of failures.
  last_failed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (enabled = (disabled_because is null)),
  check ((former_secret_sealed is null) = (former_until is null)),
  check (failing_since <= last_failed_at)
) with (fillfactor = 70);
create index webhook_endpoints_of_account on webhook_endpoints (account_id, created_at);

-- Ids grow with time, to the millisecond, so that their order is the order of events: all of a
-- millisecond begin with this.
create function delivery_id_at(at timestamptz) returns text language sql stable as $$
  select 'dlv_' || lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0')
$$;
create function new_delivery_id() returns text language sql volatile as $$
  select delivery_id_at(now()) || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)
$$;

-- One event to be told at one place. Its id is the webhook-id of every try.
create table deliveries (
  id text collate "C" primary key,
  account_id uuid not null,
  -- Null for a test event.
  task_id text collate "C",
  -- Null: the address that the request itself named, told in the words of its dialect.
  endpoint_id text collate "C",
  type text not null,
  -- Of a request's own address; an endpoint's is read when it is told.
  url text,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  -- Why it was given up, in words.
  failure text,
  -- Tries of earlier rounds: when it is sent again, its schedule begins anew after them.
  tries_before int not null default 0,
  -- When the event happened.
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((endpoint_id is null) = (url is not null))
) with (fillfactor = 85);
-- Pages of the log: each index has all that is asked for and its order.
create index deliveries_of_account on deliveries (account_id, id);
create index deliveries_of_task on deliveries (account_id, task_id, id);
create index deliveries_of_endpoint on deliveries (account_id, endpoint_id, id)
  where endpoint_id is not null;
-- The few that somebody looks for among the many.
create index deliveries_undelivered on deliveries (account_id, state, id) where state <> 'delivered';

create table delivery_tries (
  delivery_id text collate "C" not null,
  number int not null,
  at timestamptz not null default now(),
  url text not null,
  -- As sent, signatures shortened, and the bytes that were signed.
  headers jsonb not null,
  request text not null,
  -- HTTP status and the beginning of what came back, or null with the reason in `error`.
  status int,
  answer text,
  error text,
  took_ms int not null,
  primary key (delivery_id, number)
);

-- The queue of a delivery: all that goes to one receiver for one account, so that each has its own
-- bound and a dead one delays nobody. What stands before the slash shares a bound as well.
create function delivery_queue(of_account uuid, endpoint_id text, url text)
returns text language sql immutable as $$
  select of_account || '/' || coalesce(endpoint_id, lower(substring(url from '^[^:]+://([^/?#]*)')))
$$;

-- What is due of all receivers, most of which have nothing due at a time.
create index work_to_deliver on work (due_at) where step = 'deliver';

-- What the account sees of a state: `submitting` still waits, `unknown` still runs.
create function client_state(state text)
returns text language sql immutable as $$
  select case state when 'submitting' then 'queued' when 'unknown' then 'running' else state end
$$;

create function note_event() returns trigger language plpgsql as $$
begin
  insert into events (task_id, number, account_id, state, attempt, line)
  select new.id, 1 + coalesce((select max(e.number) from events e where e.task_id = new.id), 0),
         new.account_id, new.state, new.attempts, new.line;
  if client_state(new.state) = client_state(old.state) then return null; end if;
  with told as (
    insert into deliveries (id, account_id, task_id, endpoint_id, type, url)
    select new_delivery_id(), new.account_id, new.id, one.endpoint_id,
           'task.' || client_state(new.state), one.url
      from (select e.id as endpoint_id, null as url from webhook_endpoints e
             where e.account_id = new.account_id and e.enabled
               and 'task.' || client_state(new.state) = any (e.types)
            union all
            select null, new.callback_url
             where new.callback_url is not null and new.finished_at is not null) one
    returning id, account_id, endpoint_id, url
  )
  insert into work (step, subject_id, queue)
  select 'deliver', t.id, delivery_queue(t.account_id, t.endpoint_id, t.url) from told t;
  return null;
end $$;
-- Here and nowhere else, so that no change of state can be without its event.
create trigger tasks_note_event after update of state on tasks
  for each row when (old.state is distinct from new.state) execute function note_event();

-- Gives up what waits for an endpoint, and says why.
create function give_up_deliveries(of_account uuid, of_endpoint text, why text) returns void language sql as $$
  with given_up as (
    update deliveries d set state = 'failed', failure = why, finished_at = now()
     where d.account_id = of_account and d.state = 'pending' and d.endpoint_id = of_endpoint
    returning d.id
  )
  delete from work w using given_up g where w.step = 'deliver' and w.subject_id = g.id
$$;

-- Sends deliveries again, from the beginning of their schedule. One that is under way is taken from its
-- holder, whose try is recorded all the same. Answers how many there were.
create function resend_deliveries(ids text[]) returns int language sql as $$
  with again as (
    update deliveries d
       set state = 'pending', failure = null, finished_at = null,
           tries_before = coalesce((select max(y.number) from delivery_tries y where y.delivery_id = d.id), 0)
     where d.id = any (ids)
    returning d.id, d.account_id, d.endpoint_id, d.url
  ), open as (
    insert into work (step, subject_id, queue)
    select 'deliver', a.id, delivery_queue(a.account_id, a.endpoint_id, a.url) from again a
    on conflict (step, subject_id) do update set due_at = now(), claim_token = null
  )
  select count(*)::int from again
$$;

-- Sends an endpoint nothing more. What waits for it stays pending without open work, and goes on when it
-- is enabled again.
create function disable_endpoint(of_id text, why text) returns void language sql as $$
  update webhook_endpoints e
     set enabled = false, disabled_because = why, updated_at = now()
   where e.id = of_id and e.enabled;
  delete from work w
   where w.step = 'deliver' and w.queue = (
     select delivery_queue(e.account_id, e.id, null) from webhook_endpoints e where e.id = of_id);
$$;

-- Changes what is not null of an account's endpoint. Answers a row where there is such a one.
create function change_endpoint(of_id text, of_account uuid, new_url text, new_types text[],
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
