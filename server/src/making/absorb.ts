import { claim, finish, release } from '../work/claim.ts';
import { writeDivided } from '../postgres/divide.ts';
import { refusesRow } from '../postgres/transient.ts';
import { acceptAttempt, endAttempts, type EndedAttempt } from '../tasks/attempts.ts';
import type { AttemptKey } from '../tasks/attempt-key.ts';
import { dueLooks, readOpenAttempts, type OpenAttempt } from '../tasks/open-attempts.ts';
import { moveOutlived, writeLateEnds } from '../tasks/outlived.ts';
import { senderEnded } from './dispatch.ts';
import { attemptId, recordSeconds } from './driver.ts';
import { endOf, isKnown, lookAtAll } from './follow.ts';
import type { Turned } from '../work/loop.ts';
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
  const learned = await (queue === driver.queue ? look : find)(parts, open);
  const goOn = new Map<string, OpenAttempt>();
  const ends: [OpenAttempt, EndedAttempt][] = [];
  for (const attempt of open) {
    const what = learned.get(attempt.taskId);
    if (what === undefined && attempt.sentSeconds > recordSeconds) {
      // Of what was given up nothing more is known than before.
      if (attempt.end === 'none') ends.push([attempt, forgotten(attempt)]);
    } else if (what === undefined || what === 'moved') {
      goOn.set(attempt.taskId, attempt);
    } else {
      ends.push([attempt, what]);
    }
  }
  await writeEnds(parts, ends);
  await finish(
    database.work,
    'absorb',
    claimed.filter(({ subjectId }) => !goOn.has(subjectId)),
  );
  // What has moved on is not theirs any more: this hands back the rest.
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

/** What was learned of attempts by their tasks: how they ended, or that they wait elsewhere now. */
type Learned = ReadonlyMap<string, EndedAttempt | 'moved'>;

async function look(parts: LineParts, open: readonly OpenAttempt[]): Promise<Learned> {
  // Ends are written down together with those that are found out in other ways.
  const looked = await lookAtAll(parts, open.filter(isKnown), () => Promise.resolve());
  const ends = looked.flatMap(
    ({ attempt, observation }) => endOf(parts, attempt, observation) ?? [],
  );
  return new Map(ends.map((end) => [end.taskId, end]));
}

/** What has an id at its line waits where it is looked at, within the rate for looks. */
async function find(parts: LineParts, open: readonly OpenAttempt[]): Promise<Learned> {
  const { database, driver } = parts;
  const learned = new Map<string, EndedAttempt | 'moved'>();
  const lost = open
    .filter((attempt) => !isKnown(attempt))
    .map((attempt) => ({
      ...attempt,
      attemptId: attemptId(attempt.taskId, attempt.number),
      isUnwanted: true as const,
    }));
  const found = lost.length === 0 ? new Map<string, never>() : await driver.find(lost);
  for (const { taskId, number, attemptId: id, sentSeconds } of lost) {
    const what = found.get(id);
    if (what === undefined) {
      if (sentSeconds > answerMaxSeconds) await stopWaiting(parts, { taskId, number });
    } else if (what === 'absent') {
      const outcome = { reason: 'the line does not have it', interrupted: true };
      learned.set(taskId, { taskId, number, end: 'gone', outcome, costMicros: 0n });
    } else {
      const { queue } = driver;
      const answer = { ...what, queue, lookAfterSeconds: 0, expectedSeconds: null };
      try {
        await acceptAttempt(database, { taskId, number, ...answer });
        learned.set(taskId, 'moved');
      } catch (error) {
        if (!refusesRow(error)) throw error;
        parts.trouble('unkeepable', `the id of ${id}: ${error.message}`);
      }
    }
  }
  for (const { taskId } of open.filter(isKnown)) learned.set(taskId, 'moved');
  const moved = [...learned].flatMap(([taskId, what]) => (what === 'moved' ? [taskId] : []));
  await moveOutlived(database, moved, driver.queue);
  return learned;
}

/** Whoever sent it has had its answer by then, or has ended. */
const answerMaxSeconds = 120;

/** It is one of those whose answer was lost: a person may find out. */
async function stopWaiting(parts: LineParts, attempt: AttemptKey): Promise<void> {
  const { name, lostQueue: queue } = parts.driver;
  await lose(parts, name, { ...attempt, queue, lookAfterSeconds: 0, reason: senderEnded });
}

/** Its slot is free from then on. */
function forgotten({ taskId, number }: OpenAttempt): EndedAttempt {
  const outcome = { reason: 'nobody ever said what became of it', interrupted: true };
  return { taskId, number, end: 'gone', outcome, costMicros: null };
}

/** What cannot be kept of an end is left out: that it has ended is what frees its slot. */
async function writeAnyEnds(
  { trouble }: LineParts,
  ends: readonly EndedAttempt[],
  write: (ends: readonly EndedAttempt[]) => Promise<void>,
): Promise<void> {
  const refused = await writeDivided(ends, write);
  const plain = refused.map(({ item, reason }) => {
    trouble('unkeepable', `the end of ${attemptId(item.taskId, item.number)}: ${reason}`);
    const outcome = { reason: 'what the line told of it cannot be kept' };
    return { ...item, outcome, costMicros: null };
  });
  await write(plain);
}

async function writeEnds(
  parts: LineParts,
  ends: readonly [OpenAttempt, EndedAttempt][],
): Promise<void> {
  if (ends.length === 0) return;
  const { database, driver, wake, log } = parts;
  const of = (standing: OpenAttempt['end']): EndedAttempt[] =>
    ends.flatMap(([attempt, end]) => (attempt.end === standing ? [end] : []));
  await writeAnyEnds(parts, of('none'), (some) => endAttempts(database, some));
  await writeAnyEnds(parts, of('given_up'), (some) => writeLateEnds(database, some));
  for (const [, { taskId, number, end }] of ends) {
    log.info({ taskId, number, line: driver.name, end }, 'what had outlived its task has ended');
  }
  // Slots are free.
  wake.tell('dispatch');
}
