-- Money that comes back, credits that are owed, and attempts that outlive their tasks.

-- Every kind of movement has one counter-account.
create function counter_account(kind text) returns text language sql immutable as $$
  select case kind
    when 'grant' then 'platform:grants'
    when 'top_up' then 'platform:payments'
    when 'redemption' then 'platform:redemptions'
    when 'charge' then 'platform:revenue'
    when 'refund' then 'platform:revenue'
    when 'reversal' then 'platform:payments'
    when 'expiry' then 'platform:expiries'
    when 'adjustment' then 'platform:adjustments'
  end
$$;

-- Whether a kind gives to the wallet or takes from it; null: it may do either.
create function gives_credits(kind text) returns boolean language sql immutable as $$
  select case when kind in ('grant', 'top_up', 'redemption', 'refund') then true
              when kind in ('charge', 'reversal', 'expiry') then false end
$$;

-- What was to be taken from a wallet that had it no more, or had set it aside for tasks: the next
-- credits pay it, the oldest debt first. Its payments are movements of its kind that name it.
create table debts (
  id bigint generated always as identity primary key,
  account_id uuid not null,
  kind text not null check (kind in ('reversal', 'expiry', 'adjustment')),
  owed_micros bigint not null check (owed_micros > 0),
  paid_micros bigint not null default 0 check (paid_micros between 0 and owed_micros),
  reason text not null default '',
  reference text,
  created_at timestamptz not null default now()
);
create index debts_open on debts (account_id, id) where paid_micros < owed_micros;
create unique index debts_reference on debts (account_id, kind, reference) where reference is not null;

-- What is owed cannot be spent.
alter table wallets add column debt_micros bigint not null default 0 check (debt_micros >= 0);

alter table movements
  drop constraint movements_kind_check,
  add column debt_id bigint,
  -- By which whoever moves credits finds out that it was done before.
  add column reference text,
  add constraint movements_kind check (counter_account(kind) is not null),
  add constraint movements_counter_account check (counter_account(kind) in (debit, credit)),
  add constraint movements_task check ((kind in ('charge', 'refund')) = (task_id is not null)),
  add constraint movements_direction
    check (gives_credits(kind) is null or gives_credits(kind) = (credit = 'wallet:' || account_id));
create unique index movements_reference on movements (account_id, kind, reference)
  where reference is not null and debt_id is null;
create index movements_refund_of_task on movements (task_id) where kind = 'refund';
create index movements_of_debt on movements (debt_id) where debt_id is not null;
-- All but charges and what was given back of them: few rows, whose sum less the balance is what an
-- account was charged.
create index movements_other_of_account on movements (account_id)
  include (previous_micros, current_micros) where kind not in ('charge', 'refund');
drop index movements_grants_of_account;

-- What an account was charged over all time, less what it got back of it, in micro-credits: what all
-- other movements brought it, less what is left.
create function charged_of_account(of_account uuid) returns bigint language sql stable as $$
  select coalesce((select sum(m.current_micros - m.previous_micros) from movements m
                    where m.account_id = of_account and m.kind not in ('charge', 'refund')), 0)::bigint
         - w.balance_micros
    from wallets w where w.account_id = of_account
$$;

-- Moves credits between a wallet and the counter-account of the kind; only charges are moved elsewhere,
-- by `settle_tasks`. `amount_micros` is above 0, but for an adjustment, which may take. What takes takes at
-- most what is neither spent nor held; the rest becomes a debt. What gives pays open debts at once. A
-- `reference` that the account has under this kind already moves nothing. Answers the wallet afterwards
-- and what was moved and owed by this call, or nothing where the account does not exist.
create function move_credits(of_account uuid, of_kind text, amount_micros bigint, why text,
                             of_task text default null, by_reference text default null)
