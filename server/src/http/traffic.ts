import { refuse } from '../generation/problems.ts';
import { createGate } from '../generation/gate.ts';
import { createFairShares } from './fair-shares.ts';

/** What is under way in this process, fair by account. Each call resolves or returns with what ends it. */
export interface Traffic {
  /** At once where there is room, else in turn. Throws overloaded after a while. */
  read(accountId: string): (() => void) | Promise<() => void>;
  /** Throws rate_limited and overloaded, at once. */
  create(accountId: string): () => void;
}

const readsMost = 1_024;
const readsPerAccount = 64;
const createsMost = 4_096;
const createsPerAccount = 1_024;
const retryAfterSeconds = 1;

export function createTraffic({ readWaitMs }: { readWaitMs: number }): Traffic {
  const reads = createGate({
    places: readsMost,
    placesPerOwner: readsPerAccount,
    weight: Infinity,
    weightPerOwner: Infinity,
  });
  const creates = createFairShares(createsMost);
  return {
    read: (accountId) =>
      reads.enterNow(accountId, 0) ??
      reads.enter(accountId, 0, AbortSignal.timeout(readWaitMs)).catch((): never => {
        // Never rate_limited: clients take that on a read for the end of their task, and make it again.
        throw refuse('overloaded', 'Too many requests wait right now: ask again in a moment.', {
          retryAfterSeconds,
        });
      }),
    create(accountId) {
      if (creates.heldBy(accountId) >= createsPerAccount) throw tooManyOfAccount();
      if (!creates.take(accountId, 1)) throw tooManyInAll();
      let isInside = true;
      return () => {
        if (isInside) creates.give(accountId, 1);
        isInside = false;
      };
    },
  };
}

function tooManyOfAccount(): Error {
  return refuse(
    'rate_limited',
    `${String(createsPerAccount)} creates of this account are under way: send this one again when some are answered.`,
    { retryAfterSeconds },
  );
}

function tooManyInAll(): Error {
  return refuse('overloaded', 'Too many creates are under way: send this one again shortly.', {
    retryAfterSeconds,
  });
}
