-- Small pictures of films: each has its file, which goes with its task.
-- servable from: 0013_flex

create table task_pictures (
  task_id text collate "C" not null,
  kind text not null check (kind in ('thumb', 'strip')),
  account_id uuid not null,
  -- Null: its film cannot be decoded, and there will never be one.
  sha256 text,
  primary key (task_id, kind)
);
-- Who names a file is found by its hash.
create index task_pictures_by_file on task_pictures (sha256) where sha256 is not null;

-- One that nobody has made yet is open work, of each account in a queue of its own. There is little of it at a time.
alter table work
  drop constraint work_step_check,
  add constraint work_step_check check (
    step in (
      'dispatch', 'follow', 'collect', 'deliver', 'fetch', 'absorb', 'housekeeping', 'export', 'mail', 'picture'
    )
  );
create index work_to_picture on work (due_at) where step = 'picture';
