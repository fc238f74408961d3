-- Files of our storage that nobody may name: taken in lately, or let go. The rest are named, and have no row.

create table watched_files (
  sha256 text collate "C" primary key,
  -- When it is next looked whether somebody names it. Taking the file in again puts it off.
  look_at timestamptz not null,
  -- At the last look nobody did.
  unnamed boolean not null default false
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);
create index watched_files_by_look on watched_files (look_at);

-- Who names a file is found by its hash. Of the hash eight bytes are kept: two files of one key only stay longer.
create function input_file_keys(request jsonb) returns bigint[] language sql immutable parallel safe as $$
  select array_agg(hashtextextended(sha256 #>> '{}', 0))
    from jsonb_path_query(request, '$.media[*].sha256') as sha256
$$;

create function output_file_keys(output jsonb) returns bigint[] language sql immutable parallel safe as $$
  select array_agg(hashtextextended(sha256, 0))
    from unnest(array[output #>> '{files,video}', output #>> '{files,poster}', output #>> '{files,lastFrame}'])
         as sha256
   where sha256 is not null
$$;

-- Written at once: a list of what is pending would be sorted in by whoever comes last, a submit among others.
create index tasks_by_input_file on tasks using gin (input_file_keys(request))
  with (fastupdate = off) where request #> '{media,0}' is not null;
create index tasks_by_output_file on tasks using gin (output_file_keys(output))
  with (fastupdate = off) where output #>> '{files,video}' is not null;
create index assets_by_file on assets (sha256) where sha256 is not null;
create index former_files_by_file on former_files (left(name, 64));
