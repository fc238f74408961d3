-- Trigger of `attempts`: those that end give their slots in `line_slots` back.
-- Connections for work plan without hash joins, which here would compare every row with every other.
create or replace function free_slots()
returns trigger language plpgsql set enable_hashjoin = on as $$
begin
  update line_slots s set taken = s.taken - f.freed
    from (select n.line, n.family, n.resolution, count(*)::int as freed
            from new_attempts n join old_attempts o using (task_id, number)
           where o.ended_at is null and n.ended_at is not null and n.line like 'line\_%'
           group by 1, 2, 3) f
   where s.line = f.line and s.family = f.family and s.resolution = f.resolution;
  return null;
end $$;
