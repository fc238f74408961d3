import type { Failure } from '../generation/problems.ts';
import {
  bringLooksForward,
  claimLooks,
  nextLookSeconds,
  type Look,
  type NearerLook,
} from '../work/looks.ts';
import { sentStates } from '../generation/states.ts';
import { writeDivided } from '../postgres/divide.ts';
import { isTransient, refusesRow } from '../postgres/transient.ts';
import {
  acceptAttempt,
  countFailed,
  endAttempts,
  mayTryAgain,
  noteSilence,
  requeueTask,
  writeProgress,
  type EndedAttempt,
  type Heard,
} from '../tasks/attempts.ts';
import { withdrawCancels } from '../tasks/sent-task.ts';
import { readOpenAttempts, type OpenAttempt } from '../tasks/open-attempts.ts';
import { awaitMeasure } from '../tasks/results.ts';
import { endUncharged } from '../tasks/settle.ts';
import { dearWords } from './dear.ts';
import { fail } from './dispatch.ts';
import { attemptId, type CancelAnswer, type LookAt, type Observation } from './driver.ts';
import { giveUpEndless } from './give-up.ts';
import type { LineParts } from './parts.ts';
import { succeed } from './succeed.ts';

/** Where a task waits when it goes back to the queue. */
export type QueueOf = (attempt: Pick<OpenAttempt, 'request'>) => string;

/** The steps of a live attempt that is known to the line. */
export type Known = OpenAttempt & { upstreamId: string };

export function isKnown(attempt: OpenAttempt): attempt is Known {
  return attempt.upstreamId !== null;
}

export interface FollowOrder {
  /** The driver's own, or that of attempts whose answer was lost. */
  queue: string;
  most: number;
  queueOf: QueueOf;
}

/**
 * Looks at attempts of this driver that are due, and carries out what became of them. An observation
 * changes a task only while its attempt is the newest; a failed look changes nothing but since when the line
 * is silent. Resolves with how many were claimed.
 */
export async function follow(parts: LineParts, order: FollowOrder): Promise<number> {
  const { database, driver } = parts;
  const claimed = await claimLooks(
    database.claims,
    { queue: order.queue, limit: order.most },
    driver.looks,
  );
  if (claimed.length === 0) return 0;
  const attempts = await readOpenAttempts(
    database,
    claimed.map((one) => one.subjectId),
  );
  const lost = attempts.filter(({ upstreamId }) => upstreamId === null);
  const known = attempts.filter(isKnown);
  const answers = await stopWished(parts, known);
  const running = known.filter(({ taskId }) => answers.get(taskId) !== 'stopped');
  const [seen] = await Promise.all([look(parts, order, running), findLost(parts, order, lost)]);
  // After the look, which may have found that it is over.
  await withdraw(
    parts,
    running.filter(({ taskId }) => answers.get(taskId) === 'unstoppable'),
  );
  const byTask = new Map(attempts.map((attempt) => [attempt.taskId, attempt]));
  // What has moved on or ended has no such work any more: this is about the rest.
  const nearer = claimed.flatMap((one) => {
    const attempt = byTask.get(one.subjectId);
    return (attempt && nearerLook(parts, one, attempt, seen)) ?? [];
  });
  await bringLooksForward(database.claims, nearer);
  return claimed.length;
}

const unseenLeastSeconds = 2;
const unseenShare = 0.02;
/** Not worth a write. */
const nearlySeconds = 0.25;

/**
 * Undefined where the next look is right as the claim has set it: it may have been put off by what a look may take. A
 * look that brought nothing is soon tried again, at once where a hint had led to it. The older an attempt is, the
 * later, so that what an upstream has forgotten takes no calls from the others.
 */
function nearerLook(
  { driver }: LineParts,
  look: Look,
  attempt: OpenAttempt,
  seen: ReadonlySet<string>,
): NearerLook | undefined {
  const { upstreamId, elapsedSeconds } = attempt;
  const usual = nextLookSeconds(driver.looks, attempt);
  if (upstreamId === null || seen.has(upstreamId)) {
    if (usual > look.nextSeconds - nearlySeconds) return undefined;
    return { ...look, afterSeconds: usual, inVain: false };
  }
  const soon = Math.max(unseenLeastSeconds, elapsedSeconds * unseenShare);
  return { ...look, afterSeconds: Math.min(usual, soon), inVain: true };
}

