import { isWithinJsonBytes } from '../generation/json-bytes.ts';
import { refuse } from '../generation/problems.ts';
import { createBatcher } from '../postgres/batcher.ts';
import type { Database } from '../postgres/database.ts';
import { failsWhole } from '../postgres/transient.ts';
import type { Wake } from '../work/wake.ts';
import { isFinalRow, viewColumns, type TaskRow } from './rows.ts';

/** Whose task: the account stands in every WHERE. */
export interface TaskKey {
  accountId: string;
  id: string;
}

export interface TaskReader {
  /** Null for a missing and for another account's task alike. */
  read(key: TaskKey): Promise<TaskRow | null>;
  /** Lets go of what this process keeps of a task. */
  forget(id: string): void;
}

const cacheSize = 20_000;
/** Of what is kept of each, as JSON: usually there are some two thousand. */
const cachedBytesMost = 8_192;

/** A task that another process has deleted, or given credits back for unheard, is seen no longer than this. */
const cacheMs = 30_000;

/**
 * Reads one task; reads that come together share one statement. Only tasks in a final state are kept
 * in the process, because nothing about them changes any more but the place of their files and, seldom
 * enough to let go of all of them, what was given back.
 */
export function createTaskReader(database: Database, wake: Pick<Wake, 'on'>): TaskReader {
  const finals = new Map<string, { row: TaskRow; until: number }>();
  let refunds = 0;
  wake.on('refunded', () => {
    refunds += 1;
    finals.clear();
  });
  const batcher = createBatcher<TaskKey, TaskRow | null>({
    maxItems: 256,
    lanes: 2,
    failsWhole,
    run: (keys) => readTasks(database, keys),
    // What cannot be an id names nothing.
    refused: () => null,
  });
  return {
    async read(key) {
      const kept = finals.get(key.id);
      if (kept && kept.until > Date.now()) {
        return kept.row.account_id === key.accountId ? kept.row : null;
      }
      const refundsBefore = refunds;
      const row = await batcher.add(key);
      // What was read while something was given back may be of before that.
      if (row && isLasting(row) && isShort(row) && refunds === refundsBefore) {
        const [oldest] = finals.keys();
        if (finals.size >= cacheSize && oldest !== undefined) finals.delete(oldest);
        finals.set(row.id, { row, until: Date.now() + cacheMs });
      }
      return row;
    },
    forget: (id) => {
      finals.delete(id);
    },
  };
}

function isLasting(row: TaskRow): boolean {
  return isFinalRow(row) && (row.output === null || row.output.files !== null);
}

function isShort({ request, metadata, output, failure }: TaskRow): boolean {
  return isWithinJsonBytes([request, metadata, output, failure], cachedBytesMost);
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
      and t.forgotten_at is null
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
