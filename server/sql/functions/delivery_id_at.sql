-- Ids grow with time, to the millisecond, so that their order is the order of events: all of a
-- millisecond begin with this.
create or replace function delivery_id_at(at timestamptz) returns text language sql stable as $$
  select 'dlv_' || lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0')
$$;
