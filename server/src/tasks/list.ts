import type { ListCommand } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import { taskStates, clientState } from '../generation/states.ts';
import type { ClientState, TaskState } from '../generation/states.ts';
import type { Database } from '../postgres/database.ts';
import { briefViewColumns, viewColumns, type TaskRow } from './rows.ts';

export type ListOrder = ListCommand & { accountId: string };

export interface TaskPage {
  rows: TaskRow[];
  /** Of all that match, where the page was asked for by its number; else null. */
  total: number | null;
  hasMore: boolean;
}

/** Of a page that goes on after a task: more than a hundred usual tasks have by far. */
const pageBytesMost = 4 * 1_048_576;

/**
 * A page of an account's tasks. What follows a task costs the same however much history lies behind it,
 * and ends where it has many bytes, so that prompts of any length can be told whole. A page by its number,
 * and the count that goes with it, cost what lies before and are for platforms that have such lists: they
 * tell no prompts, so a long one is cut there and rows keep their places. Throws invalid_parameter for an
 * `after` that is no task of the account.
 */
export async function listTasks(database: Database, order: ListOrder): Promise<TaskPage> {
  const filters = [
    order.accountId,
    order.states ? statesOf(order.states) : null,
    order.ids ?? null,
    order.model ?? null,
    order.withinSeconds ?? null,
  ];
  if ('page' in order.from) {
    const { page } = order.from;
    const [rows, total] = await Promise.all([
      readNumbered(database, order, [...filters, order.limit + 1, (page - 1) * order.limit]),
      countTasks(database, filters),
    ]);
    return { rows: rows.slice(0, order.limit), total, hasMore: rows.length > order.limit };
  }
  const { after } = order.from;
  const rows = await readFollowing(database, order, [...filters, order.limit + 1], after);
  if (rows.length === 0 && after !== null) await requireTask(database, order.accountId, after);
  const shown = rows.slice(0, order.limit);
  return { rows: shown, total: null, hasMore: (rows[0]?.found ?? 0) > shown.length };
}

const matching = `
 t.account_id = $1 and t.forgotten_at is null
   and ($2::text[] is null or t.state = any ($2::text[]))
   and ($3::text[] is null or t.id = any ($3::text[]))
   and ($4::text is null or t.model = $4)
   and ($5::float8 is null or t.created_at > now() - make_interval(secs => $5))`;

const directions = {
  newest: { beyond: '<', direction: 'desc' },
  oldest: { beyond: '>', direction: 'asc' },
} as const;

async function readNumbered(
  database: Database,
  { order }: ListOrder,
  values: unknown[],
): Promise<TaskRow[]> {
  const { direction } = directions[order];
  const { rows } = await database.reads.query<TaskRow>({
    name: `list tasks ${direction} by page`,
    text: `
select ${briefViewColumns} from tasks t where ${matching}
 order by t.created_at ${direction}, t.id ${direction} limit $6 offset $7`,
    values,
  });
  return rows;
}

/** Each row knows how many were found, of which those that have room are read. */
async function readFollowing(
  database: Database,
  { order }: ListOrder,
  values: unknown[],
  after: string | null,
): Promise<(TaskRow & { found: number })[]> {
  const { beyond, direction } = directions[order];
  const { rows } = await database.reads.query<TaskRow & { found: number }>({
    name: `list tasks ${direction}${after === null ? '' : ' after'}`,
    text: `
with page as (
  select ${viewColumns}, t.created_at,
         octet_length(t.request::text) + coalesce(octet_length(t.metadata::text), 0)
           + coalesce(octet_length(t.output::text), 0) as bytes
    from tasks t where ${matching}
     ${
       after === null
         ? ''
         : `and (t.created_at, t.id) ${beyond} (
              (select a.created_at from tasks a where a.id = $8 and a.account_id = $1), $8)`
     }
   order by t.created_at ${direction}, t.id ${direction} limit $6
), measured as (
  select p.*, (count(*) over ())::int as found,
         sum(p.bytes) over (order by p.created_at ${direction}, p.id ${direction}) - p.bytes as before
    from page p
)
select * from measured m where m.before <= $7::bigint
 order by m.created_at ${direction}, m.id ${direction}`,
    values: [...values, pageBytesMost, ...(after === null ? [] : [after])],
  });
  return rows;
}

async function countTasks(database: Database, values: unknown[]): Promise<number> {
  const { rows } = await database.reads.query<{ total: number }>({
    name: 'count tasks',
    text: `select count(*)::int as total from tasks t where ${matching}`,
    values,
  });
  return rows[0]?.total ?? 0;
}

async function requireTask(database: Database, accountId: string, id: string): Promise<void> {
  const { rowCount } = await database.reads.query({
    name: 'find task of account',
    text: 'select from tasks where id = $1 and account_id is not distinct from $2::uuid',
    values: [id, accountId],
  });
  if (rowCount !== 0) return;
  throw refuse('invalid_parameter', 'after names no task: give the last id of the page before.', {
    field: 'after',
  });
}

/** As the database keeps them. */
function statesOf(states: readonly ClientState[]): TaskState[] {
  return taskStates.filter((state) => states.includes(clientState(state)));
}
