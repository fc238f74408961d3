import type { Deed, Dialect } from '../../dialects/mechanism.ts';
import type { CallOutcome, LineClient } from './client.ts';
import type { CancelAnswer, Named } from '../../making/driver.ts';
import { callAbout } from './http-about.ts';
import type { HttpLineParts } from './parts.ts';

/** How a line is asked to stop a task. */

/** Whether there is a call that may stop a task of a line that speaks it. */
export function canStop(dialect: Dialect): boolean {
  const id = 'an-id';
  return dialect.operations.some(
    (operation) =>
      (operation.does === 'cancel' && !('unsayable' in operation.asks.encode({ id }))) ||
      (operation.does === 'delete' &&
        !('unsayable' in operation.asks.encode({ id, whileOpen: 'cancel_queued' }))),
  );
}

export async function cancel(
  parts: Pick<HttpLineParts, 'dialect' | 'mayCall' | 'trouble'>,
  client: LineClient,
  attempt: Named,
): Promise<CancelAnswer> {
  if (!canStop(parts.dialect)) return 'unstoppable';
  if (!(await parts.mayCall('cancel'))) return 'unanswered';
  const cancelled = await callAbout(parts, client, 'cancel', attempt);
  if (cancelled.kind === 'answered') {
    return cancelled.report.state === 'cancelled' ? 'stopped' : 'unstoppable';
  }
  if (cancelled.kind !== 'unsayable') return answerOf(cancelled);
  // Where delete is the cancel, it erases what is over: only what still waits may be deleted.
  const before = await callAbout(parts, client, 'get', attempt);
  if (before.kind !== 'answered') return answerOf(before);
  // By an earlier delete whose answer was lost.
  if (before.report.state === 'cancelled') return 'stopped';
  if (before.report.state !== 'queued') return 'unstoppable';
  const deleted = await client.call('delete', {
    id: attempt.upstreamId,
    whileOpen: 'cancel_queued',
  });
  if (deleted.kind !== 'answered') return answerOf(deleted);
  const after = await callAbout(parts, client, 'get', attempt);
  if (after.kind !== 'answered') return answerOf(after);
  return after.report.state === 'cancelled' ? 'stopped' : 'unstoppable';
}

/** Only a no of its own says that it cannot be stopped. */
function answerOf(outcome: Exclude<CallOutcome<Deed>, { kind: 'answered' }>): CancelAnswer {
  const isNo =
    outcome.kind === 'unsayable' ||
    (outcome.kind === 'refused' && outcome.refusal.kind === 'definite');
  return isNo ? 'unstoppable' : 'unanswered';
}
