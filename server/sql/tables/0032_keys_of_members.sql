-- Who made a key, and mail as open work.

-- Which person made a key; null: a command, or nobody knows.
alter table keys add column if not exists made_by uuid;
update keys k set made_by = a.actor_id
  from audit_log a
 where k.made_by is null
   and a.action = 'key.added' and a.actor_kind = 'person' and a.object_id = k.id::text;

alter table work
  drop constraint work_step_check,
  add constraint work_step_check check (
    step in ('dispatch', 'follow', 'collect', 'deliver', 'fetch', 'absorb', 'housekeeping', 'export', 'mail')
  );
