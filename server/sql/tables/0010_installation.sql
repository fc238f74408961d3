-- What holds for the whole installation. One row, written by the first start.
create table installation (
  is_only boolean primary key default true check (is_only),
  first_started_at timestamptz not null default now()
);

-- An admin was made by the first start and could sign in nowhere.
insert into installation (first_started_at) select min(created_at) from admins having count(*) > 0;
drop table admins;
