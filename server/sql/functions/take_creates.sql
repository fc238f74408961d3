-- As `take_of_rates`, which versions of before 0029 do not know: answers of each how many were taken, and in how many
-- seconds the next can be.
create or replace function take_creates(key_ids uuid[], per_minutes int[], wanteds int[], burst_seconds float8)
returns table (key_id uuid, taken int, wait_seconds float8)
language sql as $$
  select t.key_id, t.taken, case when t.left_now > 0 then 0 else t.more_seconds end
    from take_of_rates(key_ids, per_minutes, wanteds, burst_seconds) t
$$;
