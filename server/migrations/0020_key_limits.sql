-- Keys that may do less than all, secrets that follow each other, and limits that hold over all processes.

-- In which an account's days and months begin.
alter table accounts add column time_zone text not null default 'UTC';

-- Null: without such a limit.
alter table keys
  add column scopes text[],
  -- Names of models, as clients write them.
  add column models text[],
  -- Addresses and networks from which it may be used.
  add column addresses text[],
  add column expires_at timestamptz,
  -- While it is set nobody may use the key; revoked is for ever.
  add column disabled_at timestamptz,
  add column creates_per_minute int check (creates_per_minute between 1 and 1000000),
  add column last_used_at timestamptz;
create index keys_of_account_by_id on keys (account_id, id);

-- Secrets that a key had before it was rolled, for as long as they are good beside the new one.
create table former_secrets (
  hash bytea primary key,
  key_id uuid not null references keys,
  last_four text not null,
  until timestamptz not null
);
create index former_secrets_of_key on former_secrets (key_id, until);

-- From where each secret of a key was used in the last day.
create table key_uses (
  key_id uuid not null,
  last_four text not null,
  address text not null,
  last_at timestamptz not null,
  primary key (key_id, last_four, address)
) with (fillfactor = 70);

-- When a key that has a rate may create next: one bucket for all processes.
create table key_rates (
  key_id uuid primary key,
  next_at timestamptz not null default '-infinity'
) with (fillfactor = 50);

-- How much a key, or an account over all of its live keys, may do. A row stands for a subject that has a limit, is
-- written under its wallet's lock alone, and counts whatever the subject's tasks do while it stands.
create table limits (
  subject_id uuid primary key,
  account_id uuid not null,
  budget_micros bigint check (budget_micros >= 0),
  budget_period text check (budget_period in ('day', 'month', 'total')),
  -- Most credits that are held at one time.
  held_most_micros bigint check (held_most_micros >= 0),
  tasks_at_once int check (tasks_at_once > 0),
  -- Beyond those, so many wait; more are refused.
  waiting_most int not null default 1000 check (waiting_most >= 0),
  -- The first day of the period that is counted, in the account's time zone.
  period_began date not null default '-infinity',
  -- By tasks that were asked for since then: what they hold and were charged, less what was given back.
  used_micros bigint not null default 0,
  held_micros bigint not null default 0,
  -- Tasks that are not over: those that went on to a line's queue, and those that wait here.
  at_once int not null default 0,
  waiting int not null default 0,
  check ((budget_micros is null) = (budget_period is null)),
  check (budget_micros is not null or held_most_micros is not null or tasks_at_once is not null)
) with (fillfactor = 50);
create index limits_of_account on limits (account_id);

-- Whether the account or one of its keys has a row in `limits`.
alter table wallets add column has_limits boolean not null default false;

-- Where a task that waits for its key or its account goes from there; null: it does not wait for them.
alter table work add column home_queue text;

-- Takes creates from the rates of keys, each at most once in the list, of which what `burst_seconds` hold may come
-- at once. Answers of each how many were taken, and in how many seconds the next can be.
create function take_creates(key_ids uuid[], per_minutes int[], wanteds int[], burst_seconds float8)
returns table (key_id uuid, taken int, wait_seconds float8)
language plpgsql as $$
#variable_conflict use_column
declare
  moment timestamptz;
begin
  insert into key_rates (key_id) select k from unnest(key_ids) k order by k on conflict do nothing;
  perform from key_rates r where r.key_id = any (key_ids) order by r.key_id for no key update;
  moment := clock_timestamp();
  return query
  with asked as (
    select a.key_id, a.per_minute / 60.0::float8 as rate, a.wanted,
           -- Of a burst, whole creates alone: where it holds less than one there is none.
           greatest(r.next_at, moment - make_interval(
             secs => floor(burst_seconds * a.per_minute / 60) * 60 / a.per_minute)) as first_at
      from unnest(key_ids, per_minutes, wanteds) a (key_id, per_minute, wanted)
      join key_rates r on r.key_id = a.key_id
  ), decided as (
    select key_id, rate, first_at,
           greatest(0, least(wanted, floor(extract(epoch from moment - first_at)::float8 * rate)::int + 1)) as taken
      from asked
  ), moved as (
    update key_rates r set next_at = d.first_at + make_interval(secs => d.taken / d.rate)
      from decided d where r.key_id = d.key_id and d.taken > 0
  )
  select d.key_id, d.taken,
         greatest(0, extract(epoch from d.first_at + make_interval(secs => d.taken / d.rate) - moment)::float8)
    from decided d;
end $$;

