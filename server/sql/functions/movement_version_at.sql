-- The first version of an account's movements that is not older than a time, by halves: they are numbered without a
-- gap, as good as in the order of their times. One above the last where all are older.
create or replace function movement_version_at(of_account uuid, at timestamptz)
returns bigint language plpgsql stable as $$
declare
  low bigint := 1;
  high bigint := 1 + coalesce((select max(m.version) from movements m where m.account_id = of_account), 0);
  middle bigint;
begin
  while low < high loop
    middle := (low + high) / 2;
    if (select m.created_at < at from movements m where m.account_id = of_account and m.version = middle) then
      low := middle + 1;
    else
      high := middle;
    end if;
  end loop;
  return low;
end $$;
