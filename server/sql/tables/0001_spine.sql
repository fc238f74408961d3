-- The spine: accounts, keys, wallets, movements, tasks, attempts, open work, idempotency, deliveries.
--
-- Ids are text or uuid and made by the application. Money is bigint micro-credits.
-- The hot tables carry no foreign keys: the functions below write them only under the lock of the
-- wallet that proves the account, and `filmgate ledger check` proves the rest.

create table accounts (
  id uuid primary key,
  name text not null unique check (name <> ''),
  tier text,
  created_at timestamptz not null default now()
);

create table wallets (
  account_id uuid primary key references accounts,
  balance_micros bigint not null default 0,
  held_micros bigint not null default 0 check (held_micros >= 0),
  -- Counts the movements: the version that the newest of them left behind.
  version bigint not null default 0,
  -- The fair turn that the account's newest task got.
  last_turn bigint not null default 0,
  check (balance_micros >= held_micros)
) with (fillfactor = 50);

create table keys (
  id uuid primary key,
  account_id uuid not null references accounts,
  mode text not null check (mode in ('live', 'test')),
  name text not null default '',
  prefix text not null,
  last_four text not null,
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create index keys_of_account on keys (account_id, created_at);

create table admins (
  id uuid primary key,
  name text not null unique,
  password_hash text not null,
  created_at timestamptz not null default now()
);

create table tasks (
  id text collate "C" primary key,
  account_id uuid not null,
  key_id uuid not null,
  mode text not null check (mode in ('live', 'test')),
  dialect text not null,
  model text not null,
  state text not null default 'queued' check (state in
    ('queued', 'submitting', 'running', 'unknown', 'succeeded', 'failed', 'cancelled', 'expired')),
  progress smallint not null default 0 check (progress between 0 and 100),
  request jsonb not null,
  metadata jsonb,
  callback_url text,
  -- The price said before, with the rule that settles it later.
  quote jsonb not null,
  quote_micros bigint not null check (quote_micros >= 0),
  held_micros bigint not null check (held_micros >= 0),
  charged_micros bigint check (charged_micros between 0 and quote_micros),
  line text,
  -- How many attempts were begun; the newest one's number fences every change of state.
  attempts smallint not null default 0,
  cancel_requested boolean not null default false,
  -- Since when the line makes it, and how long such tasks have taken there; both null while it waits.
  started_at timestamptz,
  expected_seconds int check (expected_seconds > 0),
  -- What was made and, once collected, under which hashes it is stored.
  output jsonb,
  failure jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null,
  -- Deleted by its client: seen by nobody but the operator from then on.
  forgotten_at timestamptz,
  check ((finished_at is not null) = (state in ('succeeded', 'failed', 'cancelled', 'expired'))),
  check (finished_at is null or held_micros = 0)
) with (fillfactor = 85);
create index tasks_of_account on tasks (account_id, created_at desc, id desc);

-- One try at a task on a line. An upstream id belongs to an attempt, never to a task.
create table attempts (
  task_id text collate "C" not null,
  number smallint not null,
  -- The studio, or the id of a line.
  line text not null,
  -- What is asked for there: together with the line, whose slot it takes.
  family text not null,
  resolution text not null,
  state text not null default 'intended' check (state in
    ('intended', 'accepted', 'refused', 'lost', 'succeeded', 'failed', 'stopped', 'gone')),
  upstream_id text,
  -- While its answer is lost: the upstream id that a callback named. It is asked about, never believed.
  named_id text,
  -- What the upstream said of it in the end.
  outcome jsonb,
  -- What the upstream bills us for it, in micro-credits; null: not known, or not over.
  cost_micros bigint check (cost_micros >= 0),
  intended_at timestamptz not null default now(),
  answered_at timestamptz,
  ended_at timestamptz,
  primary key (task_id, number)
);
-- What a line had accepted at a time: its list is believed where it shows some of that.
create index attempts_accepted on attempts (line, answered_at) where upstream_id is not null;
-- Sent, or about to be, and not answered yet: a dead sender's are found among these few.
create index attempts_intended on attempts (intended_at) where state = 'intended';
-- For reports of what lines cost: small, and next to nothing to keep.
create index attempts_by_end on attempts using brin (ended_at);

-- Only what is open: the row is the job. A lease is a due time in the future with a token.
create table work (
  step text not null check (step in ('dispatch', 'follow', 'collect', 'deliver', 'fetch')),
  subject_id text collate "C" not null,
  queue text not null,
  -- Fair order of dispatch; 0 elsewhere.
  turn bigint not null default 0,
  due_at timestamptz not null default now(),
  claim_token uuid,
  claimed_at timestamptz,
  hinted_at timestamptz,
  claims int not null default 0,
  primary key (step, subject_id)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);
create index work_by_turn on work (queue, turn, subject_id) where step = 'dispatch';
create index work_by_due on work (step, queue, due_at) where step <> 'dispatch';

-- The turn of the task that was dispatched last, per queue: where a newcomer enters the line.
create table turn_clocks (
  queue text primary key,
  turn bigint not null
);

create table idempotency (
  account_id uuid not null,
  key text collate "C" not null,
  fingerprint bytea not null,
  task_id text collate "C" not null,
  created_at timestamptz not null default now(),
  primary key (account_id, key)
);
create index idempotency_by_age on idempotency using brin (created_at);

-- Append-only. One movement takes an amount from one account to another; one of the two is a wallet,
-- the other a platform account ('platform:grants', 'platform:revenue'), which keeps no balance.
create table movements (
  id bigint generated always as identity primary key,
  account_id uuid not null,
  kind text not null check (kind in ('grant', 'charge')),
  debit text not null,
  credit text not null,
  amount_micros bigint not null check (amount_micros > 0),
  previous_micros bigint not null,
  current_micros bigint not null,
  version bigint not null,
  task_id text collate "C",
  reason text not null default '',
  created_at timestamptz not null default now(),
  unique (account_id, version),
  check (
    (debit = 'wallet:' || account_id and current_micros = previous_micros - amount_micros)
    or (credit = 'wallet:' || account_id and current_micros = previous_micros + amount_micros)
  ),
  check (debit <> credit)
);
-- What an account was ever given is a sum over few rows.
create index movements_grants_of_account on movements (account_id) include (amount_micros)
  where kind = 'grant';
-- A task is charged at most once.
create unique index movements_charge_of_task on movements (task_id) where kind = 'charge';

create function movements_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'movements are append-only: correct a movement by another one';
end $$;
create trigger movements_append_only before update or delete on movements
  for each row execute function movements_are_append_only();
create trigger movements_never_truncated before truncate on movements
  for each statement execute function movements_are_append_only();

-- Accepts a batch of tasks in one transaction: idempotency record, hold, task, open work.
-- The arrays say of each item what decides about it, sorted by account and, within an account, by
-- arrival; `items` holds in the same order what is written: {id, account_id, key_id, mode, dialect,
-- model, request, metadata, callback_url, quote, quote_micros, held_micros, queue, expires_seconds,
-- idempotency_key, fingerprint (hex)}. A pair (account, idempotency key) may stand in it once.
-- Answers one row an item: 'accepted'; 'short' (too few credits: later, smaller ones may still pass);
-- 'repeated' (the key is known: `task_id` and `earlier` are the earlier request's).
create function submit_tasks(ids text[], account_ids uuid[], helds bigint[], queues text[],
                             idempotency_keys text[], items jsonb)
returns table (item_id text, outcome text, task_id text, earlier bytea, created_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  item record;
  account uuid;
  free bigint;
  turn bigint;
  held bigint;
  -- Of each item, in order; 0 where it is not accepted.
  turns bigint[] := '{}';
  accounts uuid[] := '{}';
  account_turns bigint[] := '{}';
  account_helds bigint[] := '{}';
begin
  -- Locked in the order of ids, so that batches never deadlock; read afterwards, so that it is fresh.
  perform from wallets w where w.account_id = any (account_ids) order by w.account_id for no key update;

  for item in
    select i.id, i.account_id, i.held_micros, coalesce(w.balance_micros - w.held_micros, 0) as free,
           coalesce(w.last_turn, 0) as last_turn, coalesce(c.turn, 0) as clock,
           e.task_id as earlier_id, e.fingerprint as earlier_fingerprint, e.created_at as earlier_at
      from unnest(ids, account_ids, helds, queues, idempotency_keys) with ordinality
             i (id, account_id, held_micros, queue, idempotency_key, position)
      left join wallets w on w.account_id = i.account_id
      left join turn_clocks c on c.queue = i.queue
      left join lateral (
        select * from idempotency d
         where d.account_id = i.account_id and d.key = i.idempotency_key
           -- Said so that the index by age cannot offer itself: it would read every record of the day.
           and d.created_at + interval '24 hours' > now()
         limit 1) e on true
     order by i.position
  loop
    if item.account_id is distinct from account then
      if held is not null then
        accounts := accounts || account;
        account_turns := account_turns || turn;
        account_helds := account_helds || held;
      end if;
      account := item.account_id;
      free := item.free;
      turn := item.last_turn;
      held := 0;
    end if;
    item_id := item.id;
    task_id := null;
    earlier := null;
    created_at := null;
    if item.earlier_id is not null then
      outcome := 'repeated';
      task_id := item.earlier_id;
      earlier := item.earlier_fingerprint;
      created_at := item.earlier_at;
      turns := turns || 0::bigint;
    elsif item.held_micros > free then
      outcome := 'short';
      turns := turns || 0::bigint;
    else
      outcome := 'accepted';
      task_id := item.id;
      created_at := now();
      free := free - item.held_micros;
      held := held + item.held_micros;
      turn := greatest(item.clock, turn + 1);
      turns := turns || turn;
    end if;
    return next;
  end loop;

  update wallets w
     set held_micros = w.held_micros + a.held, last_turn = a.turn
    from unnest(accounts || account, account_helds || held, account_turns || turn)
           a (account_id, held, turn)
   where w.account_id = a.account_id and w.last_turn <> a.turn;

  with taken as (
    select * from rows from (
      jsonb_to_recordset(items) as (
        id text, account_id uuid, key_id uuid, mode text, dialect text, model text, request jsonb,
        metadata jsonb, callback_url text, quote jsonb, quote_micros bigint, held_micros bigint,
        queue text, expires_seconds int, idempotency_key text, fingerprint text),
      unnest(turns)) i (
        id, account_id, key_id, mode, dialect, model, request, metadata, callback_url, quote,
        quote_micros, held_micros, queue, expires_seconds, idempotency_key, fingerprint, turn)
     where turn > 0
  ), task as (
    insert into tasks (id, account_id, key_id, mode, dialect, model, request, metadata, callback_url,
                       quote, quote_micros, held_micros, expires_at)
    select id, account_id, key_id, mode, dialect, model, request, metadata, callback_url,
           quote, quote_micros, held_micros, now() + make_interval(secs => expires_seconds)
      from taken
  ), open as (
    insert into work (step, subject_id, queue, turn)
    select 'dispatch', id, queue, turn from taken
  )
  insert into idempotency (account_id, key, fingerprint, task_id)
  select account_id, idempotency_key, decode(fingerprint, 'hex'), id
    from taken where idempotency_key is not null
  -- Only a record older than 24 hours is still here.
  on conflict (account_id, key) do update
    set fingerprint = excluded.fingerprint, task_id = excluded.task_id, created_at = now();
end $$;

-- Brings a batch of tasks into their final states, each with its charge or release, at most once.
-- `items` is an array of {id, states (from which this is allowed), attempt (number that must be the
-- newest, or null), state, charge_micros, output, failure, collect_queue (or null)}; an id may stand
-- in it once. Answers the ids that were settled now; the others had moved on already.
create function settle_tasks(items jsonb)
returns table (task_id text)
language plpgsql as $$
#variable_conflict use_column
declare
  item record;
  account uuid;
  balance bigint;
  version bigint;
  -- Of each task that is settled now, in order.
  ids text[] := '{}';
  accounts uuid[] := '{}';
  helds bigint[] := '{}';
  charges bigint[] := '{}';
  previous bigint[] := '{}';
  versions bigint[] := '{}';
  states text[] := '{}';
  outputs jsonb[] := '{}';
  failures jsonb[] := '{}';
  queues text[] := '{}';
begin
  perform from tasks t
    where t.id = any (array(select i ->> 'id' from jsonb_array_elements(items) i))
    order by t.id for no key update;
  perform from wallets w
    where w.account_id = any (array(
      select t.account_id from tasks t
       where t.id = any (array(select i ->> 'id' from jsonb_array_elements(items) i))))
    order by w.account_id for no key update;

  for item in
    select t.id, t.account_id, t.held_micros, w.balance_micros, w.version, i.state, i.output, i.failure,
           i.collect_queue,
           case when i.state = 'succeeded' then least(i.charge_micros, t.held_micros) else 0 end as charge
      from jsonb_to_recordset(items) as i (
             id text, states text[], attempt smallint, state text, charge_micros bigint, output jsonb,
             failure jsonb, collect_queue text)
     cross join lateral (
       select * from tasks t
        where t.id = i.id
          and t.finished_at is null
          and t.state = any (i.states)
          and (i.attempt is null or t.attempts = i.attempt)
        limit 1) t
      join wallets w on w.account_id = t.account_id
     order by t.account_id, t.id
  loop
    if item.account_id is distinct from account then
      account := item.account_id;
      balance := item.balance_micros;
      version := item.version;
    end if;
    ids := ids || item.id;
    accounts := accounts || item.account_id;
    helds := helds || item.held_micros;
    charges := charges || item.charge;
    previous := previous || balance;
    states := states || item.state;
    outputs := array_append(outputs, item.output);
    failures := array_append(failures, item.failure);
    queues := queues || item.collect_queue;
    if item.charge > 0 then
      balance := balance - item.charge;
      version := version + 1;
    end if;
    versions := versions || version;
    task_id := item.id;
    return next;
  end loop;
  if ids = '{}' then return; end if;

  update wallets w
     set balance_micros = w.balance_micros - s.charge,
         held_micros = w.held_micros - s.held,
         version = w.version + s.movements
    from (select account_id, sum(charge)::bigint as charge, sum(held)::bigint as held,
                 count(*) filter (where charge > 0) as movements
            from unnest(accounts, charges, helds) c (account_id, charge, held)
           group by account_id) s
   where w.account_id = s.account_id;

  insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros,
                         current_micros, version, task_id)
  select account_id, 'charge', 'wallet:' || account_id, 'platform:revenue', charge,
         previous, previous - charge, version, id
    from unnest(ids, accounts, charges, previous, versions) c (id, account_id, charge, previous, version)
   where charge > 0
   order by version;

  delete from work w where w.step in ('dispatch', 'follow') and w.subject_id = any (ids);

  insert into work (step, subject_id, queue)
  select 'collect', id, queue from unnest(ids, queues) c (id, queue) where queue is not null;

  update tasks t
     set state = c.state,
         progress = case when c.state = 'succeeded' then 100 else t.progress end,
         held_micros = 0,
         charged_micros = case when c.state = 'succeeded' then c.charge end,
         output = c.output, failure = c.failure,
         updated_at = now(), finished_at = now()
    from unnest(ids, states, charges, outputs, failures) c (id, state, charge, output, failure)
   where t.id = c.id;
end $$;

-- Gives an account credits. Answers the movement's version and the new balance, or nothing where the
-- account does not exist.
create function grant_credits(account uuid, amount bigint, why text)
returns table (version bigint, balance_micros bigint)
language sql as $$
  with wallet as (
    update wallets w
       set balance_micros = w.balance_micros + amount, version = w.version + 1
     where w.account_id = account
    returning w.account_id, w.balance_micros, w.version
  ), movement as (
    insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros,
                           current_micros, version, reason)
    select account_id, 'grant', 'platform:grants', 'wallet:' || account_id, amount,
           balance_micros - amount, balance_micros, version, why
      from wallet
  )
  select version, balance_micros from wallet
$$;
