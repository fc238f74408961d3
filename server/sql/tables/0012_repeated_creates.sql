-- What is known of a create before it is decided, and after its client has left.

-- Idempotency keys under which a create is being worked on, in whatever process, until so long. Whoever holds one
-- moves that time forward; what a dead process leaves is free by itself, and so is all of it after a crash of the
-- database. Never written with a task: its record in `idempotency` answers first.
create unlogged table creates_under_way (
  account_id uuid not null,
  mode text not null,
  operation text not null,
  key text not null,
  token uuid not null,
  until timestamptz not null,
  primary key (account_id, mode, operation, key)
);

-- Tasks made without an idempotency key whose client left before the answer was written, for some minutes: a create
-- that says it is a retry of the same is given one of them, once.
create table unanswered_creates (
  task_id text primary key,
  account_id uuid not null,
  key_id uuid not null,
  fingerprint bytea not null,
  created_at timestamptz not null default now()
);
create index unanswered_creates_by_fingerprint on unanswered_creates (account_id, key_id, fingerprint);
