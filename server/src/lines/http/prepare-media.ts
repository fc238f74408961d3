import { release, type Claimed } from '../../work/claim.ts';
import type { WaitingTask } from '../../tasks/attempts.ts';
import { familyQueue } from '../../work/queues.ts';
import { endWaiting } from '../../tasks/settle.ts';
import type { LineAssets, Prepared } from './line-assets.ts';
import type { LineParts } from '../../making/parts.ts';

/** After a line refused a medium in passing, its task is placed anew so much later: there, or elsewhere. */
const passingSeconds = 10;

/**
 * Makes the media of a claimed task assets of the line that is to make it, and gives the task back: it is
 * sent once they are ready. Nothing is sent of the task itself, so there is no attempt. What the line says
 * of a medium for good fails the task, as a refusal of the task would.
 */
export async function prepareMedia(
  parts: LineParts,
  assets: Pick<LineAssets, 'prepare'>,
  { taskId, request }: WaitingTask,
  claimed: Claimed,
): Promise<void> {
  const { database, log, wake, settler, driver } = parts;
  const prepared = await assets.prepare(request.media);
  if (prepared.kind === 'refused') {
    const { passing, failure } = prepared;
    log.warn({ taskId, line: driver.name, passing, failure }, 'a line refused a medium');
    if (!passing) {
      await endWaiting(settler, taskId, 'failed', failure);
      return;
    }
    parts.ended(request.family, 'refused');
  }
  const afterSeconds = waitSecondsOf(prepared);
  await release(database.claims, 'dispatch', [{ ...claimed, afterSeconds }]);
  if (afterSeconds === 0) wake.tell('dispatch', familyQueue(request.family));
}

function waitSecondsOf(prepared: Prepared): number {
  switch (prepared.kind) {
    case 'ready':
      return 0;
    case 'waiting':
      return prepared.seconds;
    case 'refused':
      return passingSeconds;
  }
}
