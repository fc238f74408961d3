import type { Failure } from '../generation/problems.ts';
import { sentStates } from '../generation/states.ts';
import { claim } from '../work/claim.ts';
import { nextLookSeconds } from '../work/looks.ts';
import {
  acceptAttempt,
  beginAttempts,
  endAttempts,
  mayTryAgain,
  readStates,
  requeueTask,
  type BegunAttempt,
} from '../tasks/attempts.ts';
import { cancelQueued } from '../tasks/cancel.ts';
import { expire } from '../tasks/expire.ts';
import { endUncharged } from '../tasks/settle.ts';
import { attemptId, type Acceptance } from './driver.ts';
import { inFieldsOf } from './field-names.ts';
import { lose } from './lose.ts';
import { leaseSeconds, type LineParts } from './parts.ts';

/** Seconds before a task is sent again after it was refused in passing: longer each time. */
function againSeconds(attempt: number, retryAfterSeconds: number | undefined): number {
  return Math.max(retryAfterSeconds ?? 0, Math.min(60, 2 ** Math.min(attempt, 6)));
}

/**
 * Takes as many waiting tasks as the line has free slots, fairly across accounts, and sends them.
 * Resolves with how many were claimed.
 */
export async function dispatch(
  parts: LineParts,
  queue: string,
  freeSlots: number,
): Promise<number> {
  const { database, driver } = parts;
  const claimed = await claim(database.claims, {
    step: 'dispatch',
    queue,
    limit: freeSlots,
    leaseSeconds,
  });
  if (claimed.length === 0) return 0;
  const ids = claimed.map((one) => one.subjectId);
  const begun = await beginAttempts(database, driver.name, ids);
  const begunIds = new Set(begun.map((attempt) => attempt.taskId));
  const others = ids.filter((id) => !begunIds.has(id));
  await Promise.all([
    ...begun.map((attempt) => send(parts, queue, attempt)),
    settleWhatCannotBegin(parts, others, () => driver.lostQueue),
  ]);
  return claimed.length;
}

/** What an upstream took is in its lists a moment later. */
const lostLookSeconds = 5;

/** Sends an attempt whose intent is written, and writes down what became of it. */
export async function send(parts: LineParts, queue: string, attempt: BegunAttempt): Promise<void> {
  const { database, driver } = parts;
  const key = { taskId: attempt.taskId, number: attempt.number };
  const acceptance = await driver.submit({
    attemptId: attemptId(attempt.taskId, attempt.number),
    taskId: attempt.taskId,
    mode: attempt.mode,
    model: attempt.model,
    request: attempt.request,
  });
  switch (acceptance.kind) {
    case 'accepted': {
      parts.ended(attempt.request.family, 'accepted');
      const expectedSeconds = parts.lengths.expected(attempt.request);
      await acceptAttempt(database, {
        ...key,
        upstreamId: acceptance.upstreamId,
        queue: driver.queue,
        lookAfterSeconds: nextLookSeconds(driver.looks, { elapsedSeconds: 0, expectedSeconds }),
        expectedSeconds,
      });
      parts.wake.tell('events');
      return;
    }
    case 'lost':
      parts.ended(attempt.request.family, 'refused');
      await lose(parts, driver.name, {
        ...key,
        queue: driver.lostQueue,
        lookAfterSeconds: lostLookSeconds,
        reason: acceptance.reason,
      });
      return;
    case 'refused':
      await refused(parts, queue, attempt, acceptance);
  }
}

async function refused(
  parts: LineParts,
  queue: string,
  attempt: BegunAttempt,
  refusal: Extract<Acceptance, { kind: 'refused' }>,
): Promise<void> {
  const { database, log, driver } = parts;
  const key = { taskId: attempt.taskId, number: attempt.number };
  log.warn({ ...key, line: driver.name, failure: refusal.failure }, 'a line refused an attempt');
  if (refusal.passing) parts.ended(attempt.request.family, 'refused');
  await endAttempts(database, [
    { ...key, end: 'refused', outcome: refusal.failure, costMicros: 0n },
  ]);
  if (refusal.passing && (await mayTryAgain(database, attempt.taskId, parts.patience))) {
    const afterSeconds = againSeconds(attempt.number, refusal.retryAfterSeconds);
    await requeueTask(database, { ...key, queue, afterSeconds });
  } else {
    await fail(parts, key, refusal.failure);
  }
}

/** Brings the newest attempt's task to `failed`; its hold goes back whole. */
export async function fail(
  parts: LineParts,
  attempt: { taskId: string; number: number },
  said: Failure,
): Promise<void> {
  const { database, names } = parts;
  const failure = names ? await inFieldsOf(database, attempt.taskId, names, said) : said;
  await endUncharged(parts.settler, {
    taskId: attempt.taskId,
    from: sentStates,
    attempt: attempt.number,
    state: 'failed',
    failure,
  });
}

export const senderEnded = 'the sender ended before it wrote down an answer';

/**
 * Claimed for dispatch but not begun: cancelled or too old by now, or its sender died with the intent
 * written. `lostQueueOf` names where the line that it was sent to looks for it: no other line can tell.
 */
export async function settleWhatCannotBegin(
  parts: Pick<LineParts, 'database' | 'settler' | 'log'>,
  ids: readonly string[],
  lostQueueOf: (line: string) => string,
): Promise<void> {
  for (const task of await readStates(parts.database, ids)) {
    if (task.state === 'queued') {
      if (task.cancelRequested) await cancelQueued(parts.settler, task.taskId);
      else await expire(parts.settler, task.taskId);
    } else if (task.state === 'submitting' && task.line !== null) {
      await lose(parts, task.line, {
        taskId: task.taskId,
        number: task.attempts,
        queue: lostQueueOf(task.line),
        lookAfterSeconds: 0,
        reason: senderEnded,
      });
    }
  }
}
