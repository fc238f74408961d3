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
  -- Sends a lost create again with the same Idempotency-Key, which the upstream is known to honour.
  resend_lost boolean not null default false,
  -- What fails there through the upstream's own fault may be made by another line, once.
  rerun_failed boolean not null default false,
  -- Grows with every change: who knows an older one begins nothing any more.
  version bigint not null default 1,
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

create function count_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
create trigger lines_version before update on lines for each row execute function count_version();

-- Takes up to `wanted` calls from a line's rate, none of them later than `horizon` seconds from now.
-- Answers how many were taken and in how many seconds the first may be made; the others follow it at
-- the rate.
create function take_calls(of_line text, of_kind text, rate float8, wanted int, horizon float8)
returns table (taken int, wait_seconds float8)
language plpgsql as $$
#variable_conflict use_column
declare
  first_at timestamptz;
begin
  insert into line_calls (line_id, kind) values (of_line, of_kind) on conflict do nothing;
  select greatest(c.next_at, clock_timestamp()) into first_at
    from line_calls c where c.line_id = of_line and c.kind = of_kind for no key update;
  wait_seconds := greatest(0, extract(epoch from first_at - clock_timestamp())::float8);
  taken := greatest(0, least(wanted, floor((horizon - wait_seconds) * rate)::int + 1));
  if wait_seconds > horizon then taken := 0; end if;
  if taken > 0 then
    update line_calls c set next_at = first_at + make_interval(secs => taken / rate)
     where c.line_id = of_line and c.kind = of_kind;
  end if;
  return next;
end $$;

-- How many attempts a line has open: its slots that are taken, for a task's whole life upstream. Kept
-- by the triggers below, so that nobody counts ten thousand rows to send one more.
create table line_slots (
  line text collate "C" not null,
  family text not null,
  resolution text not null,
  taken int not null check (taken >= 0),
  primary key (line, family, resolution)
) with (fillfactor = 50);

create function take_slots() returns trigger language plpgsql as $$
begin
  insert into line_slots as s (line, family, resolution, taken)
  select n.line, n.family, n.resolution, count(*) from new_attempts n
   where n.line like 'line\_%'
   group by 1, 2, 3 order by 1, 2, 3
  on conflict (line, family, resolution) do update set taken = s.taken + excluded.taken;
  return null;
end $$;
create trigger attempts_take_slots after insert on attempts
  referencing new table as new_attempts for each statement execute function take_slots();

-- Connections for work plan without hash joins, which here would compare every row with every other.
create function free_slots() returns trigger language plpgsql set enable_hashjoin = on as $$
begin
  update line_slots s set taken = s.taken - f.freed
    from (select n.line, n.family, n.resolution, count(*)::int as freed
            from new_attempts n join old_attempts o using (task_id, number)
           where o.ended_at is null and n.ended_at is not null and n.line like 'line\_%'
           group by 1, 2, 3) f
   where s.line = f.line and s.family = f.family and s.resolution = f.resolution;
  return null;
end $$;
create trigger attempts_free_slots after update on attempts
  referencing old table as old_attempts new table as new_attempts
  for each statement execute function free_slots();

-- Takes slots of a line and writes the intent to send, as far as the line has slots for tasks of the
-- family at this resolution. The line's lock makes the count hold; each statement here sees what was
-- committed before it. `tasks_max` (of the family) and `tasks_max_here` (of the resolution) null: as
-- many as are wanted. Nothing begins on a line that is not what the caller knows by `known_version`.
-- Tasks that may not begin (cancelled, too old, begun before) are left out, like those without a slot.
create function begin_attempts(on_line text, known_version bigint, of_family text, at_resolution text,
                               tasks_max int, tasks_max_here int, ids text[])
returns table (id text, attempts smallint, mode text, model text, request jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
  taken int;
  taken_here int;
begin
  perform from lines l
    where l.id = on_line and l.version = known_version and l.enabled and not l.draining
    for no key update;
  if not found then return; end if;
  select coalesce(sum(s.taken), 0), coalesce(sum(s.taken) filter (where s.resolution = at_resolution), 0)
    into taken, taken_here
    from line_slots s where s.line = on_line and s.family = of_family;
  -- A null bound bounds nothing.
  ids := ids[1:greatest(0, least(cardinality(ids), tasks_max - taken, tasks_max_here - taken_here))];
  return query
  with begun as (
    update tasks t
       set state = 'submitting', attempts = t.attempts + 1, line = on_line, updated_at = now()
     where t.id = any (ids) and t.state = 'queued'
       and not t.cancel_requested and t.expires_at > now()
    returning t.id, t.attempts, t.mode, t.model, t.request
  ), attempt as (
    insert into attempts (task_id, number, line, family, resolution)
    select b.id, b.attempts, on_line, of_family, at_resolution from begun b
  )
  select b.id, b.attempts, b.mode, b.model, b.request from begun b;
end $$;

-- How long tasks of a kind have taken on a line, from acceptance to end: newer ones count more.
create table line_lengths (
  line text collate "C" not null,
  family text not null,
  resolution text not null,
  -- Of the video; 0 where the model chose it.
  seconds smallint not null,
  mean_seconds float8 not null,
  measured bigint not null,
  primary key (line, family, resolution, seconds)
) with (fillfactor = 50);

-- What goes wrong with a line, counted by kind: see lines/troubles.ts.
create table line_troubles (
  line text collate "C" not null,
  kind text not null,
  count bigint not null,
  last_words text not null,
  last_at timestamptz not null default now(),
  primary key (line, kind)
) with (fillfactor = 50);

-- Removes a line that has nothing in flight; its secret goes with it, its row stays, because attempts
-- name it. Answers how many attempts it still has: above 0, nothing was done.
create function remove_line(which text)
returns int language plpgsql as $$
declare
  open int;
begin
  perform from lines l where l.id = which for update;
  select coalesce(sum(s.taken), 0) into open from line_slots s where s.line = which;
  if open = 0 then
    update lines l
       set removed_at = now(), updated_at = now(), enabled = false, secret_sealed = null,
           name = l.name || ' (removed ' || l.id || ')'
     where l.id = which;
  end if;
  return open;
end $$;