-- The first day of the period in which a moment lies.
create function period_of(of_period text, in_zone text, moment timestamptz) returns date
language sql stable as $$
  select case when of_period in ('day', 'month') then date_trunc(of_period, moment at time zone in_zone)::date
              else '-infinity'::date end
$$;

-- Where tasks wait that a subject may not have at once.
create function gate_of(subject uuid) returns text language sql immutable as $$
  select 'gate/' || subject::text
$$;

-- Counts anew what a subject's tasks come to. Under its wallet's lock.
create function recount_limits(of_subject uuid) returns void language plpgsql as $$
declare
  own limits;
  own_zone text;
  since timestamptz;
begin
  select * into own from limits l where l.subject_id = of_subject;
  select a.time_zone into own_zone from accounts a where a.id = own.account_id;
  own.period_began := period_of(own.budget_period, own_zone, clock_timestamp());
  if own.period_began <> '-infinity' then
    -- A day more, as clocks that are put back make days longer.
    since := (own.period_began::timestamp at time zone own_zone) - interval '1 day';
    select coalesce(sum(t.held_micros + net_charge(t)), 0) into own.used_micros
      from tasks t
     -- Each half has an index.
     where t.id in (
             select f.id from tasks f
              where f.account_id = own.account_id and f.created_at >= since and f.forgotten_at is null
             union all
             select f.id from tasks f
              where f.account_id = own.account_id and f.created_at >= since and f.forgotten_at is not null)
       and period_of(own.budget_period, own_zone, t.created_at) >= own.period_began
       and (t.key_id = of_subject or (t.account_id = of_subject and t.mode = 'live'));
  end if;
  select coalesce(sum(t.held_micros), 0),
         -- What waits for its account has passed its key; what waits for its key is at neither.
         count(*) filter (where w.home_queue is null
                             or (t.key_id = of_subject and w.queue <> gate_of(of_subject))),
         count(*) filter (where w.queue = gate_of(of_subject))
    into own.held_micros, own.at_once, own.waiting
    from tasks t
    left join work w on w.step = 'dispatch' and w.subject_id = t.id
   where t.account_id = own.account_id and t.finished_at is null and t.forgotten_at is null
     and (t.key_id = of_subject or (t.account_id = of_subject and t.mode = 'live'));
  if own.budget_period = 'total' and of_subject = own.account_id then
    own.used_micros := charged_of_account(own.account_id) + own.held_micros;
  elsif own.budget_period = 'total' then
    while not add_up_key_spending(own.account_id, 10000) loop
    end loop;
    own.used_micros := own.held_micros + coalesce(
      (select s.charged_micros from key_spending s where s.key_id = of_subject), 0);
  end if;
  update limits l
     set period_began = own.period_began, used_micros = own.used_micros, held_micros = own.held_micros,
         at_once = own.at_once, waiting = own.waiting
   where l.subject_id = of_subject;
end $$;

-- Lets tasks of an account go on that wait for its keys or for itself, as far as these have room. Under its
-- wallet's lock.
create function pass_gates(of_account uuid) returns void language plpgsql as $$
declare
  gate limits;
  next_gate text;
  passed int;
begin
  -- Those of keys first: what passes them comes to the account's.
  for gate in
    select l.* from limits l
     where l.account_id = of_account and l.subject_id <> of_account and l.waiting > 0
       and (l.tasks_at_once is null or l.at_once < l.tasks_at_once)
     order by l.subject_id
  loop
    next_gate := (select gate_of(of_account) from limits l
                   where l.subject_id = of_account
                     and not exists (select from keys k where k.id = gate.subject_id and k.mode = 'test'));
    passed := pass_gate(gate, next_gate);
    update limits l set waiting = l.waiting + passed where l.subject_id = of_account and next_gate is not null;
  end loop;
  select * into gate from limits l
   where l.subject_id = of_account and l.waiting > 0
     and (l.tasks_at_once is null or l.at_once < l.tasks_at_once);
  if found then perform pass_gate(gate, null); end if;
end $$;

-- Of what waits at one gate, the first in their order. Answers how many passed.
create function pass_gate(gate limits, next_gate text) returns int language plpgsql as $$
declare
  passed int;
begin
  with first as (
    select w.subject_id from work w
     where w.step = 'dispatch' and w.queue = gate_of(gate.subject_id)
     order by w.turn, w.subject_id
     -- Null bounds nothing.
     limit least(gate.waiting, gate.tasks_at_once - gate.at_once)
  ), moved as (
    update work w
       set queue = coalesce(next_gate, w.home_queue),
           home_queue = case when next_gate is not null then w.home_queue end,
           -- Others were sent while it waited: it enters where they are.
           turn = greatest(w.turn, (select c.turn from turn_clocks c where c.queue = w.home_queue)),
           due_at = now()
      from first f where w.step = 'dispatch' and w.subject_id = f.subject_id
    returning w.subject_id
  )
  select count(*) into passed from moved;
  update limits l set waiting = l.waiting - passed, at_once = l.at_once + passed
   where l.subject_id = gate.subject_id;
  return passed;
