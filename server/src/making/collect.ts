import { access } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ChildError } from '../media/child.ts';
import { FetchRefusal } from '../media/fetch.ts';
import { storeTroubleKind } from '../media/store/store-trouble.ts';
import { claim, finish, release, type Claimed } from '../work/claim.ts';
import { createJobPool } from '../work/job-pool.ts';
import {
  loseResult,
  noteCopying,
  readResults,
  type FinishedAttempt,
  type ResultUrls,
} from '../tasks/results.ts';
import { failUnmeasured, settleByFile } from './by-file.ts';
import {
  hintableTries,
  isLost,
  localSecondsAfter,
  resumesMaxOf,
  secondsAfter,
  unnamedSecondsAfter,
} from './copy-schedule.ts';
import { attemptId, type Named } from './driver.ts';
import { downloadResult, Unusable } from './download.ts';
import { keepFiles, warnOfDifferences } from './keep-files.ts';
import { leaseSeconds, type LineParts } from './parts.ts';
import { microsToDecimal } from '../generation/money.ts';

/**
 * Copies finished results of a line to our storage. A copy that fails is tried again; until it stands, the
 * files are served from where the line keeps them, or waited for. What can never be had is given up, and its
 * charge is given back.
 */
export interface Collector {
  /** Starts what is due and does not wait for it. Resolves true where more may be due. */
  turn(): Promise<boolean>;
  /** Resolves when all that was started has ended. */
  drain(): Promise<void>;
  /** Hands back what is under way; what takes too long comes back by its lease. */
  stop(): Promise<void>;
}

/** A slow file delays no other, as long as there are hands. */
const handsMax = 32;
const claimMax = 16;
const stopMs = 3_000;
/** So long, one after the other, a fetched result waits here for our storage: fetching it again costs more. */
const usualStoreWaitsMs = [2_000, 5_000, 15_000, ...Array.from({ length: 9 }, () => 60_000)];
/** From this try on a whole video that cannot be decoded is kept as it is. */
const undecodableTries = 3;

/**
 * In a trouble of our storage, which has told its operator, nothing is counted: so long until the next try,
 * and until the next one for which something was fetched in vain.
 */
const storeSeconds = 5;
const afterFetchSeconds = 20;

interface Collecting extends LineParts {
  storeWaitsMs: readonly number[];
  stopping: AbortSignal;
}

/** `storeWaitsMs` are shorter in tests. */
export function createCollector(
  parts: LineParts,
  { storeWaitsMs = usualStoreWaitsMs }: { storeWaitsMs?: readonly number[] } = {},
): Collector {
  const { database, driver, wake, log } = parts;
  const stopping = new AbortController();
  const collecting = { ...parts, storeWaitsMs, stopping: stopping.signal };
  const jobs = createJobPool({
    pool: database.claims,
    step: 'collect',
    max: handsMax,
    leaseSeconds,
    log,
  });

  return {
    async turn() {
      const limit = Math.min(jobs.free(), claimMax);
      const { queue } = driver;
      const claimed = await claim(database.claims, { step: 'collect', queue, limit, leaseSeconds });
      const results = await readResults(
        database,
        claimed.map((one) => one.subjectId),
      );
      const byTask = new Map(results.map((result) => [result.taskId, result]));
      for (const one of claimed) {
        jobs.start(
          one,
          () => collectOne(collecting, one, byTask.get(one.subjectId)),
          () => {
            // Nobody looked while all were full.
            if (jobs.free() === 1) wake.tell('collect', queue);
          },
        );
      }
      return claimed.length === limit && jobs.free() > 0;
    },
    drain: () => jobs.drain(),
    async stop() {
      stopping.abort(new Error('the collector stops'));
      await Promise.race([jobs.drain(), pause(stopMs, undefined, { ref: false })]);
    },
  };
}

async function collectOne(
  parts: Collecting,
  claimed: Claimed,
  result: FinishedAttempt | undefined,
): Promise<void> {
  const { database, driver, wake, log } = parts;
  if (!result) {
    await lose(parts, { taskId: claimed.subjectId }, new NotThere('no attempt made it'));
    wake.tell('copied', claimed.subjectId);
    await finish(database.work, 'collect', [claimed]);
    return;
  }
  const waitSeconds = result.isOver ? null : await copyOrWait(parts, claimed, result);
  if (waitSeconds !== null) {
    await release(database.claims, 'collect', [{ ...claimed, afterSeconds: waitSeconds }]);
    return;
  }
  wake.tell('copied', claimed.subjectId);
  await finish(database.work, 'collect', [claimed]);
  await driver.discard(result.upstreamId).catch((error: unknown) => {
    log.warn({ line: driver.name, error: String(error) }, 'a line keeps what is over');
  });
}

