-- Takes creates from the rates of keys, each at most once in the list, of which what `burst_seconds` hold may come
-- at once. Answers of each how many were taken, how many are left now, and in how many seconds there is one more.
create or replace function take_of_rates(key_ids uuid[], per_minutes int[], wanteds int[], burst_seconds float8)
returns table (key_id uuid, taken int, left_now int, more_seconds float8)
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
    select a.key_id, a.wanted, b.*
      from unnest(key_ids, per_minutes, wanteds) a (key_id, per_minute, wanted)
      join key_rates r on r.key_id = a.key_id
     cross join lateral bucket_of(r.next_at, a.per_minute, burst_seconds, moment) b
  ), decided as (
    select key_id, rate, first_at, least(wanted, available) as taken from asked
  ), moved as (
    update key_rates r set next_at = d.first_at + make_interval(secs => d.taken / d.rate)
      from decided d where r.key_id = d.key_id and d.taken > 0
  ), after as (
    select key_id, taken, rate,
           extract(epoch from moment - first_at)::float8 * rate - taken as whole
      from decided
  )
  select key_id, taken, greatest(0, floor(whole)::int + 1),
         case when whole < 0 then -whole else floor(whole) + 1 - whole end / rate
    from after;
end $$;