end $$;

-- Sets the limits of a key or an account; all null: it has none. What its tasks come to is counted anew.
create function set_limits(of_account uuid, of_subject uuid, new_budget_micros bigint, new_period text,
                           new_held_most_micros bigint, new_tasks_at_once int)
returns void language plpgsql as $$
begin
  perform from wallets w where w.account_id = of_account for no key update;
  if new_budget_micros is null and new_held_most_micros is null and new_tasks_at_once is null then
    -- What waits goes on first.
    update limits l set tasks_at_once = null, held_most_micros = coalesce(l.held_most_micros, 0)
     where l.subject_id = of_subject;
    perform pass_gates(of_account);
    delete from limits l where l.subject_id = of_subject;
  else
    insert into limits (subject_id, account_id, budget_micros, budget_period, held_most_micros, tasks_at_once)
    values (of_subject, of_account, new_budget_micros, new_period, new_held_most_micros, new_tasks_at_once)
    on conflict (subject_id) do update
      set budget_micros = excluded.budget_micros, budget_period = excluded.budget_period,
          held_most_micros = excluded.held_most_micros, tasks_at_once = excluded.tasks_at_once;
    perform recount_limits(of_subject);
    perform pass_gates(of_account);
  end if;
  update wallets w set has_limits = exists (select from limits l where l.account_id = of_account)
   where w.account_id = of_account;
end $$;

-- Moves an account to another time zone: its periods begin anew, and count what lies in them.
create function set_time_zone(of_account uuid, new_zone text) returns void language plpgsql as $$
begin
  perform from wallets w where w.account_id = of_account for no key update;
  update accounts a set time_zone = new_zone where a.id = of_account;
  perform recount_limits(l.subject_id) from limits l where l.account_id = of_account;
end $$;

-- As before; a task is made at the moment at which it is decided, so that an account's tasks are in the order of
-- its lock, and limits are part of the decision: 'limited' where one of them does not let the task in. A task that
-- its key or its account may not have at once yet waits at their gate.
create or replace function submit_tasks(ids text[], account_ids uuid[], modes text[], helds bigint[],
                                        queues text[], idempotency_keys text[], items jsonb)
