import { refuse } from '../generation/problems.ts';
import { isFinal } from '../generation/states.ts';
import type { Database } from '../postgres/database.ts';
import type { Wake } from '../postgres/wake.ts';
import { hint } from '../postgres/claim.ts';
import { taskNotFound, type TaskKey, type TaskReader } from './read.ts';
import type { TaskRow } from './rows.ts';
import { endWaiting, type Settler } from './settle.ts';

export interface CancelParts {
  database: Database;
  reader: TaskReader;
  settler: Settler;
  wake: Wake;
}

/** How long a cancel waits for the line to prove that it stopped. */
const waitMs = 8_000;
const lookEveryMs = 250;

/**
 * Queued: at once and free, by the same compare-and-set as dispatch. With a line: asks whoever
 * follows the task to stop it, and waits until that is proved. A cancel of a cancelled task is
 * answered like the first. Throws task_not_found, not_cancellable, or overloaded where the line did
 * not answer in time (the wish stays noted).
 */
export async function cancelTask(parts: CancelParts, key: TaskKey): Promise<TaskRow> {
  const settled = await settleIfQueued(parts, key);
  let row = await readOrRefuse(parts.reader, key);
  if (settled || row.state === 'cancelled') return row;
  if (isFinal(row.state)) throw notCancellable(row);

  await parts.database.general.query(
    `update tasks set cancel_requested = true
      where id = $1 and account_id = $2 and finished_at is null`,
    [key.id, key.accountId],
  );
  for (const queue of await hint(parts.database.claims, 'follow', [key.id])) {
    parts.wake.tell('follow', queue);
  }
  row = await waitForEnd(parts, key);
  if (row.state === 'cancelled') return row;
  if (isFinal(row.state)) throw notCancellable(row);
  throw refuse(
    'overloaded',
    'The cancellation was noted, but what makes the video has not confirmed it yet; read the task again shortly.',
    { retryAfterSeconds: 5 },
  );
}

async function settleIfQueued(parts: CancelParts, key: TaskKey): Promise<boolean> {
  // The account is checked first: a foreign id must not be touched.
  const row = await readOrRefuse(parts.reader, key);
  return row.state === 'queued' && cancelQueued(parts.settler, key.id);
}

/** False where the task is not queued any more. */
export function cancelQueued(settler: Settler, taskId: string): Promise<boolean> {
  return endWaiting(settler, taskId, 'cancelled', {
    code: 'cancelled',
    message: 'The task was cancelled before it started.',
  });
}

async function waitForEnd(parts: CancelParts, key: TaskKey): Promise<TaskRow> {
  const until = Date.now() + waitMs;
  for (;;) {
    const row = await readOrRefuse(parts.reader, key);
    if (isFinal(row.state) || Date.now() >= until) return row;
    // A task that went back to the queue meanwhile is cancelled there.
    if (row.state === 'queued') await settleIfQueued(parts, key);
    else await nextSettlement(parts.wake);
  }
}

/** Resolves when something was settled, or after a moment in which a look is worth it anyway. */
export function nextSettlement(wake: Wake): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = wake.on('settled', done);
    const timer = setTimeout(done, lookEveryMs);
  });
}

async function readOrRefuse(reader: TaskReader, key: TaskKey): Promise<TaskRow> {
  const row = await reader.read(key);
  if (!row) throw taskNotFound();
  return row;
}

function notCancellable(row: TaskRow): Error {
  return refuse('not_cancellable', `The task cannot be cancelled any more: it is ${row.state}.`);
}
