-- The same of a task's output, which `input_file_keys` is of its request: the hashes of its own files, as keys.
create or replace function output_file_keys(output jsonb)
returns bigint[] language sql immutable parallel safe as $$
  select array_agg(hashtextextended(sha256, 0))
    from unnest(array[output #>> '{files,video}', output #>> '{files,poster}', output #>> '{files,lastFrame}'])
         as sha256
   where sha256 is not null
$$;
