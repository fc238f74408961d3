-- Brings a batch of tasks into their final states, each with its charge or release, at most once.
-- `items` is an array of {id, states (from which this is allowed), attempt (number that must be the
-- newest, or null), state, charge_micros, output, failure, collect_queue (or null)}; an id may stand
-- in it once. Their open work in the steps `dispatch`, `follow` and `collect` ends; where a `collect_queue`
-- is given, they get work in `collect` there. Answers the ids that were settled now; the others had moved
-- on already.
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
  -- Those whose end users have budgets.
  budgeted uuid[] := '{}';
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
    select t.id, t.account_id, t.held_micros, w.balance_micros, w.version, w.has_limits, w.has_end_user_budgets,
           i.state, i.output,
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
      if item.has_end_user_budgets then budgeted := budgeted || account; end if;
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

  if budgeted <> '{}' then
    update end_user_uses u set used_micros = u.used_micros - c.back
      from (select x.account_id, x.end_user, sum(e.held - e.charge)::bigint as back
              from unnest(ids, accounts, helds, charges) e (id, account_id, held, charge)
              join tasks t on t.id = e.id
              join end_user_uses x on x.account_id = e.account_id and x.end_user = t.request ->> 'endUser'
             where e.account_id = any (budgeted) and t.mode = 'live'
               and period_of(x.budget_period, x.time_zone, t.created_at) >= x.period_began
             group by x.account_id, x.end_user) c
     where u.account_id = c.account_id and u.end_user = c.end_user;
  end if;

  delete from work w where w.step in ('dispatch', 'follow', 'collect') and w.subject_id = any (ids);

  insert into work (step, subject_id, queue, account_id)
  select 'collect', id, queue, account_id from unnest(ids, queues, accounts) c (id, queue, account_id)
   where queue is not null;

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
