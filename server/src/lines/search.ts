import type { Dialect } from '../dialects/mechanism.ts';
import { least } from '../generation/extremes.ts';
import type { LineClient } from './client.ts';
import type { Acceptance, LineDriver, LostAttempt } from './driver.ts';
import { recordSeconds } from './line.ts';

/** Finds out what became of attempts whose answer was lost. */
export type Search = LineDriver['find'];

export interface SearchParts {
  dialect: Dialect;
  client: LineClient;
  mayCall(kind: 'list' | 'get'): Promise<boolean>;
  /** Whether an attempt of ours has this upstream id already. */
  isTaken(upstreamId: string): Promise<boolean>;
  /** Upstream ids of a few tasks that it had accepted before a time, the newest first. */
  acceptedBefore(atMs: number): Promise<readonly string[]>;
  /** Sends it once more under the same idempotency key; null: the upstream is not known to honour keys. */
  resend: ((attempt: LostAttempt) => Promise<Acceptance>) | null;
  nowMs?: () => number;
}

/**
 * A create that takes longer than this was given up on our side long before: what is not listed after it
 * will not come.
 */
const createMaxSeconds = 120;
/** Two complete listings prove an absence, so far apart. */
const apartMs = 30_000;
/** Upstreams keep idempotency keys for a day; a clock may differ. */
const resendMaxSeconds = 23 * 3_600;
/** Tasks of one second have no order in a list. */
const marginMs = 2_000;
const pageSize = 500;
/** As long as an absence cannot be proved, only the newest tasks are worth reading. */
const firstPages = 2;
const pagesMax = 500;

interface Listing {
  atMs: number;
  /** Upstream ids by token. */
  found: Map<string, string>;
  /** Everything since the oldest attempt that is sought is in it; else it proves no absence. */
  isComplete: boolean;
}

/**
 * A callback may have named the task: then it is asked for by that id. An upstream that honours
 * idempotency keys is sent the same create again. Platforms that keep a word of ours with a task are
 * searched for it. Present: it was accepted. Missing in two complete listings that were both made after
 * the create can still have been under way: it never was. All else stays unknown, for a person.
 */
export function createSearch(parts: SearchParts): Search {
  const { dialect, nowMs = Date.now } = parts;
  /** When an attempt was first missing in a complete listing. */
  const missedAtMs = new Map<string, number>();

  function provesAbsence(attempt: LostAttempt, listing: Listing): boolean {
    if (!listing.isComplete || attempt.elapsedSeconds < createMaxSeconds) return false;
    const missed = missedAtMs.get(attempt.attemptId);
    if (missed === undefined) {
      missedAtMs.set(attempt.attemptId, listing.atMs);
      return false;
    }
    return listing.atMs >= missed + apartMs;
  }

  return async (lost) => {
    const found: Awaited<ReturnType<Search>> = new Map();
    const settle = (id: string, what: { upstreamId: string } | 'absent'): void => {
      missedAtMs.delete(id);
      found.set(id, what);
    };
    for (const attempt of lost) {
      const upstreamId = await namedTask(parts, attempt);
      const what = upstreamId === null ? await sentAgain(parts, attempt) : { upstreamId };
      if (what !== null) settle(attempt.attemptId, what);
    }
    const sought = lost.filter(({ attemptId }) => !found.has(attemptId));
    if (dialect.attemptToken === undefined || sought.length === 0) return found;
    const listing = await readListing(parts, sought, nowMs());
    if (!listing) return found;
    for (const attempt of sought) {
      const upstreamId = listing.found.get(attempt.attemptId);
      if (upstreamId !== undefined) settle(attempt.attemptId, { upstreamId });
      else if (provesAbsence(attempt, listing)) settle(attempt.attemptId, 'absent');
    }
    return found;
  };
}

/** The id that a callback named, if the upstream itself confirms that it is this attempt's. */
async function namedTask(
  { client, dialect, mayCall, isTaken }: SearchParts,
  { attemptId, namedId }: LostAttempt,
): Promise<string | null> {
  if (namedId === null || !(await mayCall('get')) || (await isTaken(namedId))) return null;
  const outcome = await client.call('get', { id: namedId });
  if (outcome.kind !== 'answered' || outcome.report.id !== namedId) return null;
  // Without a token nobody but the receiver of this create knows the address that was called.
  const isOurs = dialect.attemptToken === undefined || outcome.report.token === attemptId;
  return isOurs ? namedId : null;
}

async function sentAgain(
  { resend }: SearchParts,
  attempt: LostAttempt,
): Promise<{ upstreamId: string } | 'absent' | null> {
  if (resend === null || attempt.elapsedSeconds > resendMaxSeconds) return null;
  const answer = await resend(attempt);
  switch (answer.kind) {
    case 'accepted':
      return { upstreamId: answer.upstreamId };
    case 'refused':
      // A key that is known is answered as the first time: it was not, and is not now.
      return answer.passing ? null : 'absent';
    case 'lost':
      return null;
  }
}

/**
 * Newest first, until all are found or nothing older can be theirs; null where it could not be read. A list is
 * believed to be complete when it shows a task that the line had accepted before the first of them was sent:
 * no clock is asked, and a list that is empty or cut short shows none. A line that has accepted nothing yet has
 * no such witness; then the end of its list must do.
 */
async function readListing(
  { client, mayCall, acceptedBefore }: SearchParts,
  sought: readonly LostAttempt[],
  atMs: number,
): Promise<Listing | null> {
  const firstMs = least(sought.map(({ intendedAtMs }) => intendedAtMs));
  const witnesses = await acceptedBefore(firstMs - marginMs);
  const isLate = sought.some(({ elapsedSeconds }) => elapsedSeconds >= createMaxSeconds);
  const found = new Map<string, string>();
  for (let page = 1; page <= (isLate ? pagesMax : firstPages); page++) {
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
    const isEnd = tasks.length < pageSize;
    const isComplete =
      tasks.some(({ id }) => witnesses.includes(id)) || (isEnd && witnesses.length === 0);
    if (isComplete || isEnd || sought.every(({ attemptId }) => found.has(attemptId))) {
      return { atMs, found, isComplete };
    }
  }
  return { atMs, found, isComplete: false };
}
