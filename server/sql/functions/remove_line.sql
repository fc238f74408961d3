-- Removes a line that has nothing in flight; its secret goes with it, its row stays, because attempts
-- name it. Answers how many attempts it still has: above 0, nothing was done.
create or replace function remove_line(which text)
returns int language plpgsql as $$
declare
  open int;
begin
  perform from lines l where l.id = which for update;
  select coalesce(sum(s.taken), 0) into open from line_slots s where s.line = which;
  if open = 0 then
    update lines l
       set removed_at = now(), updated_at = now(), enabled = false, secret_sealed = null,
           name = l.name || ' (removed ' || l.id || ')'
     where l.id = which;
  end if;
  return open;
end $$;
