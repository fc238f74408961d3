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
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (enabled = (disabled_because is null)),
  check ((former_secret_sealed is null) = (former_until is null))
) with (fillfactor = 70);
create index webhook_endpoints_of_account on webhook_endpoints (account_id, created_at);

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
  -- When the event happened.
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  check ((endpoint_id is null) = (url is not null))
) with (fillfactor = 85);
create index deliveries_of_task on deliveries (task_id);
create index deliveries_of_account on deliveries (account_id, created_at desc, id desc);
create index deliveries_of_endpoint on deliveries (endpoint_id, created_at desc, id desc)
  where endpoint_id is not null;

create table delivery_tries (
  delivery_id text collate "C" not null,
  number int not null,
  at timestamptz not null default now(),
  -- HTTP status, or null with the reason in `error`.
  status int,
  -- The bytes that were signed and sent, and the beginning of what came back.
  request text not null,
  answer text,
  error text,
  took_ms int not null,
  primary key (delivery_id, number)
);

-- The queue of a delivery: all that goes to one receiver for one account, so that each has its own
-- bound and a dead one delays nobody.
create function delivery_queue(of_account uuid, endpoint_id text, url text)
returns text language sql immutable as $$
  select coalesce(endpoint_id, of_account || '/' || lower(substring(url from '^[^:]+://([^/?#]*)')))
$$;

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
    select 'dlv_' || replace(gen_random_uuid()::text, '-', ''), new.account_id, new.id, one.endpoint_id,
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
