-- Refuses to change or to remove a row of the audit log, for its triggers.
create or replace function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
