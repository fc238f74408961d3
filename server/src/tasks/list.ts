import type { ListCommand } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import { taskStates, clientState } from '../generation/states.ts';
import type { ClientState, TaskState } from '../generation/states.ts';
import type { Database } from '../postgres/database.ts';
import { viewColumns, type TaskRow } from './rows.ts';

export type ListOrder = ListCommand & { accountId: string };

export interface TaskPage {
  rows: TaskRow[];
  /** Of all that match, where the page was asked for by its number; else null. */
  total: number | null;
  hasMore: boolean;
}

/**
 * A page of an account's tasks. What follows a task costs the same however much history lies behind it;
 * a page by its number, and the count that goes with it, cost what lies before and are for platforms
 * that have such lists. Throws invalid_parameter for an `after` that is no task of the account.
 */
export async function listTasks(database: Database, order: ListOrder): Promise<TaskPage> {
  const byPage = 'page' in order.from;
  const after = 'after' in order.from ? order.from.after : null;
  const offset = 'page' in order.from ? (order.from.page - 1) * order.limit : 0;
  const filters = [
    order.accountId,
    order.states ? statesOf(order.states) : null,
    order.ids ?? null,
    order.model ?? null,
    order.withinSeconds ?? null,
  ];
  const [page, total] = await Promise.all([
    readPage(database, order, [...filters, order.limit + 1, offset], after),
    byPage ? countTasks(database, filters) : null,
  ]);
  if (page.length === 0 && after !== null) await requireTask(database, order.accountId, after);
  return { rows: page.slice(0, order.limit), total, hasMore: page.length > order.limit };
}

const matching = `
 t.account_id = $1 and t.forgotten_at is null
   and ($2::text[] is null or t.state = any ($2::text[]))
   and ($3::text[] is null or t.id = any ($3::text[]))
   and ($4::text is null or t.model = $4)
   and ($5::float8 is null or t.created_at > now() - make_interval(secs => $5))`;

async function readPage(
  database: Database,
  { order }: ListOrder,
  values: unknown[],
  after: string | null,
): Promise<TaskRow[]> {
  const [beyond, direction] = order === 'newest' ? ['<', 'desc'] : ['>', 'asc'];
  const { rows } = await database.reads.query<TaskRow>({
    name: `list tasks ${direction}${after === null ? '' : ' after'}`,
    text: `
select ${viewColumns} from tasks t where ${matching}
   ${
     after === null
       ? ''
       : `and (t.created_at, t.id) ${beyond} (
            (select a.created_at from tasks a where a.id = $8 and a.account_id = $1), $8)`
   }
 order by t.created_at ${direction}, t.id ${direction} limit $6 offset $7`,
    values: after === null ? values : [...values, after],
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