interface Looked {
  attempt: Known;
  observation: Observation;
}

/**
 * What the line says of attempts now, with their ends written down. What cannot be kept is heard as nothing. Of
 * what it says nothing that can be used, it is noted since when.
 */
export async function lookAtAll(
  parts: LineParts,
  known: readonly Known[],
  writeEnds: (ends: readonly EndedAttempt[]) => Promise<unknown>,
): Promise<Looked[]> {
  if (known.length === 0) return [];
  const { driver, database, log } = parts;
  let seen = new Map<string, Observation>();
  try {
    seen = await driver.look(known.map(lookAt));
  } catch (error) {
    log.warn({ line: driver.name, error: String(error) }, 'a look at a line failed');
  }
  const looked = known.flatMap((attempt): Looked[] => {
    const observation = seen.get(attempt.upstreamId);
    return observation ? [{ attempt, observation: settled(attempt, observation) }] : [];
  });
  const kept = await keepEnds(parts, looked, writeEnds);
  const heard = new Map(kept.map(({ attempt, observation }) => [attempt, observation]));
  await writeDivided(
    known.map((attempt) => ({ ...attempt, heard: heardIn(heard.get(attempt)) })),
    (some) => noteSilence(database, some),
  );
  return kept;
}

/** Those that go on, and those whose ends are written down. */
async function keepEnds(
  parts: LineParts,
  looked: readonly Looked[],
  writeEnds: (ends: readonly EndedAttempt[]) => Promise<unknown>,
): Promise<Looked[]> {
  const kept: Looked[] = [];
  const ends: (Looked & { end: EndedAttempt })[] = [];
  for (const one of looked) {
    try {
      const end = endOf(parts, one.attempt, one.observation);
      if (end) ends.push({ ...one, end });
      else kept.push(one);
    } catch (error) {
      noteUnkeepable(parts, one.attempt, error);
    }
  }
  const refused = await writeDivided(ends, (some) => writeEnds(some.map(({ end }) => end)));
  const reasons = new Map(refused.map(({ item, reason }) => [item, reason]));
  for (const one of ends) {
    const reason = reasons.get(one);
    if (reason === undefined) {
      kept.push(one);
      noteDear(parts, one.attempt, one.end.costMicros);
    } else {
      noteUnkeepable(parts, one.attempt, reason);
    }
  }
  return kept;
}

function noteDear(
  { costs, trouble }: Pick<LineParts, 'costs' | 'trouble'>,
  { taskId, number, upstreamId, request }: OpenAttempt,
  costMicros: bigint | null,
): void {
  const which = upstreamId ?? attemptId(taskId, number);
  const words = dearWords(`${which} (${taskId})`, costMicros, costs.expected(request));
  if (words !== null) trouble('dear', words);
}

function noteUnkeepable(
  { trouble }: Pick<LineParts, 'trouble'>,
  { taskId, number, upstreamId }: OpenAttempt,
  reason: unknown,
): void {
  const which = upstreamId ?? attemptId(taskId, number);
  trouble('unkeepable', `what it told of ${which}: ${String(reason)}`);
}

/** Resolves with the upstream ids that were looked at. */
async function look(
  parts: LineParts,
  order: FollowOrder,
  known: Known[],
): Promise<ReadonlySet<string>> {
  if (known.length === 0) return new Set();
  const { database, log, lengths } = parts;
  const looked = await lookAtAll(parts, known, (ends) => endAttempts(database, ends));
  await Promise.all(
    looked.map(({ attempt, observation }) =>
      carryOut(parts, order.queueOf, attempt, observation).catch((error: unknown) => {
        // The next look finds the same again.
        if (isTransient(error)) return;
        const { taskId } = attempt;
        log.error({ taskId, error: String(error) }, 'an outcome could not be carried out');
      }),
    ),
  );
  const progress = await writeDivided(progressIn(looked), (some) => writeProgress(database, some));
  for (const { item, reason } of progress) noteUnkeepable(parts, item, reason);
  const unfinished = looked.filter(({ observation }) => goesOn(observation));
  await giveUpEndless(
    parts,
    unfinished.map(({ attempt }) => attempt),
  );
  await lengths.flush();
  return new Set(looked.map(({ attempt }) => attempt.upstreamId));
}

