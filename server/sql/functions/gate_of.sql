-- Where tasks wait that a subject may not have at once.
create or replace function gate_of(subject uuid) returns text language sql immutable as $$
  select 'gate/' || subject::text
$$;
