import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { ListCommand } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { inState } from './list-states.ts';
import { briefViewColumns, viewColumns, type TaskRow } from './rows.ts';

export interface ListOrder extends ListCommand {
  accountId: string;
  /** For the operator, and only after a task: also those that the customer has deleted. */
  withDeleted?: boolean;
}

export interface TaskPage {
  rows: TaskRow[];
  /** Of all that match, where the page was asked for by its number, counted up to a bound; else null. */
  total: number | null;
  hasMore: boolean;
}

/** Of a page that goes on after a task: more than a hundred usual tasks have by far. */
const pageBytesMost = 4 * 1_048_576;

/** As far as pages by number reach: 500 of 500. */
const countedMost = 250_000;
/** Of states that no index tells apart. */
const countedMostByState = 50_000;

/**
 * A page of an account's tasks. What follows a task costs the same however much history lies behind it,
 * and ends where it has many bytes, so that prompts of any length can be told whole. A page by its number,
 * and the count that goes with it, cost what lies before, in an index alone, and are for platforms that have
 * such lists: they tell no prompts, so a long one is cut there and rows keep their places. Throws
 * invalid_parameter for an `after` that is no task of the account, and overloaded.
 */
export function listTasks({ lists }: Pick<Database, 'lists'>, order: ListOrder): Promise<TaskPage> {
  const { from, limit } = order;
  // One statement after the other: the account has one turn.
  return lists.of(order.accountId, async (query) => {
    if ('page' in from) {
      const rows = await readNumbered(query, order, from.page);
      const total = await countTasks(query, order);
      return { rows: rows.slice(0, limit), total, hasMore: rows.length > limit };
    }
    const { after } = from;
    const rows = await readFollowing(query, order, after);
    if (rows.length === 0 && after !== null) await requireTask(query, order.accountId, after);
    const shown = rows.slice(0, limit);
    return { rows: shown, total: null, hasMore: (rows[0]?.found ?? 0) > shown.length };
  });
}

type Sql = RawBuilder<unknown>;

/** Each has an index in the list's order. */
const sides = {
  kept: sql`t.forgotten_at is null`,
  deleted: sql`t.forgotten_at is not null`,
} as const;

/** What is asked for, of the filters that are given: an index serves only what a statement says. */
function matching(order: ListOrder, which: keyof typeof sides = 'kept'): Sql {
  const { accountId, ids, states, model, flex, withinSeconds } = order;
  const conditions = [sql`t.account_id = ${accountId}`, sides[which]];
  if (states) conditions.push(inState(states).condition);
  if (model !== undefined) conditions.push(sql`t.model = ${model}`);
  if (flex === true) conditions.push(sql`t.request ? 'flex'`);
  if (flex === false) {
    conditions.push(sql`t.id not in
          (select f.id from tasks f where f.account_id = ${accountId} and f.request ? 'flex')`);
  }
  if (withinSeconds !== undefined) {
    conditions.push(sql`t.created_at > now() - make_interval(secs => ${withinSeconds}::float8)`);
  }
  // By its key, one by one, whatever else is asked for.
  const tasks = ids
    ? sql`(select distinct unnest(${[...ids]}::text[]) as id) k cross join lateral
          (select * from tasks t where t.id = k.id limit 1) t`
    : sql`tasks t`;
  return sql`${tasks} where ${sql.join(conditions, sql` and `)}`;
}

const directions = {
  newest: { beyond: sql`<`, direction: sql`desc` },
  oldest: { beyond: sql`>`, direction: sql`asc` },
} as const;

/** The rows of a page whose ids were looked up first: an index has these and their order. */
const ofPage = sql`page p cross join lateral (select * from tasks t where t.id = p.id limit 1) t`;

async function readNumbered(
  query: Kysely<Tables>,
  order: ListOrder,
  page: number,
): Promise<TaskRow[]> {
  const { direction } = directions[order.order];
  const { rows } = await sql<TaskRow>`
with page as materialized (
  select t.id, t.created_at from ${matching(order)}
   order by t.created_at ${direction}, t.id ${direction}
   limit ${order.limit + 1} offset ${(page - 1) * order.limit}
)
select ${sql.raw(briefViewColumns)} from ${ofPage}
 order by p.created_at ${direction}, p.id ${direction}`.execute(query);
  return rows;
}

async function readFollowing(
  query: Kysely<Tables>,
  order: ListOrder,
  after: string | null,
): Promise<(TaskRow & { found: number })[]> {
  const { accountId } = order;
  const { beyond, direction } = directions[order.order];
  const following =
    after === null
      ? sql``
      : sql`and (t.created_at, t.id) ${beyond} (
              (select a.created_at from tasks a where a.id = ${after} and a.account_id = ${accountId}),
              ${after})`;
  const idsOf = (which: keyof typeof sides): Sql => sql`
  select t.id, t.created_at from ${matching(order, which)} ${following}
   order by t.created_at ${direction}, t.id ${direction} limit ${order.limit + 1}`;
  const ids = order.withDeleted
    ? sql`
  select t.id, t.created_at from ((${idsOf('kept')}) union all (${idsOf('deleted')})) t
   order by t.created_at ${direction}, t.id ${direction} limit ${order.limit + 1}`
    : idsOf('kept');
  return readWhole(query, ids, order.order);
}

/**
 * The tasks of a query of ids and times, whole, as many as have room on a page: each knows how many were found.
 */
export async function readWhole(
  query: Kysely<Tables>,
  ids: Sql,
  order: ListCommand['order'],
): Promise<(TaskRow & { found: number })[]> {
  const { direction } = directions[order];
  const { rows } = await sql<TaskRow & { found: number }>`
with page as materialized (${ids}
), told as (
  select ${sql.raw(viewColumns)}, t.created_at,
         octet_length(t.request::text) + coalesce(octet_length(t.metadata::text), 0)
           + coalesce(octet_length(t.output::text), 0) as bytes
    from ${ofPage}
), measured as (
  select p.*, (count(*) over ())::int as found,
         sum(p.bytes) over (order by p.created_at ${direction}, p.id ${direction}) - p.bytes as before
    from told p
)
select * from measured m where m.before <= ${pageBytesMost}::bigint
 order by m.created_at ${direction}, m.id ${direction}`.execute(query);
  return rows;
}

async function countTasks(query: Kysely<Tables>, order: ListOrder): Promise<number> {
  const isInIndex = !order.states || inState(order.states).isInIndex;
  const most = isInIndex ? countedMost : countedMostByState;
  const { rows } = await sql<{ total: number }>`
select count(*)::int as total from (select from ${matching(order)} limit ${most}) found`.execute(
    query,
  );
  return rows[0]?.total ?? 0;
}

async function requireTask(query: Kysely<Tables>, accountId: string, id: string): Promise<void> {
  const { rows } =
    await sql`select 1 from tasks where id = ${id} and account_id = ${accountId}`.execute(query);
  if (rows.length > 0) return;
  throw refuse('invalid_parameter', 'after names no task: give the last id of the page before.', {
    field: 'after',
  });
}
