import type { DeleteCommand } from '../dialects/mechanism.ts';
import { refuse } from '../generation/problems.ts';
import { isFinal } from '../generation/states.ts';
import { cancelTask, type CancelParts } from './cancel.ts';
import { taskNotFound } from './read.ts';

/**
 * Deletes a task as its client's platform means it. A task that is over is forgotten: no client sees it
 * any more, while its movements stay, and its record, which the operator sees. One that is not over is cancelled first, and for
 * platforms whose delete is their cancel that is all. Throws task_not_found, not_cancellable, overloaded.
 */
export async function deleteTask(
  parts: CancelParts,
  accountId: string,
  { id, whileOpen }: DeleteCommand,
): Promise<'cancelled' | 'deleted'> {
  const key = { accountId, id };
  const row = await parts.reader.read(key);
  if (!row) throw taskNotFound();
  if (!isFinal(row.state)) {
    if (whileOpen === 'cancel_queued' && row.state !== 'queued') throw running();
    await cancelTask(parts, key);
    if (whileOpen === 'cancel_queued') return 'cancelled';
  }
  await parts.database.general.query(
    `update tasks set forgotten_at = now()
      where id = $1 and account_id = $2 and finished_at is not null and forgotten_at is null`,
    [id, accountId],
  );
  parts.reader.forget(id);
  return 'deleted';
}

function running(): Error {
  return refuse(
    'not_cancellable',
    'The task is running and cannot be stopped any more: wait until it is over.',
  );
}
