-- Takes slots of a line and writes the intent to send, as far as the line has slots for tasks of the
-- family at this resolution. The line's lock makes the count hold; each statement here sees what was
-- committed before it. `tasks_max` (of the family) and `tasks_max_here` (of the resolution) null: as
-- many as are wanted. Nothing begins on a line that is not what the caller knows by `known_version`.
-- Tasks that may not begin (cancelled, too old, begun before) are left out, like those without a slot.
create or replace function begin_attempts(on_line text, known_version bigint, of_family text, at_resolution text,
                                          tasks_max int, tasks_max_here int, ids text[])
returns table (id text, attempts smallint, mode text, model text, request jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
  taken int;
  taken_here int;
begin
  perform from lines l
    where l.id = on_line and l.version = known_version and l.enabled and not l.draining
    for no key update;
  if not found then return; end if;
  select coalesce(sum(s.taken), 0), coalesce(sum(s.taken) filter (where s.resolution = at_resolution), 0)
    into taken, taken_here
    from line_slots s where s.line = on_line and s.family = of_family;
  -- A null bound bounds nothing.
  ids := ids[1:greatest(0, least(cardinality(ids), tasks_max - taken, tasks_max_here - taken_here))];
  return query
  with begun as (
    update tasks t
       set state = 'submitting', attempts = t.attempts + 1, line = on_line, updated_at = now()
     where t.id = any (ids) and t.state = 'queued'
       and not t.cancel_requested and t.expires_at > now()
    returning t.id, t.attempts, t.mode, t.model, t.request, t.account_id
  ), attempt as (
    insert into attempts (task_id, number, line, family, resolution, account_id)
    select b.id, b.attempts, on_line, of_family, at_resolution, b.account_id from begun b
  )
  select b.id, b.attempts, b.mode, b.model, b.request from begun b;
end $$;
