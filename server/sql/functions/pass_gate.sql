-- Of what waits at one gate, the first in their order. Answers how many passed.
create or replace function pass_gate(gate limits, next_gate text) returns int language plpgsql as $$
declare
  passed int;
begin
  with first as (
    select w.subject_id from work w
     where w.step = 'dispatch' and w.queue = gate_of(gate.subject_id)
     order by w.turn, w.subject_id
     -- Null bounds nothing.
     limit least(gate.waiting, gate.tasks_at_once - gate.at_once)
  ), moved as (
    update work w
       set queue = coalesce(next_gate, w.home_queue),
           home_queue = case when next_gate is not null then w.home_queue end,
           -- Others were sent while it waited: it enters where they are.
           turn = greatest(w.turn, (select c.turn from turn_clocks c where c.queue = w.home_queue)),
           due_at = now()
      from first f where w.step = 'dispatch' and w.subject_id = f.subject_id
    returning w.subject_id
  )
  select count(*) into passed from moved;
  update limits l set waiting = l.waiting - passed, at_once = l.at_once + passed
   where l.subject_id = gate.subject_id;
  return passed;
end $$;
