import { sql, type RawBuilder } from 'kysely';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { atMsOf } from './ids.ts';
import { noKey, type CountedRequests, type LoggedRequest } from './write.ts';

/** What of an account's requests is asked for. An index has those of a time; all else is looked for one by one. */
export interface RequestSearch {
  accountId: string;
  limit: number;
  /** Id of the last one that a page before looked at. */
  after: string | null;
  /** Included. Milliseconds since 1970. */
  fromMs?: number | undefined;
  /** Not included. */
  toMs?: number | undefined;
  /** A status, or the first digit of its class. */
  status?: number | undefined;
  method?: string | undefined;
  /** With which the path begins, or the whole documented one. */
  path?: string | undefined;
  keyId?: string | undefined;
  taskId?: string | undefined;
  code?: string | undefined;
}

/** Without `body` and `detail`, which single ones have. */
export type ListedRequest = Omit<LoggedRequest, 'body' | 'detail'>;

export interface FoundRequests {
  requests: ListedRequest[];
  /** Where to go on; null: that was all. A page may hold fewer than its limit, or none, and go on. */
  next: string | null;
}

type Row = Tables['request_log'];
type ListedRow = Omit<Row, 'body' | 'detail'>;

type Sql = RawBuilder<unknown>;

/** Of one page, where what is asked for is rare. */
const lookedAtMost = 10_000;

const listed = sql`id, at, account_id, key_id, person_id, mode, api, method, route, path, status, code, took_ms,
  task_id, address`;

/** The newest first. Looks at so many at most, however many there are. Throws invalid_parameter and overloaded. */
export function findRequests(
  { lists }: Pick<Database, 'lists'>,
  search: RequestSearch,
  most = lookedAtMost,
): Promise<FoundRequests> {
  const { accountId, limit } = search;
  const looked = lookedAt(search, most);
  return lists.of(accountId, async (query) => {
    const { rows } = await sql<ListedRow>`
select ${listed} from (${looked}) r where ${matching(search)}
 order by at desc, id desc limit ${limit + 1}`.execute(query);
    const requests = rows.slice(0, limit).map(toRequest);
    if (rows.length > limit) return { requests, next: requests.at(-1)?.id ?? null };
    const { rows: last } = await sql<{ id: string }>`
select id from (${looked}) l offset ${most - 1} limit 1`.execute(query);
    return { requests, next: last[0]?.id ?? null };
  });
}

function lookedAt({ accountId, after, fromMs, toMs }: RequestSearch, most: number): Sql {
  const conditions = [sql`account_id = ${accountId}`];
  if (fromMs !== undefined) conditions.push(sql`at >= ${moment(fromMs)}`);
  if (toMs !== undefined) conditions.push(sql`at < ${moment(toMs)}`);
  if (after !== null) {
    const atMs = atMsOf(after);
    if (atMs === null) throw otherList();
    conditions.push(sql`(at, id) < (${moment(atMs)}, ${after})`);
  }
  return sql`
  select * from request_log where ${sql.join(conditions, sql` and `)}
   order by at desc, id desc limit ${most}`;
}

function matching({ status, method, path, keyId, taskId, code }: RequestSearch): Sql {
  const conditions = [sql`true`];
  if (status !== undefined) {
    conditions.push(status < 10 ? sql`status / 100 = ${status}` : sql`status = ${status}`);
  }
  if (method !== undefined) conditions.push(sql`method = ${method}`);
  if (path !== undefined) conditions.push(sql`(starts_with(path, ${path}) or route = ${path})`);
  if (keyId !== undefined) conditions.push(sql`key_id::text = ${keyId}`);
  if (taskId !== undefined) conditions.push(sql`task_id = ${taskId}`);
  if (code !== undefined) conditions.push(sql`code = ${code}`);
  return sql.join(conditions, sql` and `);
}

/** By its id, which every answer says. Throws request_not_found and overloaded. */
export async function findRequest(
  { lists }: Pick<Database, 'lists'>,
  { accountId, id }: { accountId: string; id: string },
): Promise<LoggedRequest> {
  const atMs = atMsOf(id);
  const row =
    atMs === null
      ? undefined
      : await lists.of(accountId, async (query) => {
          const { rows } = await sql<Row>`
select ${listed}, body, detail from request_log
 where account_id = ${accountId} and at = ${moment(atMs)} and id = ${id}`.execute(query);
          return rows[0];
        });
  if (row) return { ...toRequest(row), body: row.body, detail: row.detail };
  throw refuse(
    'request_not_found',
    'There is no such request in the log: it is too old, was a read that was answered, or is none of yours.',
  );
}

/** Where a page of counts goes on: behind this one. */
export type CountKey = Pick<CountedRequests, 'minuteAtMs' | 'keyId' | 'route'>;

export interface CountSearch {
  accountId: string;
  limit: number;
  after: CountKey | null;
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** By caller, route and minute, the newest first. Throws overloaded. */
export function findCounts(
  { lists }: Pick<Database, 'lists'>,
  { accountId, limit, after, fromMs, toMs }: CountSearch,
): Promise<CountedRequests[]> {
  const conditions = [sql`account_id = ${accountId}`];
  if (fromMs !== undefined) conditions.push(sql`minute >= ${moment(fromMs)}`);
  if (toMs !== undefined) conditions.push(sql`minute < ${moment(toMs)}`);
  if (after !== null) {
    const { minuteAtMs, keyId, route } = after;
    conditions.push(
      sql`(minute, key_id, route) < (${moment(minuteAtMs)}, ${keyId ?? noKey}::uuid, ${route})`,
    );
  }
  return lists.of(accountId, async (query) => {
    const { rows } = await sql<{
      minute: Date;
      key_id: string;
      route: string;
      reads: number;
      unlisted: number;
    }>`
select minute, key_id, route, reads, unlisted from request_counts
 where ${sql.join(conditions, sql` and `)}
 order by minute desc, key_id desc, route desc limit ${limit}`.execute(query);
    return rows.map(({ minute, key_id: keyId, route, reads, unlisted }) => ({
      minuteAtMs: minute.getTime(),
      accountId,
      keyId: keyId === noKey ? null : keyId,
      route,
      reads,
      unlisted,
    }));
  });
}

function moment(ms: number): Sql {
  return sql`to_timestamp(${ms}::float8 / 1000)`;
}

function otherList(): Error {
  return refuse(
    'invalid_parameter',
    'cursor is none of this list: give the nextCursor of the page before.',
    { field: 'cursor' },
  );
}

function toRequest(row: ListedRow): ListedRequest {
  return {
    id: row.id,
    atMs: row.at.getTime(),
    accountId: row.account_id,
    keyId: row.key_id,
    personId: row.person_id,
    mode: row.mode,
    api: row.api,
    method: row.method,
    route: row.route,
    path: row.path,
    status: row.status,
    code: row.code,
    tookMs: row.took_ms,
    taskId: row.task_id,
    address: row.address,
  };
}
