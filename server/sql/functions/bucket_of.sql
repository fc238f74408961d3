-- The rate of a key at one moment: creates a second, since when the next could be taken, and how many can be now.
create or replace function bucket_of(next_at timestamptz, per_minute int, burst_seconds float8, moment timestamptz)
returns table (rate float8, first_at timestamptz, available int)
language sql stable as $$
  select per_minute / 60.0::float8, f.first_at,
         greatest(0, floor(extract(epoch from moment - f.first_at)::float8 * per_minute / 60.0)::int + 1)
    -- Of a burst, whole creates alone: where it holds less than one there is none.
    from (select greatest(next_at, moment - make_interval(
            secs => floor(burst_seconds * per_minute / 60) * 60 / per_minute)) as first_at) f
$$;
