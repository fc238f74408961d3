import type { Database } from '../postgres/database.ts';
import { cancelQueued } from './cancel.ts';
import type { Settler } from './settle.ts';

/** A key of an account, which may have been revoked. */
export interface TaskMaker {
  accountId: string;
  keyId: string;
}

/** What a key has asked for that is not over: it is made and charged, also when the key is revoked. */
export interface OpenOfKey {
  /** Ids. */
  queued: string[];
  /** How many a line was given. */
  running: number;
}

export async function readOpenOfKey(
  database: Database,
  { accountId, keyId }: TaskMaker,
): Promise<OpenOfKey> {
  const { rows } = await database.general.query<{ id: string; isQueued: boolean }>(
    `select id, state = 'queued' as "isQueued" from tasks
      where account_id = $1 and key_id = $2 and finished_at is null and forgotten_at is null
      order by created_at, id`,
    [accountId, keyId],
  );
  const queued = rows.filter(({ isQueued }) => isQueued).map(({ id }) => id);
  return { queued, running: rows.length - queued.length };
}

/** Cancels what waits, at no cost. What a line is given meanwhile goes on. Resolves with how many were cancelled. */
export async function cancelQueuedOfKey(
  { database, settler }: { database: Database; settler: Settler },
  maker: TaskMaker,
): Promise<number> {
  const { queued } = await readOpenOfKey(database, maker);
  const cancelled = await Promise.all(queued.map((id) => cancelQueued(settler, id)));
  return cancelled.filter(Boolean).length;
}
