-- Takes creates from the rates of keys, each at most once in the list, of which what `burst_seconds` hold may come
-- at once. Answers of each how many were taken, and in how many seconds the next can be.
create or replace function take_creates(key_ids uuid[], per_minutes int[], wanteds int[], burst_seconds float8)
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
