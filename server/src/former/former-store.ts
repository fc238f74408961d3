import { randomBytes } from 'node:crypto';
import { base36Id } from '../dialects/ids.ts';
import { sweepTimes } from '../media/store/unused-files.ts';
import type { Database } from '../postgres/database.ts';
import { seal } from '../postgres/seal.ts';

/** Former platforms of accounts, as the database keeps them. */

/** Where an account made its tasks before, in one dialect. */
export interface FormerPlatform {
  /** `former_` and 20 letters and digits. */
  id: string;
  accountId: string;
  dialect: string;
  /** It is reached as this line is; null where it has an address of its own. */
  lineId: string | null;
  baseUrl: string | null;
  allowPrivateHost: boolean;
  /** The account's own key there; null: the line's key is used, for listed tasks alone. */
  keySealed: Buffer | null;
  callsPerSecond: number;
}

export interface FormerRow {
  id: string;
  account_id: string;
  dialect: string;
  line_id: string | null;
  base_url: string | null;
  allow_private_host: boolean;
  key_sealed: Buffer | null;
  calls_per_second: number;
}

export const formerColumns = `f.id, f.account_id, f.dialect, f.line_id, f.base_url, f.allow_private_host,
  f.key_sealed, f.calls_per_second`;

/** Of the key that seals accounts' keys at former platforms. */
export const formerKeyPurpose = 'keys of former platforms';

/** What the key is bound to: a sealed key that was copied to another account does not open there. */
export function sealName({
  accountId,
  dialect,
}: Pick<FormerPlatform, 'accountId' | 'dialect'>): string {
  return `${accountId}/${dialect}`;
}

/** No platform's ids hold anything else, and nothing of it means anything in a path. */
const idPattern = /^(?!\.+$)[\w.~:=+@,-]{1,200}$/u;

export function isFormerTaskId(text: string): boolean {
  return idPattern.test(text);
}

export interface FormerSpec extends Omit<FormerPlatform, 'id' | 'keySealed'> {
  key: string | null;
  /** Added to those that are listed. */
  taskIds: readonly string[];
}

/** An id that is listed for another account. */
export class ForeignTaskError extends Error {
  override readonly name = 'ForeignTaskError';
  readonly taskId: string;
  constructor(taskId: string) {
    super(`${taskId} is listed for another account`);
    this.taskId = taskId;
  }
}

/**
 * Stores where an account comes from, in place of what was said of that dialect before; its list of tasks
 * only grows. Resolves with how many are listed. Throws ForeignTaskError, and nothing was done.
 */
export async function putFormer(
  database: Database,
  sealingKey: Buffer,
  spec: FormerSpec,
): Promise<{ former: FormerPlatform; listed: number }> {
  const client = await database.general.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<FormerRow>(
      `insert into former_platforms as f
         (id, account_id, dialect, line_id, base_url, allow_private_host, key_sealed, calls_per_second)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (account_id, dialect) do update
          set line_id = excluded.line_id, base_url = excluded.base_url,
              allow_private_host = excluded.allow_private_host, key_sealed = excluded.key_sealed,
              calls_per_second = excluded.calls_per_second
       returning ${formerColumns}`,
      [
        `former_${base36Id({ atMs: Date.now(), random: randomBytes(10) }, 20)}`,
        spec.accountId,
        spec.dialect,
        spec.lineId,
        spec.baseUrl,
        spec.allowPrivateHost,
        spec.key === null ? null : seal(sealingKey, sealName(spec), spec.key),
        spec.callsPerSecond,
      ],
    );
    const [row] = rows;
    if (!row) throw new Error('a former platform was not written');
    await client.query(
      `insert into former_tasks (dialect, task_id, account_id)
       select $1, id, $2 from unnest($3::text[]) t (id)
       on conflict (task_id, dialect) do nothing`,
      [spec.dialect, spec.accountId, spec.taskIds],
    );
    const foreign = await client.query<{ task_id: string }>(
      `select task_id from former_tasks
        where task_id = any ($1) and account_id <> $2 limit 1`,
      [spec.taskIds, spec.accountId],
    );
    const [other] = foreign.rows;
    if (other) throw new ForeignTaskError(other.task_id);
    const { rows: counts } = await client.query<{ listed: number }>(
      `select count(*)::int as listed from former_tasks where account_id = $1 and dialect = $2`,
      [spec.accountId, spec.dialect],
    );
    await client.query('commit');
    return { former: formerOf(row), listed: counts[0]?.listed ?? 0 };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** False where there was none. Its key and its list go with it, and so do names of files. */
export async function removeFormer(
  database: Database,
  accountId: string,
  dialect: string,
): Promise<boolean> {
  const { rowCount } = await database.general.query(
    `with gone as (
       delete from former_platforms where account_id = $1 and dialect = $2 returning id
     ), no_calls as (
       delete from line_calls where line_id in (select id from gone)
     ), let_go as (
       insert into watched_files (sha256, look_at)
       select distinct left(f.name, 64), now() + make_interval(secs => $3)
         from former_files f where f.former_id in (select id from gone)
       on conflict (sha256) do update set look_at = excluded.look_at, unnamed = false
     )
     select from gone`,
    [accountId, dialect, sweepTimes.keptSeconds],
  );
  return rowCount === 1;
}

export interface ListedFormer {
  account: string;
  dialect: string;
  /** The line's name, where it is reached as that. */
  line: string | null;
  baseUrl: string | null;
  hasKey: boolean;
  callsPerSecond: number;
  listedTasks: number;
}

/** Of one account, or of all. */
export async function listFormers(
  database: Database,
  accountId: string | null,
): Promise<ListedFormer[]> {
  const { rows } = await database.general.query<ListedFormer>(
    `select a.name as account, f.dialect, l.name as line, coalesce(f.base_url, l.base_url) as "baseUrl",
            f.key_sealed is not null as "hasKey", f.calls_per_second as "callsPerSecond",
            (select count(*)::int from former_tasks t
              where t.account_id = f.account_id and t.dialect = f.dialect) as "listedTasks"
       from former_platforms f
       join accounts a on a.id = f.account_id
       left join lines l on l.id = f.line_id
      where $1::uuid is null or f.account_id = $1
      order by a.name, f.dialect`,
    [accountId],
  );
  return rows;
}

export function formerOf(row: FormerRow): FormerPlatform {
  return {
    id: row.id,
    accountId: row.account_id,
    dialect: row.dialect,
    lineId: row.line_id,
    baseUrl: row.base_url,
    allowPrivateHost: row.allow_private_host,
    keySealed: row.key_sealed,
    callsPerSecond: row.calls_per_second,
  };
}
