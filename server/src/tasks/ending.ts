import { refuse } from '../generation/problems.ts';
import { taskNotFound, type TaskReader } from './read.ts';

/** Who would have a task end: a cancel, a delete. */
export interface EndAsked {
  accountId: string;
  mode: 'live' | 'test';
  id: string;
}

/**
 * A test key is handed to whoever tries something out: it reads what its account has made, and ends nothing that is
 * paid for. Throws task_not_found and forbidden.
 */
export async function requireMayEnd(
  reader: TaskReader,
  { accountId, mode, id }: EndAsked,
): Promise<void> {
  const row = await reader.read({ accountId, id });
  if (!row) throw taskNotFound();
  if (mode === 'live' || row.mode === 'test') return;
  throw refuse(
    'forbidden',
    'The task was made with a live key: a test key can read it, and only a live one ends it.',
  );
}