function lookAt({ upstreamId, taskId, number, request }: Known): LookAt {
  return { upstreamId, attemptId: attemptId(taskId, number), request };
}

function heardIn(observation: Observation | undefined): Heard {
  if (!observation) return 'nothing';
  return observation.state === 'fileless' ? 'fileless' : 'word';
}

/** Files are there soon after their task has ended, or will not be. */
const filelessSeconds = 86_400;

/** What has only been said to have succeeded, without a file, for a day has failed; its upstream may bill it. */
function settled({ silence }: Known, observation: Observation): Observation {
  if (observation.state !== 'fileless' || !silence?.isFileless) return observation;
  return silence.seconds < filelessSeconds
    ? observation
    : { state: 'failed', failure: noVideo, billed: true };
}

const noVideo: Failure = {
  code: 'provider_error',
  message: 'The provider says that it succeeded but names no video.',
};

function goesOn({ state }: Observation): boolean {
  return state === 'queued' || state === 'running';
}

function progressIn(looked: readonly Looked[]) {
  return looked.flatMap(({ attempt, observation }) => {
    if (observation.state !== 'running') return [];
    // 100 is kept for the final state.
    const percent = Math.min(99, Math.max(0, Math.floor(observation.progress)));
    return [{ ...attempt, percent }];
  });
}

/** How an attempt ended that was looked at; undefined: it goes on. */
export function endOf(
  { costs }: Pick<LineParts, 'costs'>,
  { taskId, number, request }: Pick<OpenAttempt, 'taskId' | 'number' | 'request'>,
  observation: Observation,
): EndedAttempt | undefined {
  const key = { taskId, number };
  switch (observation.state) {
    case 'queued':
    case 'running':
    case 'fileless':
      return undefined;
    case 'succeeded':
      return {
        ...key,
        end: 'succeeded',
        outcome: { ...observation.made, urls: observation.urls },
        costMicros: costs.succeeded(request, observation.made),
      };
    case 'failed':
      return {
        ...key,
        end: 'failed',
        outcome: observation.failure,
        costMicros: costs.failed(request, observation.billed === true),
      };
    case 'gone': {
      const { reason, interrupted } = observation;
      return { ...key, end: 'gone', outcome: { reason, interrupted }, costMicros: 0n };
    }
  }
}

/** The attempt's own end is written down already. */
async function carryOut(
  parts: LineParts,
  queueOf: QueueOf,
  attempt: Known,
  observation: Observation,
): Promise<void> {
  const { family } = attempt.request;
  switch (observation.state) {
    case 'queued':
    case 'running':
    case 'fileless':
      return;
    case 'succeeded':
      parts.ended(family, 'succeeded');
      parts.lengths.measured(attempt.request, observation.tookSeconds ?? attempt.elapsedSeconds);
      if (observation.made.seconds === null) await leaveToFile(parts, attempt);
      else await succeed(parts, attempt, observation.made, null);
      break;
    case 'failed':
      if (isItsFault(observation.failure)) parts.ended(family, 'failed');
      if (!(await rerun(parts, queueOf, attempt, observation))) {
        await fail(parts, attempt, observation.failure);
      }
      await letGo(parts, attempt.upstreamId);
      break;
    case 'gone':
      parts.ended(family, 'failed');
      await again(parts, queueOf, attempt, observation.reason);
      await letGo(parts, attempt.upstreamId);
  }
  // A slot is free.
  parts.wake.tell('dispatch');
}

/** What the request itself brought about says nothing against the line. */
function isItsFault({ code }: Failure): boolean {
  return code === 'provider_error' || code === 'timeout';
}

/**
 * Sends a failed task back to the queue, for another line, where the operator wants that: once, and only
 * what failed by the line's own fault and was not billed. False: it was not.
 */
async function rerun(
  parts: LineParts,
  queueOf: QueueOf,
  attempt: Known,
  { failure, billed }: Extract<Observation, { state: 'failed' }>,
): Promise<boolean> {
  if (!parts.rerunFailed || billed || !isItsFault(failure)) return false;
  const { database, driver, log } = parts;
  if ((await countFailed(database, attempt.taskId)) > 1) return false;
  const { taskId, number } = attempt;
  log.warn({ taskId, number, line: driver.name, failure }, 'a failed task is tried elsewhere');
  return requeueTask(database, { taskId, number, queue: queueOf(attempt), afterSeconds: 0 });
}

