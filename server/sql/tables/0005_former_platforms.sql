-- Where an account's tasks were made before: an id that we do not know is read through to there.

create table former_platforms (
  id text collate "C" primary key,
  account_id uuid not null references accounts,
  dialect text not null,
  -- Where it is reached: as this line is, with its key where the account has none of its own …
  line_id text collate "C" references lines,
  -- … or at an address of its own, with the account's own key.
  base_url text,
  -- Its own host may be a private one; no other.
  allow_private_host boolean not null default false,
  -- The account’s key there: AES-256-GCM under the installation’s secret, bound to account and dialect.
  key_sealed bytea,
  -- Most calls a second for this account, by all processes together, and when the next may be made.
  calls_per_second float8 not null check (calls_per_second > 0),
  next_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (account_id, dialect),
  check ((line_id is null) <> (base_url is null)),
  -- A line's key goes to the line's address alone.
  check (line_id is not null or key_sealed is not null)
) with (fillfactor = 50);

-- Tasks there that are known to be the account's. Without a key of its own it may read these alone.
create table former_tasks (
  dialect text not null,
  -- As the former platform calls it.
  task_id text collate "C" not null,
  account_id uuid not null,
  -- A task is one account's.
  primary key (task_id, dialect),
  foreign key (account_id, dialect) references former_platforms (account_id, dialect) on delete cascade
);
create index former_tasks_of_account on former_tasks (account_id, dialect);

-- Files that were fetched from there, by the hash under which they are stored.
create table former_files (
  former_id text collate "C" not null references former_platforms on delete cascade,
  task_id text collate "C" not null,
  file text not null check (file in ('video', 'poster')),
  -- Its name in our storage: the hash, and what kind of file it is.
  name text not null,
  primary key (former_id, task_id, file)
);

-- Whose a task at an upstream is, by its id there.
create index attempts_by_upstream_id on attempts (upstream_id) where upstream_id is not null;
