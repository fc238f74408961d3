-- Gives up the newest attempts of tasks, of which their lines have said nothing for too long, or too long
-- the same: their tasks fail, and nothing is charged. A film that turns up later is looked for in the
-- step `absorb`, under the queue of the same position: it is cost, never a charge.
-- `items`: {id, attempt, failure, outcome, queue}. Answers the ids that were given up now.
create or replace function abandon_attempts(items jsonb) returns setof text language plpgsql as $$
declare
  settled text[];
begin
  select array_agg(s.task_id) into settled from settle_tasks((
    select coalesce(jsonb_agg(i || jsonb_build_object(
             'states', array['submitting', 'running', 'unknown'], 'state', 'failed', 'charge_micros', 0,
             'output', null, 'collect_queue', null)), '[]') from jsonb_array_elements(items) i)) s;
  update attempts a set state = 'abandoned', ended_at = now(), given_up_at = now(), outcome = i.outcome
    from jsonb_to_recordset(items) as i (id text, attempt smallint, outcome jsonb)
   where i.id = any (settled) and a.task_id = i.id and a.number = i.attempt and a.ended_at is null;
  insert into work (step, subject_id, queue, account_id)
  select 'absorb', i.id, i.queue, t.account_id
    from jsonb_to_recordset(items) as i (id text, queue text) join tasks t on t.id = i.id
   where i.id = any (settled)
  on conflict (step, subject_id) do nothing;
  return query select unnest(settled);
end $$;
