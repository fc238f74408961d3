-- Budgets of end users, usage by API and resolution, months that are over, and exports.
-- servable from: 0013_flex

-- What a customer lets its own end users use; an empty name is each that has no budget of its own.
create table end_user_budgets (
  account_id uuid not null,
  end_user text collate "C" not null,
  budget_micros bigint not null check (budget_micros >= 0),
  budget_period text not null check (budget_period in ('day', 'month', 'total')),
  primary key (account_id, end_user)
);

-- What the tasks of an end user that a budget binds hold and did cost, less what was given back, of those that were asked
-- for since the first day of the period. Counted from the first task after the budget on, under the wallet's lock alone.
create table end_user_uses (
  account_id uuid not null,
  end_user text collate "C" not null,
  budget_period text not null,
  time_zone text not null,
  period_began date not null,
  used_micros bigint not null,
  primary key (account_id, end_user)
) with (fillfactor = 50);

-- Whether the account has a row in `end_user_budgets`.
alter table wallets add column has_end_user_budgets boolean not null default false;

-- Which person made a key; null: a command, or nobody knows.
alter table keys add column made_by uuid;
update keys k set made_by = a.actor_id
  from audit_log a
 where a.action = 'key.added' and a.actor_kind = 'person' and a.object_id = k.id::text;

-- Usage is told by API and resolution as well. It is added up from the movements anew.
truncate usage_quarters, usage_known;
alter table usage_quarters
  add column dialect text not null,
  add column resolution text not null,
  drop constraint usage_quarters_pkey,
  add primary key (account_id, quarter, key_id, model, end_user, dialect, resolution);

-- A month of an account that is over, as it was when its statement was first asked for: its beginning and end never move,
-- whatever becomes of the account's time zone, and neither do the names by which it tells keys and people.
create table statement_months (
  account_id uuid not null,
  month date not null check (extract(day from month) = 1),
  time_zone text not null,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  opening_micros bigint not null,
  closing_micros bigint not null,
  names jsonb not null,
  made_at timestamptz not null default now(),
  primary key (account_id, month)
);

-- Records that somebody asked for as one file, and that file in parts.
create table exports (
  id uuid primary key,
  account_id uuid not null,
  made_by_kind text not null check (made_by_kind in ('person', 'key')),
  made_by uuid not null,
  kind text not null check (kind in ('deductions', 'tasks', 'transactions', 'usage')),
  format text not null check (format in ('csv', 'xlsx')),
  -- As it was asked for.
  filter jsonb not null,
  time_zone text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'ready', 'failed')),
  -- Where the next page begins; null: at the beginning.
  cursor text,
  rows bigint not null default 0,
  chunks int not null default 0,
  -- Of the file, and of its parts as they are kept.
  bytes bigint not null default 0,
  stored_bytes bigint not null default 0,
  is_cut boolean not null default false,
  failure text,
  -- What the writer of the file needs to go on.
  writer jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null default now() + interval '24 hours'
);
create index exports_of_maker on exports (account_id, made_by, created_at, id);
create index exports_by_expiry on exports (expires_at);

create table export_chunks (
  export_id uuid not null references exports (id) on delete cascade,
  number int not null,
  account_id uuid not null,
  bytes bytea not null,
  primary key (export_id, number)
);
-- They are compressed already.
alter table export_chunks alter column bytes set storage external;

alter table work
  drop constraint work_step_check,
  add constraint work_step_check check (
    step in ('dispatch', 'follow', 'collect', 'deliver', 'fetch', 'absorb', 'housekeeping', 'export')
  );
