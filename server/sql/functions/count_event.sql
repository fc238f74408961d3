-- Trigger of `tasks`: counts the event that a change of state is, before `note_event` writes it. A task from before
-- events were counted has null, and keeps it.
create or replace function count_event() returns trigger language plpgsql as $$
begin
  new.events := old.events + 1;
  return new;
end $$;
