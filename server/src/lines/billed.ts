import type { Database } from '../postgres/database.ts';

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

/** A line's attempts of these ids, and all that succeeded within the period; no period: none but those. */
export async function readBilled(
  database: Database,
  lineId: string,
  upstreamIds: readonly string[],
  period: { since: Date; until: Date } | null,
): Promise<BilledAttempt[]> {
  const { rows } = await database.general.query<BilledAttempt>(
    `select * from (
       select upstream_id as "upstreamId", task_id as "taskId", cost_micros as "costMicros",
              (outcome ->> 'completionTokens')::int as "completionTokens",
              state = 'succeeded' and coalesce(ended_at >= $3 and ended_at < $4, false) as "isDue"
         from attempts where line = $1 and upstream_id is not null) one
      where "isDue" or "upstreamId" = any ($2::text[])`,
    [lineId, upstreamIds, period?.since ?? null, period?.until ?? null],
  );
  return rows;
}
