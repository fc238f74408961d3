-- Suspended accounts, mails, notices, and people who register themselves.

-- Since then what is there is read, and nothing new is made.
alter table accounts add column suspended_at timestamptz;

-- That of the browser they signed in with last.
alter table persons add column language text not null default 'en' check (language in ('en', 'zh'));

-- Mails that are to be sent, each with a row of work; what was sent goes.
create table mails (
  id uuid primary key,
  -- The nil uuid: of no account.
  account_id uuid not null,
  kind text not null,
  -- Address, language and what it tells, sealed: links stand in it.
  letter_sealed bytea not null,
  -- What the server said last.
  trouble text,
  created_at timestamptz not null default now()
);
create index mails_by_age on mails (created_at);

-- What an account's owners want to be told by mail. No row: nothing.
create table mail_wishes (
  account_id uuid primary key,
  -- Below it credits are low; null: never.
  low_balance_micros bigint check (low_balance_micros > 0),
  endpoint_disabled boolean not null default false,
  price_change boolean not null default false,
  sign_in boolean not null default false,
  retention boolean not null default false
);
create index mail_wishes_of_low_balance on mail_wishes (account_id) where low_balance_micros is not null;

-- What is to be known of an account: an occasion is one row, however long it lasts.
create table notices (
  id uuid primary key,
  account_id uuid not null,
  kind text not null check (kind in ('low_balance', 'endpoint_disabled', 'price_change', 'retention')),
  -- What it is about, such as an endpoint's id.
  object text not null,
  facts jsonb not null,
  since timestamptz not null default now(),
  -- When it was over; null: it lasts.
  until timestamptz
);
create unique index notices_that_last on notices (account_id, kind, object) where until is null;
create index notices_of_account on notices (account_id, since, id) where until is null;
create index webhook_endpoints_given_up on webhook_endpoints (id) where disabled_because in ('gone', 'failing');
create index notices_by_age on notices (until) where until is not null;

-- Who does not want to see one any more.
create table notice_dismissals (
  notice_id uuid not null references notices (id) on delete cascade,
  person_id uuid not null references persons (id),
  account_id uuid not null,
  primary key (notice_id, person_id)
);

-- Who wants an account, and has not proved the mail address yet, or has. What was used stays: a folded address gets a
-- starting grant once.
create table registrations (
  id uuid primary key,
  -- Of the token in the link; null: the address was known, and no link was sent.
  hash bytea unique,
  email text not null,
  -- The same of all addresses that reach the same letter box.
  folded_email text not null,
  name text not null,
  account_name text not null,
  language text not null check (language in ('en', 'zh')),
  -- As argon2id writes it.
  password text not null,
  -- From where it was asked for: of IPv6 a /64.
  network text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index registrations_of_network on registrations (network, created_at);
create index registrations_of_address on registrations (folded_email, created_at);
create unique index registrations_used on registrations (folded_email) where used_at is not null;
create index registrations_unused on registrations (created_at) where used_at is null;
