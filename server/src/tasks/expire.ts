import type { Database } from '../postgres/database.ts';
import { endWaiting, type Settler } from './settle.ts';

export const expireBatch = 256;

/** Ends tasks that waited longer than they may and were never sent, some at a time. Resolves with how many. */
export async function expireWaiting(database: Database, settler: Settler): Promise<number> {
  const { rows } = await database.general.query<{ id: string }>(
    `select t.id from tasks t
      where t.finished_at is null and t.expires_at <= now() and t.state = 'queued'
      order by t.expires_at limit $1`,
    [expireBatch],
  );
  const expired = await Promise.all(rows.map(({ id }) => expire(settler, id)));
  return expired.filter(Boolean).length;
}

export function expire(settler: Settler, taskId: string): Promise<boolean> {
  return endWaiting(settler, taskId, 'expired', {
    code: 'expired',
    message: 'The task waited longer than it may and was not started.',
  });
}
