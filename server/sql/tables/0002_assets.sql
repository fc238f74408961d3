-- Assets: media that customers keep here and name `asset://<id>` in their requests.

create table assets (
  id text collate "C" primary key,
  account_id uuid not null references accounts,
  shelf text not null check (shelf in ('media', 'portraits')),
  kind text not null check (kind in ('image', 'video', 'audio')),
  name text not null,
  state text not null check (state in ('processing', 'active', 'failed')),
  -- Where it is fetched from; null for what came with the request itself.
  source_url text,
  -- What is stored and what it was found to be.
  sha256 text,
  content_type text,
  bytes bigint,
  width int,
  height int,
  seconds float8,
  failure jsonb,
  -- What it takes of its account's room: the most that its kind may have until it is measured, then
  -- its size, nothing once it failed.
  counted_bytes bigint not null check (counted_bytes >= 0),
  -- Tries to fetch it that failed in passing.
  faults smallint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Null: it is kept until it is deleted.
  expires_at timestamptz,
  check ((state = 'active') = (sha256 is not null)),
  check ((state = 'failed') = (failure is not null))
) with (fillfactor = 85);
-- An account has no more assets than its room allows, so this bounds what any list reads.
create index assets_of_account on assets (account_id, created_at desc, id desc);
create index assets_by_expiry on assets (expires_at) where expires_at is not null;

-- How many assets an account has, and the sum of their counted bytes. Whoever adds or removes one
-- changes this row in the same statement: its lock is what makes the limits hold.
create table asset_room (
  account_id uuid primary key references accounts,
  assets int not null check (assets >= 0),
  bytes bigint not null check (bytes >= 0)
) with (fillfactor = 50);
