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
