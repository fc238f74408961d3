-- An id for a delivery of an event of this transaction: see `delivery_id_at`. 64 bits of it are random.
create or replace function new_delivery_id() returns text language sql volatile as $$
  select delivery_id_at(now()) || substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)
$$;
