import type { Failure } from '../generation/problems.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { tokensOf, type InputVideo } from '../generation/tokens.ts';
import { charge } from '../pricing/quote.ts';
import { quoteFromJson } from '../pricing/quote-json.ts';
import { claim, release, type Claimed } from '../postgres/claim.ts';
import {
  acceptAttempt,
  endAttempt,
  mayTryAgain,
  readOpenAttempts,
  requeueTask,
  writeProgress,
  type OpenAttempt,
} from '../tasks/attempts.ts';
import { fail } from './dispatch.ts';
import { attemptId, type Made, type Observation } from './driver.ts';
import { leaseSeconds, type LineParts } from './parts.ts';

const followBatch = 256;

/** Where a task waits when it goes back to the queue. */
export type QueueOf = (attempt: Pick<OpenAttempt, 'request'>) => string;

/** The steps of a live attempt that is known to the line. */
type Known = OpenAttempt & { upstreamId: string };

/**
 * Looks at the attempts of this driver that are due, and carries out what became of them. An
 * observation changes a task only while its attempt is the newest; a failed look changes nothing.
 * Resolves with how many were claimed.
 */
export async function follow(parts: LineParts, queueOf: QueueOf): Promise<number> {
  const { database, driver } = parts;
  const claimed = await claim(database.work, {
    step: 'follow',
    queue: driver.queue,
    limit: followBatch,
    leaseSeconds,
  });
  if (claimed.length === 0) return 0;
  const attempts = await readOpenAttempts(
    database,
    claimed.map((one) => one.subjectId),
  );
  const known: Known[] = [];
  for (const attempt of attempts) {
    const { upstreamId } = attempt;
    if (upstreamId === null) await resolveLost(parts, queueOf, attempt);
    else if (attempt.cancelRequested && (await stop(parts, { ...attempt, upstreamId }))) continue;
    else known.push({ ...attempt, upstreamId });
  }
  await look(parts, queueOf, known);
  // What has moved on or ended has no such work any more: this hands back the rest.
  await release(database.work, 'follow', releases(claimed, driver.lookSeconds));
  return claimed.length;
}

function releases(claimed: readonly Claimed[], afterSeconds: number) {
  return claimed.map(({ subjectId, token }) => ({ subjectId, token, afterSeconds }));
}

async function look(parts: LineParts, queueOf: QueueOf, known: Known[]): Promise<void> {
  if (known.length === 0) return;
  const { driver, database, log } = parts;
  let seen: Map<string, Observation>;
  try {
    seen = await driver.look(known);
  } catch (error) {
    log.warn({ line: driver.name, error: String(error) }, 'a look at a line failed');
    return;
  }
  const progress: { taskId: string; number: number; percent: number }[] = [];
  await Promise.all(
    known.map(async (attempt) => {
      const observation = seen.get(attempt.upstreamId);
      if (!observation) return;
      if (observation.state === 'running') {
        // 100 is kept for the final state.
        const percent = Math.min(99, Math.max(0, Math.floor(observation.progress)));
        progress.push({ taskId: attempt.taskId, number: attempt.number, percent });
      }
      await carryOut(parts, queueOf, attempt, observation);
    }),
  );
  await writeProgress(database, progress);
}

async function carryOut(
  parts: LineParts,
  queueOf: QueueOf,
  attempt: Known,
  observation: Observation,
): Promise<void> {
  const { database } = parts;
  const key = { taskId: attempt.taskId, number: attempt.number };
  switch (observation.state) {
    case 'queued':
    case 'running':
      return;
    case 'succeeded':
      parts.ended(attempt.request.family, 'succeeded');
      await endAttempt(database, { ...key, end: 'succeeded', outcome: observation.made });
      await succeed(parts, attempt, observation.made);
      return;
    case 'failed':
      if (isItsFault(observation.failure)) parts.ended(attempt.request.family, 'failed');
      await endAttempt(database, { ...key, end: 'failed', outcome: observation.failure });
      await fail(parts, key, observation.failure);
      await letGo(parts, attempt.upstreamId);
      return;
    case 'gone':
      parts.ended(attempt.request.family, 'failed');
      await again(parts, queueOf, attempt, observation);
      await letGo(parts, attempt.upstreamId);
  }
}

