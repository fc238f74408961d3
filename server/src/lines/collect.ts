import { setTimeout as pause } from 'node:timers/promises';
import { ChildError } from '../media/child.ts';
import { FetchRefusal } from '../media/fetch.ts';
import { claim, finish, release, type Claimed } from '../postgres/claim.ts';
import { createHands } from '../postgres/hands.ts';
import {
  noteCopyTry,
  readResults,
  writeLost,
  type FinishedAttempt,
  type ResultUrls,
} from '../tasks/results.ts';
import {
  hintableTries,
  isLost,
  localSecondsAfter,
  resumesMaxOf,
  secondsAfter,
  unnamedSecondsAfter,
} from './copy-schedule.ts';
import { attemptId, type Named } from './driver.ts';
import { downloadResult } from './download.ts';
import { keepFiles, warnOfDifferences } from './keep-files.ts';
import { leaseSeconds, type LineParts } from './parts.ts';

/**
 * Copies finished results of a line to our storage. A copy that fails is tried again and never changes the
 * bill; until it stands, the files are served from where the line keeps them, or waited for.
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
/** From this try on a video that cannot be decoded is kept as it is. */
const undecodableTries = 3;

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
  const hands = createHands({
    pool: database.claims,
    step: 'collect',
    max: handsMax,
    leaseSeconds,
    log,
  });

  return {
    async turn() {
      const limit = Math.min(hands.free(), claimMax);
      const { queue } = driver;
      const claimed = await claim(database.claims, { step: 'collect', queue, limit, leaseSeconds });
      const results = await readResults(
        database,
        claimed.map((one) => one.subjectId),
      );
      const byTask = new Map(results.map((result) => [result.taskId, result]));
      for (const one of claimed) {
        hands.start(
          one,
          () => collectOne(collecting, one, byTask.get(one.subjectId)),
          () => {
            // Nobody looked while all were full.
            if (hands.free() === 1) wake.tell('collect', queue);
          },
        );
      }
      return claimed.length === limit && hands.free() > 0;
    },
    drain: () => hands.drain(),
    async stop() {
      stopping.abort(new Error('the collector stops'));
      await Promise.race([hands.drain(), pause(stopMs, undefined, { ref: false })]);
    },
  };
}

async function collectOne(
  parts: Collecting,
  claimed: Claimed,
  result: FinishedAttempt | undefined,
): Promise<void> {
  const { database, driver, log } = parts;
  if (!result) {
    log.error({ taskId: claimed.subjectId }, 'there is nothing to collect: no attempt made it');
    await finish(database.work, 'collect', [claimed]);
    return;
  }
  const waitSeconds = result.collected ? null : await copyOrWait(parts, claimed, result);
  if (waitSeconds !== null) {
    await release(database.claims, 'collect', [{ ...claimed, afterSeconds: waitSeconds }]);
    return;
  }
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
  const tries = result.tries + 1;
  if (result.waitSeconds > 0 && tries > hintableTries) return result.waitSeconds;
  let waitSeconds = unnamedSecondsAfter(claims);
  let downloads = result.tries;
  try {
    const isFirst = claims === 1 && result.tries === 0;
    const made = (isFirst ? result.urls : null) ?? (await driver.result(named(result)));
    if (!made) throw new NotNamed();
    if ('videoUrl' in made) {
      waitSeconds = secondsAfter(tries);
      downloads = tries;
      await noteCopyTry(database, result.taskId, { tries, waitSeconds });
      await copyFromLine(parts, result, made, tries);
    } else {
      waitSeconds = localSecondsAfter(claims);
      await keepFiles(parts, result.taskId, made, null);
    }
    return null;
  } catch (error) {
    if (parts.stopping.aborted) return 0;
    return afterFailure(parts, result, { error, claims, downloads, waitSeconds });
  }
}

function named({ taskId, number, upstreamId }: FinishedAttempt): Named {
  return { upstreamId, attemptId: attemptId(taskId, number) };
}

class NotNamed extends Error {
  override readonly name = 'NotNamed';
  constructor() {
    super('the line does not name the files');
  }
}

interface CopyFailure {
  error: unknown;
  claims: number;
  downloads: number;
  waitSeconds: number;
}

async function afterFailure(
  { database, driver, log }: Collecting,
  { taskId, upstreamId, ageSeconds }: FinishedAttempt,
  { error, claims, downloads, waitSeconds }: CopyFailure,
): Promise<number | null> {
  const about = { taskId, line: driver.name, upstreamId, claims, downloads, error: String(error) };
  const isAtTheLine =
    error instanceof NotNamed || error instanceof FetchRefusal || error instanceof ChildError;
  // What fails here, in our storage or database, is ours to put right: nothing is given up for it early.
  if (!isLost(downloads, isAtTheLine ? claims : 0, ageSeconds)) {
    log.warn({ ...about, waitSeconds }, 'a result was not collected; it is tried again');
    return waitSeconds;
  }
  await writeLost(database, taskId, error instanceof Error ? error.message : String(error));
  log.error(about, 'a result is lost: it cannot be had any more; its charge stands');
  return null;
}

async function copyFromLine(
  parts: Collecting,
  result: FinishedAttempt,
  urls: ResultUrls,
  tries: number,
): Promise<void> {
  const { files, measured, clear } = await downloadResult(parts, {
    urls,
    wantsLastFrame: result.wantsLastFrame,
    resumesMax: resumesMaxOf(tries),
    takesUndecodable: tries >= undecodableTries,
    signal: parts.stopping,
  });
  try {
    if (measured) warnOfDifferences(parts, result, measured);
    await patiently(parts, () => keepFiles(parts, result.taskId, files, measured));
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
      log.warn(
        { line: driver.name, waitMs, error: String(error) },
        'a fetched result was not stored; it waits here',
      );
      await pause(waitMs, undefined, { signal: stopping });
    }
  }
}
