-- What the account sees of a state: `submitting` still waits, `unknown` still runs.
create or replace function client_state(state text)
returns text language sql immutable as $$
  select case state when 'submitting' then 'queued' when 'unknown' then 'running' else state end
$$;
