import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { ChildError } from '../media/child.ts';
import { takeStills, type TakeStills } from '../media/stills.ts';
import type { MediaStore } from '../media/store/store.ts';
import { lightly, storeTroubleKind } from '../media/store/store-trouble.ts';
import type { Database } from '../postgres/database.ts';
import { endPicture, findFilm, pictureOfWork } from '../tasks/pictures/rows.ts';
import { claimFromEach } from '../work/claim-from-each.ts';
import { finish, release, type Claimed } from '../work/claim.ts';
import { createJobPool } from '../work/job-pool.ts';
import type { Wake } from '../work/wake.ts';

/**
 * Makes the pictures of films that somebody asked for and that are not there yet. Accounts have a queue each, of which
 * few are made at once: a page full of films delays nobody else's.
 */
export interface PictureMaker {
  /** Starts what is due and does not wait for it. Resolves true where it started something. */
  turn(): Promise<boolean>;
  /** Breaks off what is under way and hands it back; resolves when that is done. */
  stop(): Promise<void>;
}

export interface PictureParts {
  database: Pick<Database, 'claims' | 'work'>;
  store: Pick<MediaStore, 'open' | 'putFile' | 'temporaryPath' | 'writing'>;
  wake: Wake;
  log: Logger;
  /** By a child process, unless told. */
  takeStills?: TakeStills;
}

/** Each keeps a core busy. */
const atOnceMax = availableParallelism();
const atOnceMaxPerAccount = 2;
const leaseSeconds = 30;
/** A film whose decoding ends its process, or takes too long, again and again has none. */
const triesMax = 3;
const againSeconds = 2;
const storeSeconds = 5;

export function createPictureMaker(parts: PictureParts): PictureMaker {
  const { database, wake, log } = parts;
  const stopping = new AbortController();
  const jobs = createJobPool({
    pool: database.claims,
    step: 'picture',
    max: atOnceMax,
    leaseSeconds,
    log,
  });
  /** How many more of each account may begin, of those that have any under way. */
  const left = new Map<string, number>();

  function begin(queue: string): void {
    left.set(queue, (left.get(queue) ?? atOnceMaxPerAccount) - 1);
  }

  function end(queue: string): void {
    const leftHere = (left.get(queue) ?? 0) + 1;
    if (leftHere < atOnceMaxPerAccount) left.set(queue, leftHere);
    else left.delete(queue);
    wake.tell('picture');
  }

  return {
    async turn() {
      if (stopping.signal.aborted) return false;
      const ofAccounts = { each: atOnceMaxPerAccount, of: left };
      const claimed = await claimFromEach(database.claims, {
        step: 'picture',
        queues: null,
        room: ofAccounts,
        ownerRoom: ofAccounts,
        limit: jobs.free(),
        leaseSeconds,
      });
      for (const one of claimed) {
        begin(one.queue);
        jobs.start(
          one,
          () => makeOne(parts, one, stopping.signal),
          () => {
            end(one.queue);
          },
        );
      }
      return claimed.length > 0;
    },
    async stop() {
      stopping.abort(new Error('the maker of pictures stops'));
      await jobs.drain();
    },
  };
}

/** Throws for troubles of our own: then the lease runs out and it begins again. */
async function makeOne(parts: PictureParts, claimed: Claimed, signal: AbortSignal): Promise<void> {
  const { database, wake, log } = parts;
  const { taskId, kind } = pictureOfWork(claimed.subjectId);
  const again = (afterSeconds: number, uncounted = false): Promise<void> =>
    release(database.claims, 'picture', [{ ...claimed, afterSeconds, uncounted }]);
  try {
    const sha256 = await pictureFile(parts, claimed.subjectId, signal);
    if (sha256 === undefined) await finish(database.work, 'picture', [claimed]);
    else await endPicture(database, claimed, sha256);
  } catch (error) {
    if (signal.aborted) return again(0, true);
    if (storeTroubleKind(error) !== null) return again(storeSeconds, true);
    if (!(error instanceof ChildError)) throw error;
    // What the work itself says no to it would say no to again, unless the film left our cache meanwhile.
    const isLasting = error.end === 'failed' && error.code !== 'ENOENT';
    if (!isLasting && claimed.claims < triesMax) return again(againSeconds);
    log.warn({ taskId, kind, error: error.message }, 'a film has no such picture');
    await endPicture(database, claimed, null);
  }
  wake.tell('copied', taskId);
}

/** The hash under which it is stored; undefined where its film is gone. */
async function pictureFile(
  { database, store, takeStills: take = takeStills }: PictureParts,
  subjectId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { taskId, kind } = pictureOfWork(subjectId);
  const video = await findFilm(database, taskId);
  const film = video === null ? null : await store.open(video);
  if (!film) return undefined;
  const path = store.temporaryPath();
  try {
    await take({ video: film.path, first: null, last: null, [kind]: path }, { signal });
    return (await store.putFile(path, { isPatient: true })).sha256;
  } finally {
    await lightly(rm(path, { force: true }));
  }
}
