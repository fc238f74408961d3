-- Counts anew what a subject's tasks come to. Under its wallet's lock.
create or replace function recount_limits(of_subject uuid) returns void language plpgsql as $$
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
