import { sql, type Kysely, type RawBuilder } from 'kysely';
import { refuse } from '../../generation/problems.ts';
import { clientState, type ClientState, type TaskState } from '../../generation/states.ts';
import type { Database } from '../../postgres/database.ts';
import type { Tables } from '../../postgres/tables.ts';
import { indexOfStates, inState } from '../list-states.ts';
import { readWhole } from '../list.ts';
import type { TaskRow } from '../rows.ts';

/**
 * What of an account's tasks is asked for. An index has those of a time, of a model or of an end user, and what is
 * open, has succeeded or has not; all else is looked for task by task.
 */
export interface TaskFilter {
  accountId: string;
  states?: readonly ClientState[] | undefined;
  model?: string | undefined;
  /** Of the key. */
  mode?: 'live' | 'test' | undefined;
  keyId?: string | undefined;
  dialect?: string | undefined;
  endUser?: string | undefined;
  resolution?: string | undefined;
  /** Why there is no film. */
  failureCode?: string | undefined;
  /** By name, as a text; a number or a boolean as JSON writes it. */
  metadata?: ReadonlyMap<string, string> | undefined;
  /** Of the creation, included. Milliseconds since 1970. */
  fromMs?: number | undefined;
  /** Not included. */
  toMs?: number | undefined;
}

export interface TaskSearch extends TaskFilter {
  limit: number;
  /** The last task that a page before looked at. */
  after: string | null;
}

export interface FoundTasks {
  rows: TaskRow[];
  /** Where to go on; null: that was all. A page may hold fewer than its limit, or none, and go on. */
  next: string | null;
}

/** Of one page, where what is asked for is rare. */
const lookedAtMost = 20_000;

/**
 * The newest first. Looks at so many tasks at most, however many there are. Throws invalid_parameter for an `after`
 * that is no task of the account, and overloaded.
 */
export function findTasks(
  { lists }: Pick<Database, 'lists'>,
  search: TaskSearch,
  most = lookedAtMost,
): Promise<FoundTasks> {
  const { accountId, limit, after } = search;
  // One statement after the other: the account has one turn.
  return lists.of(accountId, async (query) => {
    if (after !== null) await requireTask(query, accountId, after);
    const looked = lookedAt(search, most);
    const found = await readWhole(
      query,
      sql`
  select t.id, t.created_at from (${looked}) t where ${matching(search)}
   order by t.created_at desc, t.id desc limit ${limit + 1}`,
      'newest',
    );
    const rows = found.slice(0, limit);
    const isFull = (found[0]?.found ?? 0) > rows.length;
    if (isFull) return { rows, next: rows.at(-1)?.id ?? null };
    const { rows: last } = await sql<{ id: string }>`
select l.id from (${looked}) l offset ${most - 1} limit 1`.execute(query);
    return { rows, next: last[0]?.id ?? null };
  });
}

export interface TaskCounts {
  /** Whether all were looked at; if not, there are more of each. */
  isExact: boolean;
  states: Record<ClientState, number>;
  /** The most that those can cost that are not over. */
  heldMicros: bigint;
  chargedMicros: bigint;
  refundedMicros: bigint;
}

/** Of a count. */
const countedMost = 50_000;

/** How many there are of each state, among so many of the newest at most. Throws overloaded. */
export function countFound(
  { lists }: Pick<Database, 'lists'>,
  filter: TaskFilter,
  most = countedMost,
): Promise<TaskCounts> {
  const looked = lookedAt({ ...filter, after: null }, most);
  return lists.of(filter.accountId, async (query) => {
    const { rows } = await sql<CountRow>`
select t.state, count(*)::int as count, sum(t.held_micros)::bigint as held,
       coalesce(sum(t.charged_micros), 0)::bigint as charged, sum(t.refunded_micros)::bigint as refunded
  from (${looked}) t where ${matching(filter)} group by t.state`.execute(query);
    const { rows: last } = await sql`
select l.id from (${looked}) l offset ${most - 1} limit 1`.execute(query);
    return { isExact: last.length === 0, ...summed(rows) };
  });
}

