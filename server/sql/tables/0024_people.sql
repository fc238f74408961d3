-- People: who signs in, what they may do for which account, and what was changed by whom.

create table persons (
  id uuid primary key,
  email text not null,
  -- The same of all ways to write it.
  email_key text not null unique,
  name text not null,
  -- As argon2id writes it. Null until they have set one.
  password text,
  -- It was set for them: nothing else is theirs before they have set one of their own.
  password_due boolean not null default false,
  operator_role text check (operator_role in ('admin', 'finance', 'support', 'watcher')),
  signed_in_at timestamptz,
  created_at timestamptz not null default now()
);
create index persons_operators on persons (email_key) where operator_role is not null;

create table members (
  account_id uuid not null references accounts (id),
  person_id uuid not null references persons (id),
  role text not null check (role in ('owner', 'developer', 'billing', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (account_id, person_id)
);
create index members_by_person on members (person_id);

create table sessions (
  id uuid primary key,
  person_id uuid not null references persons (id),
  -- Of the token in the browser's cookie.
  hash bytea not null unique,
  -- The one before it, for requests that were under way when it changed.
  former_hash bytea unique,
  former_until timestamptz,
  -- What the person may do has changed: the next request brings a new token.
  is_rotation_due boolean not null default false,
  -- For which account they act where a request names none.
  account_id uuid references accounts (id),
  mode text not null default 'live' check (mode in ('live', 'test')),
  address text not null,
  user_agent text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_by_person on sessions (person_id, created_at, id);
create index sessions_by_expiry on sessions (expires_at);

-- What lets somebody in once who has no password yet, or none any more. Only hashes of their tokens are kept.
create table links (
  id uuid primary key,
  kind text not null check (kind in ('invitation', 'reset')),
  hash bytea not null unique,
  email text not null,
  -- Of an invitation: to which account, as what.
  account_id uuid references accounts (id),
  role text check (role in ('owner', 'developer', 'billing', 'viewer')),
  -- Of a reset: whose password it sets.
  person_id uuid references persons (id),
  -- Null: a command did.
  made_by uuid references persons (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  withdrawn_at timestamptz,
  check (case kind when 'invitation' then account_id is not null and role is not null else person_id is not null end)
);
create index links_open_of_account on links (account_id, id)
 where account_id is not null and used_at is null and withdrawn_at is null;
create index links_open_of_person on links (person_id)
 where person_id is not null and used_at is null and withdrawn_at is null;
create index links_by_expiry on links (expires_at);

-- Sign-ins that were tried lately, by the hash of what they are counted for.
create table sign_in_tries (
  subject bytea primary key,
  tries int not null,
  began_at timestamptz not null default now()
);
create index sign_in_tries_by_age on sign_in_tries (began_at);

-- Every change, by whom, from where. Written in the transaction of the change, and never again.
create table audit_log (
  id bigint generated always as identity primary key,
  -- Null: of the whole installation.
  account_id uuid,
  actor_kind text not null check (actor_kind in ('person', 'key', 'command')),
  actor_id uuid,
  actor_name text not null,
  address text,
  action text not null,
  object_kind text not null,
  object_id text not null,
  object_name text not null,
  -- Of what changed alone.
  before jsonb,
  after jsonb,
  created_at timestamptz not null default now()
);
create index audit_log_of_account on audit_log (account_id, id);
create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function audit_log_is_append_only();
create trigger audit_log_never_truncated before truncate on audit_log
  for each statement execute function audit_log_is_append_only();
