-- The log of requests, by days, and the language in which dialects refuse.

-- In which the dialects tell an account's keys what is wrong.
alter table accounts add column problem_language text not null default 'en' check (problem_language in ('en', 'zh'));

-- Creates, changes and refusals, one by one, of callers who are known. Bodies and addresses in them have no media and no
-- secrets. Ids begin with the time, so that one index finds what is newest and what has an id.
create table request_log (
  -- When it began, by the clock of the process that it came to.
  at timestamptz not null,
  id text collate "C" not null,
  account_id uuid not null,
  -- Null: a person asked.
  key_id uuid,
  person_id uuid,
  mode text not null check (mode in ('live', 'test')),
  -- The dialect, or `platform`.
  api text not null,
  method text not null,
  -- As it is documented, with its parameters in braces.
  route text not null,
  -- As it was called.
  path text not null,
  status int not null,
  -- Of the catalogue of problems; null: it was not refused, or in words that were passed on.
  code text,
  detail text,
  took_ms int not null,
  task_id text,
  address text not null,
  body text,
  primary key (account_id, at, id)
) partition by range (at);
-- Of days that have no partition.
create table request_log_default partition of request_log default;
create index request_log_default_by_time on request_log_default (at);

-- What is not written one by one.
create table request_counts (
  minute timestamptz not null,
  account_id uuid not null,
  -- The nil uuid: people asked.
  key_id uuid not null,
  route text not null,
  -- Reads that were answered.
  reads int not null,
  -- Creates, changes and refusals that were too many, or came while nothing could be written.
  unlisted int not null,
  primary key (account_id, minute, key_id, route)
) partition by range (minute);
create table request_counts_default partition of request_counts default;
create index request_counts_default_by_time on request_counts_default (minute);
