import type pg from 'pg';

/** A line for each column, function, index and trigger of a schema; what operators add beside them does no harm. */
const shapeOf = `
  select 'the column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) as part
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  union all
  select 'the function ' || proname || ' of ' || pronargs || ' ' || md5(prosrc)
  from pg_proc where pronamespace = $1::regnamespace
  union all
  select 'the index ' || relname
  from pg_class where relnamespace = $1::regnamespace and relkind = 'i'
  union all
  select 'the trigger ' || t.tgname || ' of ' || c.relname
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = $1::regnamespace and not t.tgisinternal`;

const scratch = 'filmgate_comparison';

/**
 * What the current schema lacks of what the migrations make: they run in a schema of their own, which is gone
 * afterwards. Each in words, such as `the column tasks.state text`.
 */
export async function differences(
  client: pg.Client,
  migrations: readonly string[],
): Promise<string[]> {
  const { rows: current } = await client.query<{ schema: string }>(
    'select current_schema() as schema',
  );
  const here = await shape(client, current[0]?.schema ?? 'public');
  await client.query('begin');
  try {
    await client.query(`create schema ${scratch}; set local search_path = ${scratch}`);
    for (const text of migrations) await client.query(text);
    const made = await shape(client, scratch);
    return [...made].filter((part) => !here.has(part)).map((part) => part.replace(/ \w{32}$/u, ''));
  } finally {
    await client.query('rollback');
  }
}

async function shape(client: pg.Client, schema: string): Promise<Set<string>> {
  const { rows } = await client.query<{ part: string }>(shapeOf, [schema]);
  return new Set(rows.map(({ part }) => part));
}
