-- What the tasks of an end user hold and did cost that were asked for from the first day of a period on.
create or replace function count_end_user(of_account uuid, of_end_user text, of_period text, in_zone text, began date)
returns bigint language sql stable as $$
  with start as (
    -- A day more, as clocks that are put back make days longer.
    select case when isfinite(began) then (began::timestamp at time zone in_zone) - interval '1 day'
                else '-infinity'::timestamptz end as since
  )
  select coalesce(sum(t.held_micros + net_charge(t)), 0)::bigint
    from tasks t
   -- Each half has an index.
   where t.id in (
           select f.id from tasks f
            where f.account_id = of_account and f.request ->> 'endUser' = of_end_user
              and f.created_at >= (select since from start) and f.forgotten_at is null
           union all
           select f.id from tasks f
            where f.account_id = of_account and f.request ->> 'endUser' = of_end_user
              and f.created_at >= (select since from start) and f.forgotten_at is not null)
     and t.mode = 'live' and period_of(of_period, in_zone, t.created_at) >= began
$$;
