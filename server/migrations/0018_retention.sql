-- Housekeeping is work like all other: each of its rules is a row, which one process at a time claims.
-- servable from: 0013_flex
alter table work
  drop constraint work_step_check,
  add constraint work_step_check check (
    step in ('dispatch', 'follow', 'collect', 'deliver', 'fetch', 'absorb', 'housekeeping'));
