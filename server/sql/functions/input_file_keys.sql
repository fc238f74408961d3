-- The hashes of the files that a request names, as keys of an index: a file's tasks are found by its hash. Of
-- the hash eight bytes are kept: two files of one key only stay longer. Null where it names none.
create or replace function input_file_keys(request jsonb)
returns bigint[] language sql immutable parallel safe as $$
  select array_agg(hashtextextended(sha256 #>> '{}', 0))
    from jsonb_path_query(request, '$.media[*].sha256') as sha256
$$;
