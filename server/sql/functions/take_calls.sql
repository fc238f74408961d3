-- Takes up to `wanted` calls from a line's rate, none of them later than `horizon` seconds from now.
-- Answers how many were taken and in how many seconds the first may be made; the others follow it at
-- the rate.
create or replace function take_calls(of_line text, of_kind text, rate float8, wanted int, horizon float8)
returns table (taken int, wait_seconds float8)
language plpgsql as $$
#variable_conflict use_column
declare
  first_at timestamptz;
begin
  insert into line_calls (line_id, kind) values (of_line, of_kind) on conflict do nothing;
  select greatest(c.next_at, clock_timestamp()) into first_at
    from line_calls c where c.line_id = of_line and c.kind = of_kind for no key update;
  wait_seconds := greatest(0, extract(epoch from first_at - clock_timestamp())::float8);
  taken := greatest(0, least(wanted, floor((horizon - wait_seconds) * rate)::int + 1));
  if wait_seconds > horizon then taken := 0; end if;
  if taken > 0 then
    update line_calls c set next_at = first_at + make_interval(secs => taken / rate)
     where c.line_id = of_line and c.kind = of_kind;
  end if;
  return next;
end $$;
