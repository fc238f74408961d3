-- Lets tasks of an account go on that wait for its keys or for itself, as far as these have room. Under its
-- wallet's lock.
create or replace function pass_gates(of_account uuid) returns void language plpgsql as $$
declare
  gate limits;
  next_gate text;
  passed int;
begin
  -- Those of keys first: what passes them comes to the account's.
  for gate in
    select l.* from limits l
     where l.account_id = of_account and l.subject_id <> of_account and l.waiting > 0
       and (l.tasks_at_once is null or l.at_once < l.tasks_at_once)
     order by l.subject_id
  loop
    next_gate := (select gate_of(of_account) from limits l
                   where l.subject_id = of_account
                     and not exists (select from keys k where k.id = gate.subject_id and k.mode = 'test'));
    passed := pass_gate(gate, next_gate);
    update limits l set waiting = l.waiting + passed where l.subject_id = of_account and next_gate is not null;
  end loop;
  select * into gate from limits l
   where l.subject_id = of_account and l.waiting > 0
     and (l.tasks_at_once is null or l.at_once < l.tasks_at_once);
  if found then perform pass_gate(gate, null); end if;
end $$;