returns table (version bigint, balance_micros bigint, debt_micros bigint, moved_micros bigint,
               owed_micros bigint, repeated boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  wallet text := 'wallet:' || of_account;
  gives boolean := coalesce(gives_credits(of_kind), amount_micros > 0);
  amount bigint := abs(amount_micros);
  held bigint;
  debt record;
begin
  if of_kind = 'charge' or counter_account(of_kind) is null then
    raise exception 'credits cannot be moved as "%"', of_kind;
  end if;
  if amount_micros is null or amount = 0 or (amount_micros < 0 and of_kind <> 'adjustment') then
    raise exception 'an amount of % micro-credits cannot be moved as "%"', amount_micros, of_kind;
  end if;
  select w.version, w.balance_micros, w.debt_micros, w.held_micros
    into version, balance_micros, debt_micros, held
    from wallets w where w.account_id = of_account for no key update;
  if not found then return; end if;
  repeated := by_reference is not null and (
    exists (select from movements m where m.account_id = of_account and m.kind = of_kind
                                      and m.reference = by_reference and m.debt_id is null)
    or exists (select from debts d where d.account_id = of_account and d.kind = of_kind
                                     and d.reference = by_reference));
  moved_micros := 0;
  owed_micros := 0;
  if repeated then return next; return; end if;

  moved_micros := case when gives then amount else least(amount, balance_micros - held) end;
  owed_micros := amount - moved_micros;
  if moved_micros > 0 then
    version := version + 1;
    insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros,
                           current_micros, version, task_id, reason, reference)
    values (of_account, of_kind,
            case when gives then counter_account(of_kind) else wallet end,
            case when gives then wallet else counter_account(of_kind) end,
            moved_micros, balance_micros,
            balance_micros + case when gives then moved_micros else -moved_micros end,
            version, of_task, why, by_reference);
    balance_micros := balance_micros + case when gives then moved_micros else -moved_micros end;
  end if;
  if owed_micros > 0 then
    insert into debts (account_id, kind, owed_micros, reason, reference)
    values (of_account, of_kind, owed_micros, why, by_reference);
    debt_micros := debt_micros + owed_micros;
  end if;
  if gives then
    for debt in select d.id, d.kind, d.reason, d.owed_micros - d.paid_micros as open
                  from debts d where d.account_id = of_account and d.paid_micros < d.owed_micros
                 order by d.id for no key update
    loop
      amount := least(debt.open, balance_micros - held);
      exit when amount <= 0;
      version := version + 1;
      insert into movements (account_id, kind, debit, credit, amount_micros, previous_micros,
                             current_micros, version, reason, debt_id)
      values (of_account, debt.kind, wallet, counter_account(debt.kind), amount, balance_micros,
              balance_micros - amount, version, debt.reason, debt.id);
      update debts d set paid_micros = d.paid_micros + amount where d.id = debt.id;
      balance_micros := balance_micros - amount;
      debt_micros := debt_micros - amount;
    end loop;
  end if;
  update wallets w
     set balance_micros = move_credits.balance_micros, debt_micros = move_credits.debt_micros,
         version = move_credits.version
   where w.account_id = of_account;
  return next;
end $$;

drop function grant_credits(uuid, bigint, text);

-- What of its charge a task's account got back.
alter table tasks add column refunded_micros bigint not null default 0
  check (refunded_micros between 0 and coalesce(charged_micros, 0));

-- What a task did cost in the end.
create function net_charge(task tasks) returns bigint language sql immutable as $$
  select coalesce(task.charged_micros, 0) - task.refunded_micros
$$;

-- Null for a change of state; a refund is noted under the state in which it found the task.
alter table events add column refunded_micros bigint check (refunded_micros > 0);
-- The check of the books needs these few.
create index events_of_refunds on events (task_id) where refunded_micros is not null;

-- Which of its task's events it tells of, whenever it is sent; null of test events, and of those of before.
alter table deliveries add column event_number int;

-- Tells an account's endpoints that want this type, and the address `also_url`.
create function tell_endpoints(of_account uuid, of_task text, of_event int, of_type text, also_url text)
returns void language sql as $$
  with told as (
    insert into deliveries (id, account_id, task_id, event_number, endpoint_id, type, url)
    select new_delivery_id(), of_account, of_task, of_event, one.endpoint_id, of_type, one.url
      from (select e.id as endpoint_id, null as url from webhook_endpoints e
             where e.account_id = of_account and e.enabled and of_type = any (e.types)
            union all
            select null, also_url where also_url is not null) one
    returning id, account_id, endpoint_id, url
  )
  insert into work (step, subject_id, queue)
  select 'deliver', t.id, delivery_queue(t.account_id, t.endpoint_id, t.url) from told t
$$;

create or replace function note_event() returns trigger language plpgsql as $$
declare
  noted int;
