import type { Database } from '../../postgres/database.ts';
import { attemptId, type Named } from '../../making/driver.ts';

/** A task that a line had accepted: a list that is whole shows it, and under our own word. */
export interface Witness extends Named {
  /** The line says that it goes on. */
  isOpen: boolean;
}

const witnessesMax = 5;

/**
 * For each of the times, the newest few that a line had accepted before; not those that the upstream may have dropped
 * from its list: it keeps records for a week. All are of one tier, as lists are.
 */
export async function acceptedBefore(
  database: Database,
  lineId: string,
  atMs: readonly number[],
  isFlex = false,
): Promise<readonly (readonly Witness[])[]> {
  const { rows } = await database.general.query<{
    place: bigint;
    task_id: string;
    number: number;
    upstream_id: string;
    is_open: boolean;
  }>(
    `select t.place, a.*
       from unnest($2::float8[]) with ordinality t (at_ms, place) cross join lateral (
         select u.task_id, u.number, u.upstream_id, a.ended_at is null and a.silent_since is null as is_open
           from upstream_tasks u join attempts a on a.task_id = u.task_id and a.number = u.number
          where u.line = $1 and a.family like '% flex' = $4
            and u.accepted_at < to_timestamp(t.at_ms / 1000) and u.accepted_at > now() - interval '6 days'
          order by u.accepted_at desc limit $3) a`,
    [lineId, atMs, witnessesMax, isFlex],
  );
  const byPlace = Map.groupBy(rows, ({ place }) => Number(place) - 1);
  return atMs.map((_, place) =>
    (byPlace.get(place) ?? []).map((row) => ({
      upstreamId: row.upstream_id,
      attemptId: attemptId(row.task_id, row.number),
      isOpen: row.is_open,
    })),
  );
}
