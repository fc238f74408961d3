-- The first day of the period in which a moment lies.
create or replace function period_of(of_period text, in_zone text, moment timestamptz) returns date
language sql stable as $$
  select case when of_period in ('day', 'month') then date_trunc(of_period, moment at time zone in_zone)::date
              else '-infinity'::date end
$$;
