-- Keys that may do less than all, secrets that follow each other, and limits that hold over all processes.

-- In which an account's days and months begin.
alter table accounts add column time_zone text not null default 'UTC';

-- Null: without such a limit.
alter table keys
  add column scopes text[],
  -- Names of models, as clients write them.
  add column models text[],
  -- Addresses and networks from which it may be used.
  add column addresses text[],
  add column expires_at timestamptz,
  -- While it is set nobody may use the key; revoked is for ever.
  add column disabled_at timestamptz,
  add column creates_per_minute int check (creates_per_minute between 1 and 1000000),
  add column last_used_at timestamptz;
create index keys_of_account_by_id on keys (account_id, id);

-- Secrets that a key had before it was rolled, for as long as they are good beside the new one.
create table former_key_secrets (
  hash bytea primary key,
  key_id uuid not null references keys,
  last_four text not null,
  until timestamptz not null
);
create index former_key_secrets_of_key on former_key_secrets (key_id, until);

-- From where each secret of a key was used in the last day.
create table key_uses (
  key_id uuid not null,
  last_four text not null,
  address text not null,
  last_at timestamptz not null,
  primary key (key_id, last_four, address)
) with (fillfactor = 70);

-- When a key that has a rate may create next: one bucket for all processes.
create table key_rates (
  key_id uuid primary key,
  next_at timestamptz not null default '-infinity'
) with (fillfactor = 50);

-- How much a key, or an account over all of its live keys, may do. A row stands for a subject that has a limit, is
-- written under its wallet's lock alone, and counts whatever the subject's tasks do while it stands.
create table limits (
  subject_id uuid primary key,
  account_id uuid not null,
  budget_micros bigint check (budget_micros >= 0),
  budget_period text check (budget_period in ('day', 'month', 'total')),
  -- Most credits that are held at one time.
  held_most_micros bigint check (held_most_micros >= 0),
  tasks_at_once int check (tasks_at_once > 0),
  -- Beyond those, so many wait; more are refused.
  waiting_most int not null default 1000 check (waiting_most >= 0),
  -- The first day of the period that is counted, in the account's time zone.
  period_began date not null default '-infinity',
  -- By tasks that were asked for since then: what they hold and were charged, less what was given back.
  used_micros bigint not null default 0,
  held_micros bigint not null default 0,
  -- Tasks that are not over: those that went on to a line's queue, and those that wait here.
  at_once int not null default 0,
  waiting int not null default 0,
  check ((budget_micros is null) = (budget_period is null)),
  check (budget_micros is not null or held_most_micros is not null or tasks_at_once is not null)
) with (fillfactor = 50);
create index limits_of_account on limits (account_id);

-- Whether the account or one of its keys has a row in `limits`.
alter table wallets add column has_limits boolean not null default false;

-- Where a task that waits for its key or its account goes from there; null: it does not wait for them.
alter table work add column home_queue text;
