-- Notes that the files of a task that succeeded can never be had, and gives its charge back, once.
-- Answers what was given back; nothing where it has its files, or was lost before.
create or replace function lose_result(of_task text, why text) returns setof bigint language plpgsql as $$
begin
  update tasks t
     set output = (t.output - 'copying') || jsonb_build_object('lost', jsonb_build_object(
           'reason', why, 'atMs', floor(1000 * extract(epoch from clock_timestamp()))))
   where t.id = of_task and t.state = 'succeeded' and jsonb_typeof(t.output -> 'files') = 'null'
     and not t.output ? 'lost';
  if not found then return; end if;
  return query
    select r.given_micros
      from refund_task(of_task, null, 'the video cannot be had from where it was made: ' || why) r;
end $$;
