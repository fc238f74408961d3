import type { Logger } from 'pino';
import { ProblemError } from '../generation/problems.ts';
import { FetchRefusal, type FetchRefusalReason } from '../media/targets.ts';
import { storeTroubleKind } from '../media/store/store-trouble.ts';
import { createIntakeRoom, takeMedia, type IntakeDeps } from '../media/intake.ts';
import { claimFromEach } from '../work/claim-from-each.ts';
import { finish, release, type Claimed } from '../work/claim.ts';
import { createJobPool } from '../work/job-pool.ts';
import { endFetch, noteFault, readFetching, type Fetching } from './fetches.ts';
import { assetLimits, type AssetParts } from './parts.ts';

/**
 * Fetches the assets that wait, each account's in a queue of its own: a server that hangs, or a thousand
 * of them, delays nobody else's. What a dead process left is claimed again when its lease runs out.
 */
export interface Fetcher {
  /** Starts what is due and does not wait for it. Resolves true where it started something. */
  turn(): Promise<boolean>;
  /** Breaks off what is under way and hands it back; resolves when that is done. */
  stop(): Promise<void>;
}

export interface FetcherParts extends AssetParts {
  log: Logger;
}

const inFlightMax = 32;
const inFlightMaxPerAccount = 4;

const withinMs = 60_000;
const leaseSeconds = 30;

/** Seconds before a fetch that failed in passing is tried again; after the last of them it has failed. */
const waitsSeconds = [5, 20, 60];
/** Until a trouble of our storage may be over. */
const storeSeconds = 5;
/** An asset whose fetching ends its process again and again must end, too. */
const claimsMax = 20;

const passingReasons: ReadonlySet<FetchRefusalReason> = new Set([
  'dns',
  'connect',
  'timeout',
  'unavailable',
]);

export function createFetcher(parts: FetcherParts): Fetcher {
  const { database, wake, log } = parts;
  const stopping = new AbortController();
  const jobs = createJobPool({
    pool: database.claims,
    step: 'fetch',
    max: inFlightMax,
    leaseSeconds,
    log,
  });
  /** How many more of each account may begin, of those that have any under way. */
  const left = new Map<string, number>();
  // Requests must not wait for room behind assets; only the looking into files is shared with them.
  const room = { ...createIntakeRoom(), probes: parts.intake.room.probes };
  const intake = { ...parts.intake, room };

  async function fetchOne(claimed: Claimed, asset: Fetching | undefined): Promise<void> {
    if (asset) await fetchAsset({ ...parts, intake }, claimed, asset, stopping.signal);
    else await finish(database.work, 'fetch', [claimed]);
  }

  function begin(queue: string): void {
    left.set(queue, (left.get(queue) ?? inFlightMaxPerAccount) - 1);
  }

  function end(queue: string): void {
    const leftHere = left.get(queue) ?? 0;
    const isAwaited = leftHere < 1 || jobs.free() === 1;
    if (leftHere + 1 < inFlightMaxPerAccount) left.set(queue, leftHere + 1);
    else left.delete(queue);
    if (isAwaited) wake.tell('fetch');
  }

  return {
    async turn() {
      if (stopping.signal.aborted) return false;
      // Every account is its own owner.
      const ofAccounts = { each: inFlightMaxPerAccount, of: left };
      const claimed = await claimFromEach(database.claims, {
        step: 'fetch',
        queues: null,
        room: ofAccounts,
        ownerRoom: ofAccounts,
        limit: jobs.free(),
        leaseSeconds,
      });
      const assets = readFetching(
        database,
        claimed.map(({ subjectId }) => subjectId),
      );
      for (const one of claimed) {
        begin(one.queue);
        jobs.start(
          one,
          async () => fetchOne(one, (await assets).get(one.subjectId)),
          () => {
            end(one.queue);
          },
        );
      }
      return claimed.length > 0;
    },
    async stop() {
      stopping.abort(new Error('the fetcher stops'));
      await jobs.drain();
    },
  };
}

/** Throws for troubles of our own: then the lease runs out and the fetch begins again. */
async function fetchAsset(
  { database, intake }: { database: FetcherParts['database']; intake: IntakeDeps },
  claimed: Claimed,
  asset: Fetching,
  signal: AbortSignal,
): Promise<void> {
  const again = (afterSeconds: number): Promise<void> =>
    release(database.claims, 'fetch', [{ ...claimed, afterSeconds }]);
  const againUncounted = (afterSeconds: number): Promise<void> =>
    release(database.claims, 'fetch', [{ ...claimed, afterSeconds, uncounted: true }]);
  const fail = (message: string): Promise<void> =>
    endFetch(database, claimed, { failure: { code: 'media_fetch_failed', message } });

  if (claimed.claims > claimsMax) {
    await fail('The file could not be fetched: that was interrupted too often.');
    return;
  }
  try {
    const ask = { url: asset.source_url, kind: asset.kind, field: 'The file' };
    const call = { accountId: asset.account_id, limits: assetLimits, withinMs, signal };
    const [medium] = await takeMedia([ask], intake, call);
    if (medium === undefined) throw new Error('one ask gives one medium');
    await endFetch(database, claimed, { medium });
  } catch (error) {
    if (signal.aborted) {
      await again(0);
      return;
    }
    if (storeTroubleKind(error) !== null) {
      await againUncounted(storeSeconds);
      return;
    }
    if (!(error instanceof ProblemError)) throw error;
    const { code, message, retryAfterSeconds = 5 } = error.problem;
    if (code === 'overloaded') {
      await againUncounted(retryAfterSeconds);
      return;
    }
    const afterSeconds = isPassing(error) ? waitsSeconds[asset.faults] : undefined;
    if (afterSeconds === undefined) {
      await fail(message);
      return;
    }
    await noteFault(database, asset.id);
    await again(afterSeconds);
  }
}

function isPassing({ cause }: Error): boolean {
  return cause instanceof FetchRefusal && passingReasons.has(cause.reason);
}
