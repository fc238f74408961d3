import { refuse } from '../generation/problems.ts';
import { createBatcher } from '../postgres/batcher.ts';
import { isConnectionTrouble, type Database } from '../postgres/database.ts';
import { isFinalRow, viewColumns, type TaskRow } from './rows.ts';

/** Whose task: the account stands in every WHERE. */
export interface TaskKey {
  accountId: string;
  id: string;
}

export interface TaskReader {
  /** Null for a missing and for another account's task alike. */
  read(key: TaskKey): Promise<TaskRow | null>;
}

/** About 2 kB each. */
const cacheSize = 20_000;

/**
 * Reads one task; reads that come together share one statement. Only tasks in a final state are kept
 * in the process, because nothing about them changes any more but the place of their files.
 */
export function createTaskReader(database: Database): TaskReader {
  const finals = new Map<string, TaskRow>();
  const batcher = createBatcher<TaskKey, TaskRow | null>({
    maxItems: 256,
    lanes: 2,
    failsWhole: isConnectionTrouble,
    run: (keys) => readTasks(database, keys),
  });
  return {
    async read(key) {
      const kept = finals.get(key.id);
      if (kept) return kept.account_id === key.accountId ? kept : null;
      const row = await batcher.add(key);
      if (row && isFinalRow(row) && (row.output === null || row.output.files !== null)) {
        const [oldest] = finals.keys();
        if (finals.size >= cacheSize && oldest !== undefined) finals.delete(oldest);
        finals.set(row.id, row);
      }
      return row;
    },
  };
}

/** The same words for a missing and a foreign id. */
export function taskNotFound(): Error {
  return refuse('task_not_found', 'There is no such task; check the id that the create call gave.');
}

/**
 * One look into the primary key for each, whatever the planner believes of the table: a plan that was
 * made while it was small would otherwise read all of it, or all of the account's, for every batch.
 */
const readStatement = `
select t.*
  from unnest($1::text[], $2::uuid[]) k (id, account_id)
 cross join lateral (
   select ${viewColumns} from tasks t
    where t.id = k.id and t.account_id is not distinct from k.account_id
    limit 1) t`;

async function readTasks(
  database: Database,
  keys: readonly TaskKey[],
): Promise<(TaskRow | null)[]> {
  const { rows } = await database.reads.query<TaskRow>({
    name: 'read tasks',
    text: readStatement,
    values: [keys.map((key) => key.id), keys.map((key) => key.accountId)],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return keys.map((key) => {
    const row = byId.get(key.id);
    return row?.account_id === key.accountId ? row : null;
  });
}

/** A page of an account's tasks, newest first. */
export interface TaskPage {
  rows: TaskRow[];
  /** Give it back to get the page behind this one; null at the end. */
  next: string | null;
}

export interface ListOrder {
  accountId: string;
  limit: number;
  cursor?: string | null;
}

/** Keyset pages: a page costs the same however much history lies behind it. Throws for a bad cursor. */
export async function listTasks(database: Database, order: ListOrder): Promise<TaskPage> {
  const after = order.cursor == null ? null : readCursor(order.cursor);
  const { rows } = await database.reads.query<TaskRow & { cursor_us: bigint }>({
    name: after ? 'list tasks after' : 'list tasks',
    text: `
select ${viewColumns}, (extract(epoch from t.created_at) * 1000000)::bigint as cursor_us
  from tasks t
 where t.account_id = $1
   ${after ? `and (t.created_at, t.id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::text)` : ''}
 order by t.created_at desc, t.id desc limit $2`,
    values: [order.accountId, order.limit + 1, ...(after ? [after.createdUs, after.id] : [])],
  });
  const page = rows.slice(0, order.limit);
  const last = page.at(-1);
  return {
    rows: page,
    next: rows.length > order.limit && last ? `${String(last.cursor_us)}.${last.id}` : null,
  };
}

function readCursor(text: string): { createdUs: string; id: string } {
  const found = /^(\d{1,18})\.([\w-]{1,64})$/.exec(text);
  if (!found?.[1] || !found[2]) throw new RangeError('cursor: not one that this list gave');
  return { createdUs: found[1], id: found[2] };
}
