import type { CallbackReport, Dialect } from '../../dialects/mechanism.ts';
import { attemptOf } from '../../making/driver.ts';
import { createBatcher } from '../../postgres/batcher.ts';
import type { Database } from '../../postgres/database.ts';
import { failsWhole } from '../../postgres/transient.ts';
import type { LineRegistry } from '../book/registry.ts';
import type { CallbackHints } from './callback-hints.ts';

/** What upstreams tell of attempts, read in the dialect of the line that has each. */
export interface Callbacks {
  /** `body` is any JSON; undefined says no more than that something became of it. Takes until it is written down. */
  tell(attemptId: string, body: unknown): Promise<void>;
}

export interface CallbackParts {
  database: Database;
  book: Pick<LineRegistry, 'lines'>;
  dialects: ReadonlyMap<string, Dialect>;
  hints: CallbackHints;
}

/** What is asked for in an address, and stands in our database: platforms name tasks no other way. */
const idForm = /^[\w.:-]{1,128}$/;

const nothing: CallbackReport = { id: null, state: null };

export function createCallbacks({ database, book, dialects, hints }: CallbackParts): Callbacks {
  /** Who tells of ten thousand tasks does so hundreds of times a second. */
  const lineOf = createBatcher<string, string | null>({
    maxItems: 256,
    failsWhole,
    run: (attemptIds) => linesOf(database, attemptIds),
    refused: () => null,
  });

  async function read(attemptId: string, body: unknown): Promise<CallbackReport> {
    if (typeof body !== 'object' || body === null) return nothing;
    const lineId = await lineOf.add(attemptId);
    const found = book.lines().find(({ line }) => line.id === lineId);
    return (found && dialects.get(found.line.dialect)?.callback?.decode(body)) ?? nothing;
  }

  return {
    async tell(attemptId, body) {
      const { id, state } = await read(attemptId, body);
      await hints.add({
        attemptId,
        namedId: id !== null && idForm.test(id) ? id : null,
        goesOn: state === 'queued' || state === 'running',
      });
    },
  };
}

/** The line of each attempt; null of one that nobody knows. */
async function linesOf(
  database: Database,
  attemptIds: readonly string[],
): Promise<(string | null)[]> {
  const attempts = attemptIds.map(attemptOf);
  const { rows } = await database.work.query<{ line: string | null }>({
    name: 'lines of attempts',
    text: `
select a.line
  from unnest($1::text[], $2::int[]) with ordinality n (task_id, number, place)
  left join attempts a on a.task_id = n.task_id and a.number = n.number
 order by n.place`,
    values: [attempts.map(({ taskId }) => taskId), attempts.map(({ number }) => number)],
  });
  return rows.map(({ line }) => line);
}