begin
  insert into events (task_id, number, account_id, state, attempt, line)
  select new.id, 1 + coalesce((select max(e.number) from events e where e.task_id = new.id), 0),
         new.account_id, new.state, new.attempts, new.line
  returning number into noted;
  if client_state(new.state) = client_state(old.state) then return null; end if;
  perform tell_endpoints(new.account_id, new.id, noted, 'task.' || client_state(new.state),
                         case when new.finished_at is not null then new.callback_url end);
  return null;
end $$;

-- Gives back what a task was charged, `wanted_micros` of it or (null) all that is left, with its event.
-- More than what is left is not given. Answers what was given by this call and in all, and the charge;
-- nothing where there is no such task.
create function refund_task(of_task text, wanted_micros bigint, why text)
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
  insert into events (task_id, number, account_id, state, attempt, line, refunded_micros)
  select of_task, 1 + coalesce((select max(e.number) from events e where e.task_id = of_task), 0),
         task.account_id, task.state, task.attempts, task.line, given_micros
  returning number into noted;
  perform tell_endpoints(task.account_id, of_task, noted, 'task.refunded', null);
  return next;
end $$;

-- Notes that the files of a task that succeeded can never be had, and gives its charge back, once.
-- Answers what was given back; nothing where it has its files, or was lost before.
create function lose_result(of_task text, why text) returns setof bigint language plpgsql as $$
begin
  update tasks t
     set output = (t.output - 'copying') || jsonb_build_object('lost', jsonb_build_object(
           'reason', why, 'atMs', floor(1000 * extract(epoch from clock_timestamp()))))
   where t.id = of_task and t.state = 'succeeded' and jsonb_typeof(t.output -> 'files') = 'null'
     and not t.output ? 'lost';
  if not found then return; end if;
  return query
    select r.given_micros
      from refund_task(of_task, null, 'the video cannot be had from where it was made: ' || why) r;
end $$;

-- An idempotency key belongs to an account's mode and to one operation, and stands for what that made.
alter table idempotency add column mode text, add column operation text not null default 'tasks.create';
alter table idempotency rename column task_id to subject_id;
update idempotency i set mode = t.mode from tasks t where t.id = i.subject_id;
delete from idempotency where mode is null;
alter table idempotency
  alter column mode set not null,
  alter column operation drop default,
  add check (mode in ('live', 'test')),
  drop constraint idempotency_pkey,
  add primary key (account_id, mode, operation, key);

