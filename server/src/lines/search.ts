import type { Dialect } from '../dialects/mechanism.ts';
import type { LineClient } from './client.ts';
import type { LineDriver, LostAttempt } from './driver.ts';
import { recordSeconds } from './line.ts';

/** Looks for attempts whose answer was lost among the tasks that an upstream lists. */
export type Search = LineDriver['find'];

export interface SearchParts {
  dialect: Dialect;
  client: LineClient;
  mayCall(kind: 'list'): Promise<boolean>;
  nowMs?: () => number;
}

/**
 * A create that takes longer than this was given up on our side long before: what is not listed after it
 * will not come.
 */
const createMaxMs = 120_000;
/** Two complete listings prove an absence, so far apart. */
const apartMs = 30_000;
/** Clocks differ: a listing reaches back this much further than the intent. */
const skewMs = 600_000;
/** One listing serves all searches of a moment. */
const freshMs = 5_000;
const pageSize = 100;
const pagesMax = 50;

interface Listing {
  atMs: number;
  /** Upstream ids by token. */
  found: Map<string, string>;
  /** Everything that was made since is in it. */
  completeSinceMs: number;
}

/**
 * Platforms that keep a word of ours with a task are searched for it. Present: it was accepted. Missing in
 * two complete listings that were both made after the create can still have been under way: it never was.
 * All else stays unknown; a listing that could not be read to its end proves nothing.
 */
export function createSearch(parts: SearchParts): Search {
  const { dialect, nowMs = Date.now } = parts;
  /** When an attempt was first missing in a complete listing. */
  const missedAtMs = new Map<string, number>();
  let last: Listing | null = null;

  async function listed(sinceMs: number): Promise<Listing | null> {
    const fits = last !== null && nowMs() - last.atMs < freshMs && last.completeSinceMs <= sinceMs;
    last = fits ? last : await readListing(parts, sinceMs, nowMs());
    return last;
  }

  return async ({ attemptId, intendedAtMs }: LostAttempt) => {
    if (dialect.attemptToken === undefined) return 'unknown';
    const listing = await listed(intendedAtMs - skewMs);
    if (!listing) return 'unknown';
    const upstreamId = listing.found.get(attemptId);
    if (upstreamId !== undefined) {
      missedAtMs.delete(attemptId);
      return { upstreamId };
    }
    if (listing.atMs < intendedAtMs + createMaxMs) return 'unknown';
    const missed = missedAtMs.get(attemptId);
    if (missed === undefined) {
      missedAtMs.set(attemptId, listing.atMs);
      return 'unknown';
    }
    if (listing.atMs < missed + apartMs) return 'unknown';
    missedAtMs.delete(attemptId);
    return 'absent';
  };
}

/** Newest first, back to `sinceMs`; null where it could not be read to there. */
async function readListing(
  { client, mayCall }: SearchParts,
  sinceMs: number,
  atMs: number,
): Promise<Listing | null> {
  const found = new Map<string, string>();
  for (let page = 1; page <= pagesMax; page++) {
    if (!(await mayCall('list'))) return null;
    const outcome = await client.call('list', {
      limit: pageSize,
      from: { page },
      order: 'newest',
      withinSeconds: recordSeconds,
    });
    if (outcome.kind !== 'answered') return null;
    const { tasks } = outcome.report;
    for (const { token, id } of tasks) if (token !== undefined) found.set(token, id);
    const oldestMs = tasks.at(-1)?.createdAtMs;
    const reached = tasks.length < pageSize || (oldestMs !== undefined && oldestMs < sinceMs);
    if (reached) return { atMs, found, completeSinceMs: sinceMs };
  }
  return null;
}
