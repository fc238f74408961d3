import { unhurried, type Database } from '../../postgres/database.ts';

/** An attempt that a line's bill may name. */
export interface BilledAttempt {
  upstreamId: string;
  taskId: string;
  /** Micro-credits; null: not known. */
  costMicros: bigint | null;
  /** By the upstream's own count; null: it told none. */
  completionTokens: number | null;
  /** It succeeded within the period. */
  isDue: boolean;
}

/**
 * A line's attempts of these ids, and all that succeeded within the period; no period: none but those. Takes its
 * time where that is long.
 */
export async function readBilled(
  database: Database,
  lineId: string,
  upstreamIds: readonly string[],
  period: { since: Date; until: Date } | null,
): Promise<BilledAttempt[]> {
  return unhurried(database, async (client, ask) => {
    await client.query('begin read only');
    await client.query('set local statement_timeout = 0');
    const { rows } = await client.query<BilledAttempt>({
      // Each of the two by its own index.
      ...ask(`
select a.upstream_id as "upstreamId", a.task_id as "taskId", a.cost_micros as "costMicros",
       (a.outcome ->> 'completionTokens')::int as "completionTokens", a.is_due as "isDue"
  from (select a.*, a.state = 'succeeded'
                    and coalesce(a.ended_at >= $3 and a.ended_at < $4, false) as is_due
          from unnest($2::text[]) b (id) cross join lateral (
            select a.* from upstream_tasks u join attempts a on a.task_id = u.task_id and a.number = u.number
             where u.upstream_id = b.id offset 0) a
        union all
        select a.*, true from (
          select * from attempts a where a.ended_at >= $3 and a.ended_at < $4 offset 0) a
         where a.state = 'succeeded' and a.upstream_id is not null
           and a.upstream_id <> all ($2::text[])) a
 where a.line = $1`),
      values: [lineId, upstreamIds, period?.since ?? null, period?.until ?? null],
    });
    await client.query('commit');
    return rows;
  });
}
