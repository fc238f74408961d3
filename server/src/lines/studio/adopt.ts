import type { Database } from '../../postgres/database.ts';
import { studioQueuePrefix } from '../../work/queues.ts';

/** Overdue by so much, work that nobody holds has no living process behind it: one looks every second. */
const overdueSeconds = 5;

/**
 * Takes over what studios of ended processes left. `everything`: this process alone works on the
 * database, so every other one is dead and every claim is void. Resolves with how much was taken.
 */
export async function adoptWork(
  database: Database,
  queue: string,
  everything: boolean,
): Promise<number> {
  if (everything) {
    await database.general.query(
      // By its token it is known that something may have been sent: see `findOrphans`.
      `update work set claim_token = case when step = 'dispatch' then claim_token end, due_at = now()
        where claim_token is not null`,
    );
  }
  const { rowCount } = await database.general.query(
    `update work set queue = $1, claim_token = null, due_at = now()
      where step in ('follow', 'collect') and queue like $2 and queue <> $1
        -- A hint sets the due time back, so that what was just hinted looks overdue without being it.
        and ($3 or greatest(due_at, hinted_at)
                     < now() - make_interval(secs => case when claim_token is null then $4 else 0 end))`,
    [queue, `${studioQueuePrefix}%`, everything, overdueSeconds],
  );
  return rowCount ?? 0;
}

/** The attempts whose files a studio must keep: they are followed or wait to be collected. */
export async function openUpstreamIds(database: Database): Promise<Set<string>> {
  const { rows } = await database.general.query<{ upstream_id: string }>(`
    select a.upstream_id from work w
      join tasks t on t.id = w.subject_id
      join attempts a on a.task_id = t.id and a.number = t.attempts
     where w.step in ('follow', 'collect') and a.upstream_id is not null`);
  return new Set(rows.map((row) => row.upstream_id));
}
