-- Housekeeping is work like all other: each of its rules is a row, which one process at a time claims.
-- servable from: 0013_flex
alter table work
  drop constraint work_step_check,
  add constraint work_step_check check (
    step in ('dispatch', 'follow', 'collect', 'deliver', 'fetch', 'absorb', 'housekeeping'));

-- A rate is a line's, or a former platform's for one account. The latter's `next_at` is read by the version before
-- alone.
alter table line_calls drop constraint line_calls_line_id_fkey;
