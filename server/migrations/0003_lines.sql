-- Lines: upstream accounts that make videos, reached in any of the dialects.

create table lines (
  id text collate "C" primary key,
  name text not null unique check (name <> ''),
  dialect text not null,
  base_url text not null,
  -- AES-256-GCM under the installation's secret, bound to the line's id; never shown again.
  secret_sealed bytea,
  -- What it serves, as `LineModel` of lines/line.ts.
  models jsonb not null,
  -- The higher one is asked first; weight shares among equals.
  priority int not null default 0,
  weight int not null default 1 check (weight > 0),
  -- Most calls a second by kind, as `CallRates` of lines/line.ts.
  call_rates jsonb not null,
  -- Whether tasks carry our callback address to it.
  callbacks boolean not null default false,
  -- Its own host may be a private one; no other.
  allow_private_host boolean not null default false,
  enabled boolean not null default true,
  -- Takes no new tasks; what it has is followed to its end.
  draining boolean not null default false,
  -- Removed from every list once drained; attempts keep naming it.
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- When a line may be called next, by kind of call: one bucket for all processes.
create table line_calls (
  line_id text collate "C" not null references lines,
  kind text not null check (kind in ('create', 'get', 'list', 'cancel')),
  next_at timestamptz not null default now(),
  primary key (line_id, kind)
) with (fillfactor = 50);

-- Takes slots of a line and writes the intent to send, as far as the line has slots: an attempt that has
-- not ended is a slot taken, for the task's whole life upstream. The line's lock makes the count hold;
-- each statement here sees what was committed before it. `tasks_max` null: as many as are wanted.
-- Tasks that may not begin (cancelled, too old, begun before) are left out, like those without a slot.
create function begin_attempts(on_line text, of_family text, tasks_max int, ids text[])
returns table (id text, attempts smallint, mode text, model text, request jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
  taken int;
begin
  perform from lines l where l.id = on_line and l.enabled and not l.draining for no key update;
  if not found then return; end if;
  if tasks_max is not null then
    select count(*) into taken
      from attempts a where a.line = on_line and a.family = of_family and a.ended_at is null;
    ids := ids[1:greatest(0, tasks_max - taken)];
  end if;
  return query
  with begun as (
    update tasks t
       set state = 'submitting', attempts = t.attempts + 1, line = on_line, updated_at = now()
     where t.id = any (ids) and t.state = 'queued'
       and not t.cancel_requested and t.expires_at > now()
    returning t.id, t.attempts, t.mode, t.model, t.request
  ), attempt as (
    insert into attempts (task_id, number, line, family)
    select b.id, b.attempts, on_line, of_family from begun b
  )
  select b.id, b.attempts, b.mode, b.model, b.request from begun b;
end $$;

-- Removes a line that has nothing in flight; its secret goes with it, its row stays, because attempts
-- name it. Answers how many attempts it still has: above 0, nothing was done.
create function remove_line(which text)
returns int language plpgsql as $$
declare
  open int;
begin
  perform from lines l where l.id = which for update;
  select count(*) into open from attempts a where a.line = which and a.ended_at is null;
  if open = 0 then
    update lines l
       set removed_at = now(), updated_at = now(), enabled = false, secret_sealed = null,
           name = l.name || ' (removed ' || l.id || ')'
     where l.id = which;
  end if;
  return open;
end $$;
