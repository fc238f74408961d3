-- Media that a line was given as assets of its own account there, by our hash: tasks name them by its id.

create table line_assets (
  line_id text collate "C" not null references lines,
  -- In which of its libraries, as `AssetWay` of lines/line.ts.
  way text not null check (way in ('asset', 'audit')),
  sha256 text collate "C" not null,
  state text not null default 'processing' check (state in ('processing', 'active', 'refused')),
  -- As the line calls it; null until it has answered.
  upstream_id text,
  -- Why it was refused.
  failure jsonb,
  began_at timestamptz not null default clock_timestamp(),
  -- When the line last told its state; null: it is to be asked before the asset is used.
  told_at timestamptz,
  -- Whoever speaks with the line about it holds it until then.
  held_until timestamptz not null,
  primary key (line_id, way, sha256),
  check (state <> 'active' or upstream_id is not null),
  check ((state = 'refused') = (failure is not null))
) with (fillfactor = 70);