/** Only after its end is written down: until then another look must find the same. */
async function letGo({ driver, log }: LineParts, upstreamId: string): Promise<void> {
  try {
    await driver.discard(upstreamId);
  } catch (error) {
    log.warn({ line: driver.name, upstreamId, error: String(error) }, 'a line keeps what is over');
  }
}

/** Its length is found out by who collects it, and its charge with that. */
async function leaveToFile({ database, driver, wake }: LineParts, attempt: Known): Promise<void> {
  const { taskId, number } = attempt;
  await awaitMeasure(database, { taskId, number, queue: driver.queue });
  wake.tell('collect', driver.queue);
}

/** The attempt is gone and not billed: the task goes back to the queue, or fails after the last try. */
async function again(
  parts: LineParts,
  queueOf: QueueOf,
  attempt: OpenAttempt,
  reason: string,
): Promise<void> {
  const key = { taskId: attempt.taskId, number: attempt.number };
  parts.log.warn({ ...key, line: parts.driver.name, reason }, 'an attempt came to nothing');
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

/** Attempts whose answer was lost: what the line says of them brings them on, nothing else does. */
async function findLost(
  parts: LineParts,
  { queueOf }: FollowOrder,
  lost: readonly OpenAttempt[],
): Promise<void> {
  if (lost.length === 0) return;
  const found = await parts.driver.find(
    lost.map((attempt) => ({ ...attempt, attemptId: attemptId(attempt.taskId, attempt.number) })),
  );
  for (const attempt of lost) {
    const what = found.get(attemptId(attempt.taskId, attempt.number));
    if (what === undefined) continue;
    try {
      await bringOn(parts, queueOf, attempt, what);
    } catch (error) {
      if (!refusesRow(error)) throw error;
      noteUnkeepable(parts, attempt, error.message);
    }
  }
}

async function bringOn(
  parts: LineParts,
  queueOf: QueueOf,
  attempt: OpenAttempt,
  what: { upstreamId: string } | 'absent',
): Promise<void> {
  const { driver, database } = parts;
  const { taskId, number } = attempt;
  if (what === 'absent') {
    const reason = 'the line does not have it';
    await endAttempts(database, [
      { taskId, number, end: 'gone', outcome: { reason, interrupted: true }, costMicros: 0n },
    ]);
    await again(parts, queueOf, attempt, reason);
    return;
  }
  await acceptAttempt(database, {
    taskId,
    number,
    upstreamId: what.upstreamId,
    queue: driver.queue,
    lookAfterSeconds: 0,
    expectedSeconds: parts.lengths.expected(attempt.request),
  });
  parts.wake.tell('follow', driver.queue);
  parts.wake.tell('events');
}

/** Asks the line to stop what its customers want cancelled. Resolves with what it said, by task. */
async function stopWished(
  parts: LineParts,
  known: readonly Known[],
): Promise<ReadonlyMap<string, CancelAnswer>> {
  const wished = known.filter(({ cancelRequested }) => cancelRequested);
  const answers = await Promise.all(
    wished.map(async (attempt) => [attempt.taskId, await stop(parts, attempt)] as const),
  );
  return new Map(answers);
}

/** `stopped`: the line proved it, and the task was cancelled. */
async function stop(parts: LineParts, attempt: Known): Promise<CancelAnswer> {
  const answer = await parts.driver.cancel(lookAt(attempt));
  if (answer !== 'stopped') return answer;
  const { taskId, number } = attempt;
  await endAttempts(parts.database, [
    { taskId, number, end: 'stopped', outcome: {}, costMicros: 0n },
  ]);
  await endUncharged(parts.settler, {
    taskId: attempt.taskId,
    from: sentStates,
    attempt: attempt.number,
    state: 'cancelled',
    failure: { code: 'cancelled', message: 'The task was cancelled while it was being made.' },
  });
  parts.wake.tell('dispatch');
  return answer;
}

/** What the line cannot stop is not asked again; whoever waits for its answer has it now. */
async function withdraw({ database, wake }: LineParts, unstoppable: Known[]): Promise<void> {
  if (unstoppable.length === 0) return;
  await withdrawCancels(database, unstoppable);
  wake.tell('settled');
}
