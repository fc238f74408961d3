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