/** What the request itself brought about says nothing against the line. */
function isItsFault({ code }: Failure): boolean {
  return code === 'provider_error' || code === 'timeout';
}

/** Only after its end is written down: until then another look must find the same. */
async function letGo({ driver, log }: LineParts, upstreamId: string): Promise<void> {
  try {
    await driver.discard(upstreamId);
  } catch (error) {
    log.warn({ line: driver.name, upstreamId, error: String(error) }, 'a line keeps what is over');
  }
}

async function succeed(parts: LineParts, attempt: Known, made: Made): Promise<void> {
  await parts.settler.settle({
    taskId: attempt.taskId,
    from: ['submitting', 'running', 'unknown'],
    attempt: attempt.number,
    state: 'succeeded',
    chargeMicros: charge(quoteFromJson(attempt.quote), made),
    output: {
      ...made,
      completionTokens: made.completionTokens ?? tokensOf(made, inputVideo(attempt.request)),
      files: null,
    },
    failure: null,
    collectQueue: parts.driver.queue,
  });
}

function inputVideo({ media }: GenerationRequest): InputVideo {
  const videos = media.filter(({ kind }) => kind === 'video');
  return {
    hasVideo: videos.length > 0,
    seconds: videos.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** The attempt is gone and not billed: the task goes back to the queue, or fails after the last try. */
async function again(
  parts: LineParts,
  queueOf: QueueOf,
  attempt: OpenAttempt,
  { reason, interrupted }: { reason: string; interrupted: boolean },
): Promise<void> {
  const key = { taskId: attempt.taskId, number: attempt.number };
  parts.log.warn({ ...key, line: parts.driver.name, reason }, 'an attempt came to nothing');
  await endAttempt(parts.database, { ...key, end: 'gone', outcome: { reason, interrupted } });
  if (await mayTryAgain(parts.database, attempt.taskId, parts.patience)) {
    await requeueTask(parts.database, { ...key, queue: queueOf(attempt), afterSeconds: 0 });
    parts.wake.tell('dispatch');
  } else {
    await fail(parts, key, {
      code: 'provider_error',
      message: `The video could not be made in ${String(attempt.number)} attempts. Nothing was charged.`,
    });
  }
}

async function resolveLost(
  parts: LineParts,
  queueOf: QueueOf,
  attempt: OpenAttempt,
): Promise<void> {
  const { driver, database } = parts;
  const found = await driver.find({
    attemptId: attemptId(attempt.taskId, attempt.number),
    intendedAtMs: attempt.intendedAtMs,
  });
  if (found === 'absent') {
    const reason = 'the line does not have it';
    await again(parts, queueOf, attempt, { reason, interrupted: true });
  } else if (found !== 'unknown') {
    await acceptAttempt(database, {
      taskId: attempt.taskId,
      number: attempt.number,
      upstreamId: found.upstreamId,
      queue: driver.queue,
      lookAfterSeconds: 0,
    });
  }
}

/** True where the line proved that it stopped, and the task was cancelled. */
async function stop(parts: LineParts, attempt: Known): Promise<boolean> {
  if ((await parts.driver.cancel(attempt.upstreamId)) !== 'stopped') return false;
  const key = { taskId: attempt.taskId, number: attempt.number };
  await endAttempt(parts.database, { ...key, end: 'stopped', outcome: {} });
  await parts.settler.settle({
    taskId: attempt.taskId,
    from: ['submitting', 'running', 'unknown'],
    attempt: attempt.number,
    state: 'cancelled',
    chargeMicros: 0n,
    output: null,
    failure: { code: 'cancelled', message: 'The task was cancelled while it was being made.' },
    collectQueue: null,
  });
  return true;
}
