-- Trigger of `tasks`: writes the event of a change of state and tells the account's endpoints where its client sees
-- another state; the request's own address is told of the end alone. Events are numbered from 1 within their task,
-- by `count_event`; those of a task from before that by what stands.
create or replace function note_event() returns trigger language plpgsql as $$
declare
  noted int;
begin
  insert into events (task_id, number, account_id, state, attempt, line)
  select new.id,
         coalesce(new.events, 1 + (select max(e.number) from events e where e.task_id = new.id), 1),
         new.account_id, new.state, new.attempts, new.line
  returning number into noted;
  if client_state(new.state) = client_state(old.state) then return null; end if;
  perform tell_endpoints(new.account_id, new.id, noted, 'task.' || client_state(new.state),
                         case when new.finished_at is not null then new.callback_url end);
  return null;
end $$;
