import type { Database } from '../postgres/database.ts';
import type { WorkStep } from '../postgres/tables.ts';

/** Where this process alone works on the database, every other holder is dead, and every claim is void. */
export async function voidClaims({ general }: Pick<Database, 'general'>): Promise<void> {
  await general.query(
    // By its token it is known that something may have been sent: see `findOrphans`.
    `update work set claim_token = case when step = 'dispatch' then claim_token end, due_at = now()
      where claim_token is not null`,
  );
}

/** Overdue by so much, work that nobody holds has no living process behind it: one looks every second. */
const overdueSeconds = 5;

export interface TakeOver {
  steps: readonly WorkStep[];
  /** What the queues begin with of which every process has its own. */
  prefix: string;
  /** That of this one. */
  queue: string;
  /** Whoever had the others has ended, so that nothing need be overdue. */
  isAlone: boolean;
}

/** Takes over what waits in queues of processes that have ended. Resolves with how much. */
export async function takeOver(
  { general }: Pick<Database, 'general'>,
  { steps, prefix, queue, isAlone }: TakeOver,
): Promise<number> {
  const { rowCount } = await general.query(
    `update work set queue = $1, claim_token = null, due_at = now()
      where step = any ($5) and queue like $2 and queue <> $1
        -- A hint sets the due time back, so that what was just hinted looks overdue without being it.
        and ($3 or greatest(due_at, hinted_at)
                     < now() - make_interval(secs => case when claim_token is null then $4 else 0 end))`,
    [queue, `${prefix}%`, isAlone, overdueSeconds, steps],
  );
  return rowCount ?? 0;
}
