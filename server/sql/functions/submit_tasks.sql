-- Accepts a batch of tasks in one transaction: idempotency record, hold, task, open work.
-- The arrays say of each item what decides about it, sorted by account and, within an account, by
-- arrival; `items` holds in the same order what is written: {id, account_id, key_id, mode, dialect,
-- model, request, metadata, callback_url, quote, quote_micros, held_micros, queue, expires_seconds,
-- idempotency_key, fingerprint (hex)}. A triple (account, mode, idempotency key) may stand in it once.
-- Answers one row an item: 'accepted'; 'short' (too few credits: later, smaller ones may still pass);
-- 'limited' (a budget or the credits that a key, its account or an end user may hold, or what may wait, would be
-- passed);
-- 'repeated' (the key is known: `task_id` and `earlier` are the earlier request's).
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
  -- Of each end user with whose budget this batch meets, by the account and the name: the room that is left, null where
  -- none binds it, and what the batch takes of it.
  end_user_keys text[] := '{}';
  end_user_accounts uuid[] := '{}';
  end_users text[] := '{}';
  end_user_rooms bigint[] := '{}';
  end_user_spent bigint[] := '{}';
  of_end_user int;
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
           case when w.has_end_user_budgets and i.mode = 'live'
                then items -> (i.position - 1)::int -> 'request' ->> 'endUser' end as end_user,
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
      of_end_user := null;
      if item.end_user is not null then
        of_end_user := array_position(end_user_keys, account::text || ' ' || item.end_user);
        if of_end_user is null then
          end_user_keys := array_append(end_user_keys, account::text || ' ' || item.end_user);
          end_user_accounts := array_append(end_user_accounts, account);
          end_users := array_append(end_users, item.end_user);
          end_user_rooms := array_append(end_user_rooms, end_user_room(account, item.end_user, moment));
          end_user_spent := array_append(end_user_spent, 0::bigint);
          of_end_user := cardinality(end_user_keys);
        end if;
        if item.held_micros > end_user_rooms[of_end_user] then outcome := 'limited'; end if;
      end if;
      if item.has_limits and outcome = 'accepted' then
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
      if of_end_user is not null then
        end_user_rooms[of_end_user] := end_user_rooms[of_end_user] - item.held_micros;
        end_user_spent[of_end_user] := end_user_spent[of_end_user] + item.held_micros;
      end if;
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

  if end_users <> '{}' then
    update end_user_uses u
       set used_micros = case when c.began > u.period_began then 0 else u.used_micros end + c.spent,
           period_began = greatest(u.period_began, c.began)
      from (select s.account_id, s.end_user, s.spent, period_of(x.budget_period, x.time_zone, moment) as began
              from unnest(end_user_accounts, end_users, end_user_spent) s (account_id, end_user, spent)
              join end_user_uses x on x.account_id = s.account_id and x.end_user = s.end_user
             where s.spent > 0) c
     where u.account_id = c.account_id and u.end_user = c.end_user;
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
                       quote, quote_micros, held_micros, created_at, updated_at, expires_at, events)
    select id, account_id, key_id, mode, dialect, model, request, metadata, callback_url,
           quote, quote_micros, held_micros, moment, moment, moment + make_interval(secs => expires_seconds), 0
      from taken
  ), open as (
    insert into work (step, subject_id, queue, home_queue, turn, account_id)
    select 'dispatch', id, coalesce(gate, queue), case when gate is not null then queue end, turn, account_id
      from taken
  )
  insert into idempotency (account_id, mode, operation, key, fingerprint, subject_id)
  select account_id, mode, 'tasks.create', idempotency_key, decode(fingerprint, 'hex'), id
    from taken where idempotency_key is not null
  -- Only a record older than 24 hours is still here.
  on conflict (account_id, mode, operation, key) do update
    set fingerprint = excluded.fingerprint, subject_id = excluded.subject_id, created_at = now();
end $$;