returns table (item_id text, outcome text, task_id text, earlier bytea, created_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  item record;
  moment timestamptz;
  account uuid;
  free bigint;
  turn bigint;
  held bigint;
  -- Of each item, in order; 0 where it is not accepted.
  turns bigint[] := '{}';
  -- Likewise, where it waits for its key or its account; null: it does not.
  gates text[] := '{}';
  accounts uuid[] := '{}';
  account_turns bigint[] := '{}';
  account_helds bigint[] := '{}';
  -- Of each subject with limits that this batch may meet: the room that it has left, null where it has no such
  -- limit, and what the batch takes of it.
  subjects uuid[] := '{}';
  begans date[] := '{}';
  credit_rooms bigint[] := '{}';
  task_rooms int[] := '{}';
  waiting_rooms int[] := '{}';
  spent bigint[] := '{}';
  passed int[] := '{}';
  parked int[] := '{}';
  of_key int;
  of_account int;
  gate int;
begin
  -- Locked in the order of ids, so that batches never deadlock; read afterwards, so that it is fresh.
  perform from wallets w where w.account_id = any (account_ids) order by w.account_id for no key update;
  moment := clock_timestamp();

  for item in
    select i.id, i.account_id, i.held_micros,
           -- Who owes more than is there may still have what costs nothing.
           greatest(w.balance_micros - w.held_micros - w.debt_micros, 0) as free,
           coalesce(w.last_turn, 0) as last_turn, coalesce(c.turn, 0) as clock,
           coalesce(w.has_limits, false) as has_limits, i.mode,
           case when w.has_limits then (items -> (i.position - 1)::int ->> 'key_id')::uuid end as key_id,
           e.subject_id as earlier_id, e.fingerprint as earlier_fingerprint, e.created_at as earlier_at
      from unnest(ids, account_ids, modes, helds, queues, idempotency_keys) with ordinality
             i (id, account_id, mode, held_micros, queue, idempotency_key, position)
      left join wallets w on w.account_id = i.account_id
      left join turn_clocks c on c.queue = i.queue
      left join lateral (
        select * from idempotency d
         where d.account_id = i.account_id and d.mode = i.mode and d.operation = 'tasks.create'
           and d.key = i.idempotency_key
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
      if item.has_limits then
        select subjects || array_agg(l.subject_id), begans || array_agg(p.began),
               credit_rooms || array_agg(greatest(0, least(
                 l.budget_micros - case when p.began > l.period_began then 0 else l.used_micros end,
                 l.held_most_micros - l.held_micros))
                 -- Of two that are null `greatest` would make 0.
                 * case when l.budget_micros is not null or l.held_most_micros is not null then 1 end),
               task_rooms || array_agg(l.tasks_at_once - l.at_once),
               waiting_rooms || array_agg(l.waiting_most - l.waiting),
               spent || array_agg(0::bigint), passed || array_agg(0), parked || array_agg(0)
          into subjects, begans, credit_rooms, task_rooms, waiting_rooms, spent, passed, parked
          from limits l
          join accounts a on a.id = l.account_id
         cross join lateral period_of(l.budget_period, a.time_zone, moment) p (began)
         where l.account_id = account;
      end if;
    end if;
    item_id := item.id;
    task_id := null;
    earlier := null;
    created_at := null;
    gate := null;
    if item.earlier_id is not null then
      outcome := 'repeated';
      task_id := item.earlier_id;
      earlier := item.earlier_fingerprint;
      created_at := item.earlier_at;
    elsif item.held_micros > free then
      outcome := 'short';
    else
      outcome := 'accepted';
      if item.has_limits then
        of_key := array_position(subjects, item.key_id);
        of_account := case when item.mode = 'live' then array_position(subjects, account) end;
        gate := case when task_rooms[of_key] <= 0 then of_key
                     when task_rooms[of_account] <= 0 then of_account end;
        if item.held_micros > least(credit_rooms[of_key], credit_rooms[of_account])
           or waiting_rooms[gate] <= 0 then
          outcome := 'limited';
        else
          if of_key is not null then
            credit_rooms[of_key] := credit_rooms[of_key] - item.held_micros;
            spent[of_key] := spent[of_key] + item.held_micros;
            if gate = of_key then
              waiting_rooms[of_key] := waiting_rooms[of_key] - 1;
              parked[of_key] := parked[of_key] + 1;
            else
              task_rooms[of_key] := task_rooms[of_key] - 1;
              passed[of_key] := passed[of_key] + 1;
            end if;
          end if;
          if of_account is not null then
            credit_rooms[of_account] := credit_rooms[of_account] - item.held_micros;
            spent[of_account] := spent[of_account] + item.held_micros;
            if gate = of_account then
              waiting_rooms[of_account] := waiting_rooms[of_account] - 1;
              parked[of_account] := parked[of_account] + 1;
            elsif gate is null then
              task_rooms[of_account] := task_rooms[of_account] - 1;
              passed[of_account] := passed[of_account] + 1;
            end if;
          end if;
        end if;
      end if;
    end if;
    if outcome = 'accepted' then
      task_id := item.id;
      created_at := moment;
      free := free - item.held_micros;
      held := held + item.held_micros;
      turn := greatest(item.clock, turn + 1);
      turns := turns || turn;
      gates := gates || gate_of(subjects[gate]);
    else
      turns := turns || 0::bigint;
      gates := gates || null::text;
    end if;
    return next;
  end loop;

  update wallets w
     set held_micros = w.held_micros + a.held, last_turn = a.turn
    from unnest(accounts || account, account_helds || held, account_turns || turn)
           a (account_id, held, turn)
   where w.account_id = a.account_id and w.last_turn <> a.turn;

  if subjects <> '{}' then
    update limits l
       set used_micros = case when c.began > l.period_began then 0 else l.used_micros end + c.spent,
           period_began = greatest(l.period_began, c.began),
           held_micros = l.held_micros + c.spent,
           at_once = l.at_once + c.passed, waiting = l.waiting + c.parked
      from unnest(subjects, begans, spent, passed, parked) c (subject_id, began, spent, passed, parked)
     where l.subject_id = c.subject_id and (c.spent > 0 or c.passed > 0 or c.parked > 0);
  end if;

  with taken as (
    select * from rows from (
      jsonb_to_recordset(items) as (
        id text, account_id uuid, key_id uuid, mode text, dialect text, model text, request jsonb,
        metadata jsonb, callback_url text, quote jsonb, quote_micros bigint, held_micros bigint,
        queue text, expires_seconds int, idempotency_key text, fingerprint text),
      unnest(turns, gates)) i (
        id, account_id, key_id, mode, dialect, model, request, metadata, callback_url, quote,
        quote_micros, held_micros, queue, expires_seconds, idempotency_key, fingerprint, turn, gate)
     where turn > 0
  ), task as (
    insert into tasks (id, account_id, key_id, mode, dialect, model, request, metadata, callback_url,
                       quote, quote_micros, held_micros, created_at, updated_at, expires_at)
    select id, account_id, key_id, mode, dialect, model, request, metadata, callback_url,
           quote, quote_micros, held_micros, moment, moment, moment + make_interval(secs => expires_seconds)
      from taken
  ), open as (
    insert into work (step, subject_id, queue, home_queue, turn)
    select 'dispatch', id, coalesce(gate, queue), case when gate is not null then queue end, turn from taken
  )
  insert into idempotency (account_id, mode, operation, key, fingerprint, subject_id)
  select account_id, mode, 'tasks.create', idempotency_key, decode(fingerprint, 'hex'), id
    from taken where idempotency_key is not null
  -- Only a record older than 24 hours is still here.
  on conflict (account_id, mode, operation, key) do update
    set fingerprint = excluded.fingerprint, subject_id = excluded.subject_id, created_at = now();
end $$;

-- As before; what had limits is counted out of them, and what waits for that goes on.
create or replace function settle_tasks(items jsonb)
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
  -- Accounts with limits.
  limited uuid[] := '{}';
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
    select t.id, t.account_id, t.held_micros, w.balance_micros, w.version, w.has_limits, i.state, i.output,
           i.failure, i.collect_queue,
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
      if item.has_limits then limited := limited || account; end if;
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

  if limited <> '{}' then
    update limits l
       set used_micros = l.used_micros - c.back, held_micros = l.held_micros - c.held,
           at_once = l.at_once - c.passed, waiting = l.waiting - c.parked
      from (select l.subject_id, sum(e.held)::bigint as held,
                   coalesce(sum(e.held - e.charge) filter (
                     where period_of(l.budget_period, a.time_zone, t.created_at) >= l.period_began), 0)::bigint as back,
                   count(*) filter (where w.queue is null
                                       or (l.subject_id = t.key_id and w.queue <> gate_of(l.subject_id)))::int as passed,
                   count(*) filter (where w.queue = gate_of(l.subject_id))::int as parked
              from unnest(ids, accounts, helds, charges) e (id, account_id, held, charge)
              join tasks t on t.id = e.id
              join accounts a on a.id = e.account_id
              left join work w on w.step = 'dispatch' and w.subject_id = e.id and w.home_queue is not null
              join limits l on l.subject_id in (t.key_id, case when t.mode = 'live' then t.account_id end)
             where e.account_id = any (limited)
             group by l.subject_id) c
     where l.subject_id = c.subject_id;
  end if;

  delete from work w where w.step in ('dispatch', 'follow', 'collect') and w.subject_id = any (ids);

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

  if limited <> '{}' then
    perform pass_gates(one) from unnest(limited) one
      where exists (select from limits l where l.account_id = one and l.waiting > 0);
  end if;
end $$;

-- As before; what is given back may be spent again in the period in which the task was asked for.
create or replace function refund_task(of_task text, wanted_micros bigint, why text)
returns table (given_micros bigint, refunded_micros bigint, charged_micros bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  task tasks;
  noted int;
begin
  select * into task from tasks t where t.id = of_task for no key update;
  if not found then return; end if;
  charged_micros := coalesce(task.charged_micros, 0);
  refunded_micros := task.refunded_micros;
  given_micros := coalesce(wanted_micros, charged_micros - refunded_micros);
  if given_micros <= 0 or given_micros > charged_micros - refunded_micros then
    given_micros := 0;
    return next;
    return;
  end if;
  refunded_micros := refunded_micros + given_micros;
  update tasks t set refunded_micros = refund_task.refunded_micros, updated_at = now()
   where t.id = of_task;
  perform move_credits(task.account_id, 'refund', given_micros, why, of_task);
  update limits l set used_micros = l.used_micros - given_micros
    from accounts a
   where a.id = task.account_id
     and l.subject_id in (task.key_id, case when task.mode = 'live' then task.account_id end)
     and period_of(l.budget_period, a.time_zone, task.created_at) >= l.period_began;
  insert into events (task_id, number, account_id, state, attempt, line, refunded_micros)
  select of_task, 1 + coalesce((select max(e.number) from events e where e.task_id = of_task), 0),
         task.account_id, task.state, task.attempts, task.line, given_micros
  returning number into noted;
  perform tell_endpoints(task.account_id, of_task, noted, 'task.refunded', null);
  return next;
end $$;
