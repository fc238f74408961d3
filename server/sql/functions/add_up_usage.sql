-- Adds up the next movements of an account, at most so many. Answers whether these were all.
create or replace function add_up_usage(of_account uuid, most int)
returns boolean language plpgsql as $$
declare
  known bigint;
  newest bigint;
  added int;
begin
  if not exists (
    select from movements m
     where m.account_id = of_account
       and m.version > coalesce((select k.version from usage_known k where k.account_id = of_account), 0)) then
    return true;
  end if;
  insert into usage_known (account_id) values (of_account) on conflict do nothing;
  select k.version into known from usage_known k where k.account_id = of_account for update;
  with part as materialized (
    select m.version, m.task_id, m.kind, m.created_at, m.amount_micros from movements m
     where m.account_id = of_account and m.version > known order by m.version limit most
  ), noted as (
    insert into usage_quarters as u (account_id, quarter, key_id, model, end_user, dialect, resolution, films,
                                     seconds, tokens, charged_micros, refunded_micros)
    -- Charges and refunds alone are of a task.
    select of_account, date_bin('15 minutes', p.created_at, timestamptz '2000-01-01 00:00:00+00'),
           t.key_id, t.model, coalesce(t.request ->> 'endUser', ''),
           t.dialect, coalesce(t.request ->> 'resolution', ''),
           count(*) filter (where p.kind = 'charge'),
           coalesce(sum((t.output ->> 'seconds')::bigint) filter (where p.kind = 'charge'), 0),
           coalesce(sum((t.output ->> 'completionTokens')::bigint) filter (where p.kind = 'charge'), 0),
           coalesce(sum(p.amount_micros) filter (where p.kind = 'charge'), 0),
           coalesce(sum(p.amount_micros) filter (where p.kind = 'refund'), 0)
      from part p join tasks t on t.id = p.task_id
     group by 2, 3, 4, 5, 6, 7
    on conflict (account_id, quarter, key_id, model, end_user, dialect, resolution) do update
      set films = u.films + excluded.films, seconds = u.seconds + excluded.seconds,
          tokens = u.tokens + excluded.tokens,
          charged_micros = u.charged_micros + excluded.charged_micros,
          refunded_micros = u.refunded_micros + excluded.refunded_micros
  )
  select max(p.version), count(*) into newest, added from part p;
  update usage_known k set version = newest where k.account_id = of_account and added > 0;
  return added < most;
end $$;
