import { claim, finish, release } from '../postgres/claim.ts';
import {
  acceptAttempt,
  endAttempts,
  type AttemptKey,
  type EndedAttempt,
} from '../tasks/attempts.ts';
import { dueLooks, readOpenAttempts, type OpenAttempt } from '../tasks/open-attempts.ts';
import { moveOutlived, writeLateEnds } from '../tasks/outlived.ts';
import { senderEnded } from './dispatch.ts';
import { attemptId, type Observation } from './driver.ts';
import { endOf, isKnown, type Known } from './follow.ts';
import { recordSeconds } from './line.ts';
import type { Turned } from './loop.ts';
import { lose } from './lose.ts';
import { leaseSeconds, type LineParts } from './parts.ts';

/** Of one turn; a list names no more. */
const knownMax = 200;
const lostMax = 64;

/**
 * Follows attempts of a line that have outlived their tasks, by a cancel that was absorbed or because they
 * were given up: how they end and what they cost is written down, and nothing else comes of it. What nobody
 * knows after seven days, for which upstreams keep their records, nobody will.
 */
export async function absorb(parts: LineParts): Promise<Turned> {
  const { database, driver } = parts;
  await absorbDue(parts, driver.lostQueue, lostMax);
  const { due } = await dueLooks(database, 'absorb', driver.queue, knownMax);
  if (due === 0) return false;
  const room = await driver.mayLook(due);
  if (room.most === 0) return room;
  await absorbDue(parts, driver.queue, room.most);
  return false;
}

async function absorbDue(parts: LineParts, queue: string, limit: number): Promise<void> {
  const { database, driver } = parts;
  const claimed = await claim(database.claims, { step: 'absorb', queue, limit, leaseSeconds });
  if (claimed.length === 0) return;
  const ids = claimed.map(({ subjectId }) => subjectId);
  const open = (await readOpenAttempts(database, ids)).filter(({ end }) => end !== 'known');
  const known = open.filter(isKnown);
  const isTheirs = queue === driver.queue;
  // Accepted since it came here: it is looked at within the rate for looks.
  const moved = isTheirs ? [] : known.map(({ taskId }) => taskId);
  await moveOutlived(database, moved, driver.queue);
  const ends = isTheirs
    ? await look(parts, known)
    : await find(
        parts,
        open.filter((attempt) => !isKnown(attempt)),
      );
  const ended = new Set(ends.map(({ taskId }) => taskId));
  const forgotten = open.filter(
    ({ taskId, sentSeconds }) => !ended.has(taskId) && sentSeconds > recordSeconds,
  );
  await writeEnds(parts, open, [...ends, ...forgotten.flatMap(forgottenEnd)]);
  const goOn = new Map(open.map((attempt) => [attempt.taskId, attempt]));
  for (const { taskId } of [...ends, ...forgotten]) goOn.delete(taskId);
  const over = claimed.filter(({ subjectId }) => !goOn.has(subjectId));
  await finish(database.work, 'absorb', over);
  const releases = claimed.flatMap(({ subjectId, token }) => {
    const attempt = goOn.get(subjectId);
    return attempt ? [{ subjectId, token, afterSeconds: restSeconds(attempt) }] : [];
  });
  await release(database.claims, 'absorb', releases);
}

const restLeastSeconds = 15;
const restMostSeconds = 3_600;
const restShare = 0.1;

/** Nobody waits for it but a slot of the line. */
function restSeconds({ sentSeconds }: OpenAttempt): number {
  return Math.min(restMostSeconds, Math.max(restLeastSeconds, sentSeconds * restShare));
}

async function look(parts: LineParts, known: readonly Known[]): Promise<EndedAttempt[]> {
  if (known.length === 0) return [];
  const { driver, log } = parts;
  let seen: Map<string, Observation>;
  try {
    seen = await driver.look(known);
  } catch (error) {
    log.warn({ line: driver.name, error: String(error) }, 'a look at a line failed');
    return [];
  }
  return known.flatMap((attempt) => {
    const observation = seen.get(attempt.upstreamId);
    return (observation && endOf(parts, attempt, observation)) ?? [];
  });
}

/** What is found is looked at from now on. */
async function find(parts: LineParts, lost: readonly OpenAttempt[]): Promise<EndedAttempt[]> {
  if (lost.length === 0) return [];
  const { database, driver } = parts;
  const found = await driver.find(
    lost.map((attempt) => ({
      ...attempt,
      attemptId: attemptId(attempt.taskId, attempt.number),
      isUnwanted: true,
    })),
  );
  const ends: EndedAttempt[] = [];
  for (const { taskId, number, sentSeconds } of lost) {
    const what = found.get(attemptId(taskId, number));
    if (what === undefined) {
      if (sentSeconds > answerMaxSeconds) await giveUpWaiting(parts, { taskId, number });
      continue;
    }
    if (what === 'absent') {
      const outcome = { reason: 'the line does not have it', interrupted: true };
      ends.push({ taskId, number, end: 'gone', outcome, costMicros: 0n });
      continue;
    }
    await acceptAttempt(database, {
      taskId,
      number,
      ...what,
      queue: driver.queue,
      lookAfterSeconds: 0,
      expectedSeconds: null,
    });
    await moveOutlived(database, [taskId], driver.queue);
  }
  return ends;
}

/** Whoever sent it has had its answer by then, or has ended. */
const answerMaxSeconds = 120;

/** Its sender is not waited for any longer: it is one of those whose answer was lost. */
async function giveUpWaiting(parts: LineParts, attempt: AttemptKey): Promise<void> {
  const { name, lostQueue: queue } = parts.driver;
  await lose(parts, name, { ...attempt, queue, lookAfterSeconds: 0, reason: senderEnded });
}

/** Its slot is free from then on; of what was given up that is so already, and nothing more is known. */
function forgottenEnd({ taskId, number, end }: OpenAttempt): EndedAttempt[] {
  if (end === 'given_up') return [];
  const outcome = { reason: 'nobody ever said what became of it', interrupted: true };
  return [{ taskId, number, end: 'gone', outcome, costMicros: null }];
}

async function writeEnds(
  { database, driver, wake, log }: LineParts,
  attempts: readonly OpenAttempt[],
  ends: readonly EndedAttempt[],
): Promise<void> {
  if (ends.length === 0) return;
  const givenUp = new Set(
    attempts.filter(({ end }) => end === 'given_up').map(({ taskId }) => taskId),
  );
  await endAttempts(
    database,
    ends.filter(({ taskId }) => !givenUp.has(taskId)),
  );
  await writeLateEnds(
    database,
    ends.filter(({ taskId }) => givenUp.has(taskId)),
  );
  for (const { taskId, number, end } of ends) {
    log.info({ taskId, number, line: driver.name, end }, 'what had outlived its task has ended');
  }
  // Slots are free.
  wake.tell('dispatch');
}
