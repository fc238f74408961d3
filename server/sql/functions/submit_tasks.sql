-- Accepts a batch of tasks in one transaction: idempotency record, hold, task, open work.
-- The arrays say of each item what decides about it, sorted by account and, within an account, by
-- arrival; `items` holds in the same order what is written: {id, account_id, key_id, mode, dialect,
-- model, request, metadata, callback_url, quote, quote_micros, held_micros, queue, expires_seconds,
-- idempotency_key, fingerprint (hex)}. A triple (account, mode, idempotency key) may stand in it once.
-- Answers one row an item: 'accepted'; 'short' (too few credits: later, smaller ones may still pass);
-- 'repeated' (the key is known: `task_id` and `earlier` are the earlier request's).
create or replace function submit_tasks(ids text[], account_ids uuid[], modes text[], helds bigint[],
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
                       quote, quote_micros, held_micros, expires_at, events)
    select id, account_id, key_id, mode, dialect, model, request, metadata, callback_url,
           quote, quote_micros, held_micros, now() + make_interval(secs => expires_seconds), 0
      from taken
  ), open as (
    insert into work (step, subject_id, queue, turn, account_id)
    select 'dispatch', id, queue, turn, account_id from taken
  )
  insert into idempotency (account_id, mode, operation, key, fingerprint, subject_id)
  select account_id, mode, 'tasks.create', idempotency_key, decode(fingerprint, 'hex'), id
    from taken where idempotency_key is not null
  -- Only a record older than 24 hours is still here.
  on conflict (account_id, mode, operation, key) do update
    set fingerprint = excluded.fingerprint, subject_id = excluded.subject_id, created_at = now();
end $$;
