-- The accounts of attempts, open work and tries that stood before they were named; the nil uuid where what a row is
-- about is gone.
-- in batches
-- servable from: 0013_flex

update attempts a
   set account_id = coalesce((select t.account_id from tasks t where t.id = a.task_id), '00000000-0000-0000-0000-000000000000')
 where a.account_id is null and a.ctid >= $1 and a.ctid < $2;

update work w
   set account_id = coalesce(
         case w.step when 'deliver' then (select d.account_id from deliveries d where d.id = w.subject_id)
                     when 'fetch' then (select a.account_id from assets a where a.id = w.subject_id)
                     else (select t.account_id from tasks t where t.id = w.subject_id) end, '00000000-0000-0000-0000-000000000000')
 where w.account_id is null and w.ctid >= $1 and w.ctid < $2;

update delivery_tries y
   set account_id = coalesce((select d.account_id from deliveries d where d.id = y.delivery_id), '00000000-0000-0000-0000-000000000000')
 where y.account_id is null and y.ctid >= $1 and y.ctid < $2;