drop function submit_tasks(text[], uuid[], bigint[], text[], text[], jsonb);
-- Accepts a batch of tasks in one transaction: idempotency record, hold, task, open work.
-- The arrays say of each item what decides about it, sorted by account and, within an account, by
-- arrival; `items` holds in the same order what is written: {id, account_id, key_id, mode, dialect,
-- model, request, metadata, callback_url, quote, quote_micros, held_micros, queue, expires_seconds,
-- idempotency_key, fingerprint (hex)}. A triple (account, mode, idempotency key) may stand in it once.
-- Answers one row an item: 'accepted'; 'short' (too few credits: later, smaller ones may still pass);
-- 'repeated' (the key is known: `task_id` and `earlier` are the earlier request's).
create function submit_tasks(ids text[], account_ids uuid[], modes text[], helds bigint[],
                             queues text[], idempotency_keys text[], items jsonb)
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
    select i.id, i.account_id, i.held_micros,
           -- Who owes more than is there may still have what costs nothing.
           greatest(w.balance_micros - w.held_micros - w.debt_micros, 0) as free,
           coalesce(w.last_turn, 0) as last_turn, coalesce(c.turn, 0) as clock,
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
  insert into idempotency (account_id, mode, operation, key, fingerprint, subject_id)
  select account_id, mode, 'tasks.create', idempotency_key, decode(fingerprint, 'hex'), id
    from taken where idempotency_key is not null
  -- Only a record older than 24 hours is still here.
  on conflict (account_id, mode, operation, key) do update
    set fingerprint = excluded.fingerprint, subject_id = excluded.subject_id, created_at = now();
end $$;

-- As before; a task whose files are fetched before it is settled has its work in the step `collect`.
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
end $$;

-- An attempt that nobody hears of, and one that goes on after its task has ended.
alter table attempts
  drop constraint attempts_state_check,
  add check (state in ('intended', 'accepted', 'refused', 'lost', 'succeeded', 'failed', 'stopped',
                       'gone', 'abandoned')),
  -- Since when the line has said nothing of it that can be used; null while it does. A lost answer's is
  -- the intent.
  add column silent_since timestamptz,
  -- When the operator was told of its silence.
  add column told_at timestamptz,
  -- Its task was cancelled at our expense: what it costs is ours, what it makes is nobody's.
  add column absorbed boolean not null default false;
update attempts set silent_since = intended_at where state = 'lost' and ended_at is null;
create index attempts_silent on attempts (silent_since)
  where silent_since is not null and ended_at is null;
-- Given up without word: the operator's list keeps them.
create index attempts_abandoned on attempts (ended_at) where state = 'abandoned';

alter table lines
  -- What becomes of a cancel that the line cannot carry out: refused, or absorbed at our expense.
  -- Null: as the dialect promises in which the task was made.
  add column cancel text check (cancel in ('refuse', 'absorb')),
  -- After so long without a word of it an attempt is given up, and its task fails uncharged.
  add column unknown_hours int not null default 72 check (unknown_hours between 1 and 8760);

-- `absorb`: an attempt is followed to its end, though its task has ended.
alter table work
  drop constraint work_step_check,
  add check (step in ('dispatch', 'follow', 'collect', 'deliver', 'fetch', 'absorb'));

-- Cancels at our expense: an account has so many a day.
create table absorbed_cancels (
  task_id text collate "C" primary key,
  account_id uuid not null,
  at timestamptz not null default now()
);
create index absorbed_cancels_of_account on absorbed_cancels (account_id, at);

-- Cancels a task that its line cannot stop: nothing is charged, and what the line makes of it is followed
-- in the step `absorb`, under `look_queue`, to its end. Answers 'absorbed'; 'too_many' where the account
-- had `most_a_day` of these in 24 hours; 'moved_on' where the task is not with a line any more.
create function absorb_cancel(of_account uuid, of_task text, most_a_day int, failure jsonb,
                              look_queue text)
returns text language plpgsql as $$
declare
  task tasks;
begin
  select * into task from tasks t
    where t.id = of_task and t.account_id = of_account and t.state in ('submitting', 'running', 'unknown')
    for no key update;
  if not found then return 'moved_on'; end if;
  -- Of one account one at a time, so that the count holds.
  perform from wallets w where w.account_id = of_account for no key update;
  if (select count(*) from absorbed_cancels c
       where c.account_id = of_account and c.at > now() - interval '1 day') >= most_a_day then
    return 'too_many';
  end if;
  insert into absorbed_cancels (task_id, account_id) values (of_task, of_account);
  update attempts a set absorbed = true where a.task_id = of_task and a.number = task.attempts;
  perform settle_tasks(jsonb_build_array(jsonb_build_object(
    'id', of_task, 'states', array[task.state], 'attempt', task.attempts, 'state', 'cancelled',
    'charge_micros', 0, 'output', null, 'failure', failure, 'collect_queue', null)));
  insert into work (step, subject_id, queue) values ('absorb', of_task, look_queue);
  return 'absorbed';
end $$;

-- Gives up the newest attempts of tasks, of which their lines have said nothing for too long, or too long
-- the same: their tasks fail, and nothing is charged. A film that turns up later is looked for in the
-- step `absorb`, under the queue of the same position: it is cost, never a charge.
-- `items`: {id, attempt, failure, outcome, queue}. Answers the ids that were given up now.
create function abandon_attempts(items jsonb) returns setof text language plpgsql as $$
declare
  settled text[];
begin
  select array_agg(s.task_id) into settled from settle_tasks((
    select coalesce(jsonb_agg(i || jsonb_build_object(
             'states', array['submitting', 'running', 'unknown'], 'state', 'failed', 'charge_micros', 0,
             'output', null, 'collect_queue', null)), '[]') from jsonb_array_elements(items) i)) s;
  update attempts a set state = 'abandoned', ended_at = now(), outcome = i.outcome
    from jsonb_to_recordset(items) as i (id text, attempt smallint, outcome jsonb)
   where i.id = any (settled) and a.task_id = i.id and a.number = i.attempt and a.ended_at is null;
  insert into work (step, subject_id, queue)
  select 'absorb', i.id, i.queue from jsonb_to_recordset(items) as i (id text, queue text)
   where i.id = any (settled)
  on conflict (step, subject_id) do nothing;
  return query select unnest(settled);
end $$;