interface CountRow {
  state: TaskState;
  count: number;
  held: bigint;
  charged: bigint;
  refunded: bigint;
}

function summed(rows: readonly CountRow[]): Omit<TaskCounts, 'isExact'> {
  const states = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, expired: 0 };
  let heldMicros = 0n;
  let chargedMicros = 0n;
  let refundedMicros = 0n;
  for (const { state, count, held, charged, refunded } of rows) {
    states[clientState(state)] += count;
    heldMicros += held;
    chargedMicros += charged;
    refundedMicros += refunded;
  }
  return { states, heldMicros, chargedMicros, refundedMicros };
}

type Sql = RawBuilder<unknown>;

/** The next tasks of what an index has in order. */
function lookedAt(search: TaskFilter & { after: string | null }, most: number): Sql {
  const { after, accountId } = search;
  const before =
    after === null
      ? sql``
      : sql`and (t.created_at, t.id) < (
              (select a.created_at from tasks a where a.id = ${after} and a.account_id = ${accountId}),
              ${after})`;
  return sql`
  select * from tasks t where ${indexed(search)} ${before}
   order by t.created_at desc, t.id desc limit ${most}`;
}

/** What an index says of a task `t`. */
function indexed({ accountId, states, endUser, fromMs, toMs }: TaskFilter): Sql {
  const conditions = [sql`t.account_id = ${accountId}`, sql`t.forgotten_at is null`];
  const ofStates = states && indexOfStates(states);
  if (endUser !== undefined) conditions.push(sql`t.request ->> 'endUser' = ${endUser}`);
  else if (ofStates) conditions.push(ofStates);
  if (fromMs !== undefined) {
    conditions.push(sql`t.created_at >= to_timestamp(${fromMs / 1_000}::float8)`);
  }
  if (toMs !== undefined) {
    conditions.push(sql`t.created_at < to_timestamp(${toMs / 1_000}::float8)`);
  }
  return sql.join(conditions, sql` and `);
}

/** All else that is asked of a task `t`. */
export function matching(filter: TaskFilter): Sql {
  const { states, model, mode, keyId, dialect, endUser, resolution, failureCode, metadata } =
    filter;
  const conditions = [sql`true`];
  if (states) conditions.push(inState(states).condition);
  if (model !== undefined) conditions.push(sql`t.model = ${model}`);
  if (mode !== undefined) conditions.push(sql`t.mode = ${mode}`);
  if (keyId !== undefined) conditions.push(sql`t.key_id::text = ${keyId}`);
  if (dialect !== undefined) conditions.push(sql`t.dialect = ${dialect}`);
  if (endUser !== undefined) conditions.push(sql`t.request ->> 'endUser' = ${endUser}`);
  if (resolution !== undefined) conditions.push(sql`t.request ->> 'resolution' = ${resolution}`);
  if (failureCode !== undefined) conditions.push(sql`t.failure ->> 'code' = ${failureCode}`);
  for (const [name, value] of metadata ?? []) {
    // As it was written it is a text; rows of before have an object.
    conditions.push(
      sql`case when pg_input_is_valid(t.metadata #>> '{}', 'jsonb')
               then (t.metadata #>> '{}')::jsonb ->> ${name} = ${value} else false end`,
    );
  }
  return sql.join(conditions, sql` and `);
}

async function requireTask(query: Kysely<Tables>, accountId: string, id: string): Promise<void> {
  const { rows } =
    await sql`select 1 from tasks where id = ${id} and account_id = ${accountId}`.execute(query);
  if (rows.length > 0) return;
  throw refuse(
    'invalid_parameter',
    'cursor is none of this list: give the nextCursor of the page before.',
    { field: 'cursor' },
  );
}
