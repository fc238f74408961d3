import { sql, type RawBuilder } from 'kysely';
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

export interface MovementSearch {
  accountId: string;
  limit: number;
  /** Only movements before the one with this version; null: from the newest on. */
  before: bigint | null;
  kinds?: readonly MovementKind[] | undefined;
  /** Included. Milliseconds since 1970. */
  fromMs?: number | undefined;
  /** Not included. */
  toMs?: number | undefined;
}

export interface FoundMovements {
  movements: Movement[];
  /** Where to go on; null: that was all. A page may hold fewer than its limit, or none, and go on. */
  next: bigint | null;
}

/** Of one page, where what is asked for is rare. */
const lookedAtMost = 20_000;

/** The newest first. Looks at so many movements at most, however many there are. Throws overloaded. */
export function findMovements(
  { lists }: Pick<Database, 'lists'>,
  search: MovementSearch,
  most = lookedAtMost,
): Promise<FoundMovements> {
  const { accountId, limit, kinds } = search;
  // One statement after the other: the account has one turn.
  return lists.of(accountId, async (query) => {
    const looked = sql`
  select * from movements m where m.account_id = ${accountId} and ${movementsOfTime(search)}
   order by m.version desc limit ${most}`;
    const { rows } = await sql<Movement>`
select version, kind, current_micros - previous_micros as "changeMicros",
       current_micros as "balanceMicros", task_id as "taskId", reason, reference,
       debt_id as "debtId", floor(extract(epoch from created_at) * 1000)::float8 as "atMs"
  from (${looked}) m where ${kinds ? sql`kind = any (${[...kinds]}::text[])` : sql`true`}
 order by version desc limit ${limit + 1}`.execute(query);
    const movements = rows.slice(0, limit);
    if (rows.length > limit) return { movements, next: movements.at(-1)?.version ?? null };
    const { rows: last } = await sql<{ version: bigint }>`
select l.version from (${looked}) l offset ${most - 1} limit 1`.execute(query);
    return { movements, next: last[0]?.version ?? null };
  });
}

/** A movement bears the time at which its transaction began, which no statement outlives by as much. */
const slackSeconds = 600;

/** Of a movement `m`: before a version, and of a time, which its version brackets so that an index finds it. */
export function movementsOfTime({
  accountId,
  before,
  fromMs,
  toMs,
}: Pick<MovementSearch, 'accountId' | 'before' | 'fromMs' | 'toMs'>): RawBuilder<unknown> {
  const conditions = [sql`true`];
  const at = (ms: number) => sql`to_timestamp(${ms / 1_000}::float8)`;
  const versionAt = (ms: number) =>
    sql`(select movement_version_at(${accountId}::uuid, ${at(ms)}))`;
  if (before !== null) conditions.push(sql`m.version < ${before}`);
  if (fromMs !== undefined) {
    conditions.push(sql`m.version >= ${versionAt(fromMs - slackSeconds * 1_000)}`);
    conditions.push(sql`m.created_at >= ${at(fromMs)}`);
  }
  if (toMs !== undefined) {
    conditions.push(sql`m.version < ${versionAt(toMs + slackSeconds * 1_000)}`);
    conditions.push(sql`m.created_at < ${at(toMs)}`);
  }
  return sql.join(conditions, sql` and `);
}
