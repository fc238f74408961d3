-- Trigger of `movements`: refuses every change of them, and every removal.
create or replace function movements_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'movements are append-only: correct a movement by another one';
end $$;
