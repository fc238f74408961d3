-- Trigger of `attempts`: those that begin on a line take slots of it in `line_slots`.
create or replace function take_slots() returns trigger language plpgsql as $$
begin
  insert into line_slots as s (line, family, resolution, taken)
  select n.line, n.family, n.resolution, count(*) from new_attempts n
   where n.line like 'line\_%'
   group by 1, 2, 3 order by 1, 2, 3
  on conflict (line, family, resolution) do update set taken = s.taken + excluded.taken;
  return null;
end $$;
