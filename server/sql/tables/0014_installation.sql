-- What the processes of one installation compare before they work: the secret, the store, the version, the prices.
-- What is null was not noted yet: the next start of a server does it.
alter table installation
  -- The row may stand before the first start has made its account and keys.
  alter column first_started_at drop not null,
  alter column first_started_at drop default,
  -- Derived from FILMGATE_SECRET, for this alone.
  add column secret_proof bytea,
  -- The store bears this id; until the second is set, it is to be written there.
  add column store_id uuid,
  add column store_marked_at timestamptz,
  -- Of Filmgate, such as 0.1.0: none before it may run.
  add column lowest_version text,
  -- Of the server that was started last: its price book, with the SHA-256 of what is in it, and its PUBLIC_URL, null
  -- where none is set.
  add column price_book_version text,
  add column price_book_hash text,
  add column public_url text;

-- Secrets from before rotations, by their proofs. Each is sealed with the present one and is good for links, callbacks
-- and what is still sealed with it.
create table former_secrets (
  proof bytea primary key,
  sealed bytea not null,
  valid_until timestamptz not null
);