/** Seconds until it is worth trying again; null: the collecting is over, with the files or without. */
async function copyOrWait(
  parts: Collecting,
  { claims }: Claimed,
  result: FinishedAttempt,
): Promise<number | null> {
  const { database, driver } = parts;
  const { faults } = result;
  const tries = result.tries + 1;
  if (result.waitSeconds > 0 && tries > hintableTries) return result.waitSeconds;
  let waitSeconds = unnamedSecondsAfter(claims);
  let downloads = result.tries;
  try {
    const isFirst = claims === 1 && result.tries === 0;
    const made = (isFirst ? result.urls : null) ?? (await driver.result(named(result)));
    if (!made) throw new NotThere('the line does not name the files');
    // Before anything is fetched that could not be kept.
    await parts.store.checkRoom();
    if ('videoUrl' in made) {
      waitSeconds = secondsAfter(tries);
      downloads = tries;
      await noteCopying(database, result, { tries, faults, waitSeconds });
      await copyFromLine(parts, result, made, tries);
    } else {
      waitSeconds = localSecondsAfter(claims);
      await access(made.video).catch(() => {
        throw new NotThere('the line names files that are not there');
      });
      // Who has its files here knows how long they are.
      if (result.made === null) throw new Unusable('the line does not tell how long it is');
      await keepFiles(parts, result, made, null);
    }
    return null;
  } catch (error) {
    if (parts.stopping.aborted) return 0;
    if (storeTroubleKind(error) !== null) {
      const wasFetched = downloads > result.tries;
      if (wasFetched) await noteCopying(database, result, { ...result, waitSeconds: 0 });
      return wasFetched ? afterFetchSeconds : storeSeconds;
    }
    return afterFailure(parts, result, { error, downloads, waitSeconds });
  }
}

function named({ taskId, number, upstreamId }: FinishedAttempt): Named {
  return { upstreamId, attemptId: attemptId(taskId, number) };
}

class NotThere extends Error {
  override readonly name = 'NotThere';
}

/** What fails at the line, and not in our storage or database. */
function isAtTheLine(error: unknown): boolean {
  return [NotThere, Unusable, FetchRefusal, ChildError].some((kind) => error instanceof kind);
}

interface CopyFailure {
  error: unknown;
  downloads: number;
  waitSeconds: number;
}

/**
 * What fails here, in our storage or database, is ours to put right: nothing is given up for it, and it
 * shows that the line still has the files.
 */
async function afterFailure(
  parts: Collecting,
  result: FinishedAttempt,
  { error, downloads: tries, waitSeconds }: CopyFailure,
): Promise<number | null> {
  const { database, driver, log } = parts;
  const { taskId, upstreamId, ageSeconds } = result;
  const faults = isAtTheLine(error) ? result.faults + 1 : 0;
  if (isLost({ tries, faults, ageSeconds })) {
    await lose(parts, result, error);
    return null;
  }
  if (faults !== result.faults) await noteCopying(database, result, { tries, faults, waitSeconds });
  log.warn(
    { taskId, line: driver.name, upstreamId, tries, faults, waitSeconds, error: String(error) },
    'a result was not collected; it is tried again',
  );
  return waitSeconds;
}

/** Its files can never be had: it is noted, and its charge given back, or not taken at all. */
async function lose(
  parts: Collecting,
  { taskId, upstreamId }: { taskId: string; upstreamId?: string },
  error: unknown,
): Promise<void> {
  const { database, driver, wake, trouble, log } = parts;
  const reason = error instanceof Error ? error.message : String(error);
  const about = { taskId, line: driver.name, upstreamId, error: reason };
  const givenBackMicros = await loseResult(database, taskId, reason);
  if (givenBackMicros !== null) {
    wake.tell('settled');
    wake.tell('events');
    const creditsGivenBack = microsToDecimal(givenBackMicros);
    log.error(
      { ...about, creditsGivenBack },
      'a result is lost: it cannot be had any more; its charge was given back',
    );
  } else if (await failUnmeasured(parts, taskId, whyUnmeasured(error))) {
    log.error(about, 'a result is lost before it could be measured: its task failed uncharged');
  } else return;
  trouble('lost_result', `${taskId}: ${reason}`);
}

function whyUnmeasured(error: unknown): string {
  return error instanceof Unusable || error instanceof ChildError
    ? 'its length, which was left to the model, could not be measured'
    : 'it could not be had from where it was made';
}

async function copyFromLine(
  parts: Collecting,
  result: FinishedAttempt,
  urls: ResultUrls,
  tries: number,
): Promise<void> {
  const { files, measured, clear } = await downloadResult(parts, {
    urls,
    wantsLastFrame: result.request.returnLastFrame,
    resumesMax: resumesMaxOf(tries),
    takesUndecodable: tries >= undecodableTries,
    signal: parts.stopping,
  });
  try {
    if (result.made !== null) {
      if (measured) warnOfDifferences(parts, result, result.made, measured);
      await patiently(parts, () => keepFiles(parts, result, files, measured));
    } else if (measured) {
      await patiently(parts, () => settleByFile(parts, result, files, measured));
    } else throw new Unusable('the video is of a kind that is not measured');
  } finally {
    await clear();
  }
}

/** While our storage is away. */
async function patiently(
  { storeWaitsMs, stopping, driver, log }: Collecting,
  work: () => Promise<void>,
): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      await work();
      return;
    } catch (error) {
      const waitMs = storeWaitsMs[failures];
      if (waitMs === undefined || stopping.aborted) throw error;
      if (storeTroubleKind(error) === null) {
        log.warn(
          { line: driver.name, waitMs, error: String(error) },
          'a fetched result was not stored; it waits here',
        );
      }
      await pause(waitMs, undefined, { signal: stopping });
    }
  }
}
