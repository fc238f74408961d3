import { sql } from 'kysely';
import type { Database } from '../postgres/database.ts';
import type { MovementKind } from '../postgres/tables.ts';

/** A movement as the account that it is of sees it. */
export interface Movement {
  /** Counts the account's movements from 1. */
  version: bigint;
  kind: MovementKind;
  /** Above 0: it came to the wallet. */
  changeMicros: bigint;
  /** What the wallet had afterwards. */
  balanceMicros: bigint;
  taskId: string | null;
  reason: string;
  reference: string | null;
  /** Of the debt that it paid. */
  debtId: bigint | null;
  /** Milliseconds since 1970. */
  atMs: number;
}

export interface MovementPage {
  accountId: string;
  limit: number;
  /** Only movements before the one with this version; null: from the newest on. */
  before: bigint | null;
  /** Back to the first one that is older; null: to the beginning. */
  since: Date | null;
}

/**
 * The newest first. A page costs the same however much history lies behind it, and whatever `since` says. Throws
 * overloaded.
 */
export async function readMovements(
  { lists }: Pick<Database, 'lists'>,
  { accountId, limit, before, since }: MovementPage,
): Promise<{ movements: Movement[]; hasMore: boolean }> {
  const { rows } = await lists.of(accountId, (query) =>
    sql<Movement>`
select version, kind, current_micros - previous_micros as "changeMicros",
       current_micros as "balanceMicros", task_id as "taskId", reason, reference,
       debt_id as "debtId", floor(extract(epoch from created_at) * 1000)::float8 as "atMs"
  from movements
 where account_id = ${accountId} ${before === null ? sql`` : sql`and version < ${before}`}
 order by version desc limit ${limit + 1}`.execute(query),
  );
  // As good as in their order: a movement bears the time at which its transaction began.
  const older = rows.findIndex(({ atMs }) => since !== null && atMs < since.getTime());
  const wanted = older === -1 ? rows : rows.slice(0, older);
  return { movements: wanted.slice(0, limit), hasMore: wanted.length > limit };
}
