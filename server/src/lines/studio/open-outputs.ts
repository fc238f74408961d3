import type { Database } from '../../postgres/database.ts';

/** The attempts whose files a studio must keep: they are followed or wait to be collected. */
export async function openUpstreamIds(database: Database): Promise<Set<string>> {
  const { rows } = await database.general.query<{ upstream_id: string }>(`
    select a.upstream_id from work w
      join tasks t on t.id = w.subject_id
      join attempts a on a.task_id = t.id and a.number = t.attempts
     where w.step in ('follow', 'collect') and a.upstream_id is not null`);
  return new Set(rows.map((row) => row.upstream_id));
}
