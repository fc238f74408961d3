import type { Dialect, TaskReport } from '../../dialects/mechanism.ts';
import { greatest, least } from '../../generation/extremes.ts';
import type { LineClient } from './client.ts';
import type { Acceptance, LineDriver, LostAttempt } from '../../making/driver.ts';
import { recordSeconds } from '../../making/driver.ts';
import type { Troubles } from '../../making/troubles.ts';
import type { Witness } from './witnesses.ts';

/** Finds out what became of attempts whose answer was lost. */
export type Search = LineDriver['find'];

export interface SearchParts {
  dialect: Dialect;
  client: LineClient;
  mayCall(kind: 'list' | 'get'): Promise<boolean>;
  /** Whether an attempt of ours has this upstream id already. */
  isTaken(upstreamId: string): Promise<boolean>;
  /** For each of these times, a few tasks of a tier that it had accepted before, the newest first. */
  acceptedBefore(
    atMs: readonly number[],
    isFlex: boolean,
  ): Promise<readonly (readonly Witness[])[]>;
  /** Sends it once more under the same idempotency key; null: the upstream is not known to honour keys. */
  resend(this: void, attempt: LostAttempt): Promise<Acceptance> | null;
  trouble: Troubles['note'];
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
/** What a platform’s clock says to be so much older than an attempt is older: no clock is off by more. */
const pastMs = 3_600_000;
const pageSize = 500;
/** As long as an absence cannot be proved, only the newest tasks are worth reading. */
const firstPages = 2;
const pagesMax = 500;

interface Listing {
  atMs: number;
  /** Upstream ids by token. */
  found: Map<string, string>;
  /** The attempts since which everything is in it: it proves the absence of no other. */
  completeFor: ReadonlySet<string>;
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
    if (!listing.completeFor.has(attempt.attemptId) || attempt.elapsedSeconds < createMaxSeconds)
      return false;
    const missed = missedAtMs.get(attempt.attemptId);
    if (missed === undefined) {
      missedAtMs.set(attempt.attemptId, listing.atMs);
      return false;
    }
    return listing.atMs >= missed + apartMs;
  }

  return async (lost) => {
    const found: Awaited<ReturnType<Search>> = new Map();
    const given = new Set<string>();
    const give = async (id: string, upstreamId: string): Promise<void> => {
      if (given.has(upstreamId) || (await parts.isTaken(upstreamId))) {
        parts.trouble('wrong_task', `${upstreamId} is said to be ${id}, and is another one`);
        return;
      }
      given.add(upstreamId);
      missedAtMs.delete(id);
      found.set(id, { upstreamId });
    };
    for (const attempt of lost) {
      const upstreamId = (await namedTask(parts, attempt)) ?? (await sentAgain(parts, attempt));
      if (upstreamId !== null) await give(attempt.attemptId, upstreamId);
    }
    const sought = lost.filter(({ attemptId }) => !found.has(attemptId));
    if (dialect.attemptToken === undefined || sought.length === 0) return found;
    for (const isFlex of [false, true]) {
      const ofTier = sought.filter(({ request }) => (request.flex === true) === isFlex);
      const listing = ofTier.length > 0 ? await readListing(parts, ofTier, isFlex, nowMs()) : null;
      if (!listing) continue;
      for (const attempt of ofTier) {
        const upstreamId = listing.found.get(attempt.attemptId);
        if (upstreamId !== undefined) await give(attempt.attemptId, upstreamId);
        else if (provesAbsence(attempt, listing)) {
          missedAtMs.delete(attempt.attemptId);
          found.set(attempt.attemptId, 'absent');
        }
      }
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
  if (outcome.kind !== 'answered') return null;
  // Without a token nobody but the receiver of this create knows the address that was called.
  const isOurs = dialect.attemptToken === undefined || outcome.report.token === attemptId;
  return isOurs ? namedId : null;
}

/**
 * A refusal proves nothing: whoever looks at a request before looking up its key refuses what was accepted, and
 * a key that is known with another body is refused because it is known.
 */
async function sentAgain({ resend }: SearchParts, attempt: LostAttempt): Promise<string | null> {
  if (attempt.isUnwanted) return null;
  if (attempt.elapsedSeconds > resendMaxSeconds) return null;
  const answer = await resend(attempt);
  return answer?.kind === 'accepted' ? answer.upstreamId : null;
}

/**
 * Newest first, until all are found or nothing older can be theirs; null where it could not be read. For an attempt a
 * list is believed to be complete down to a task that the line had accepted before it was sent and that it shows under
 * our word: no clock is asked, and a list that is empty, cut short or another account's shows none. All above it has
 * to be in order, with a word or known, and what the line says goes on has to be shown: else what is sought may stand
 * elsewhere, without its word, or not at all. A line that had accepted nothing yet proves nothing of it.
 */
async function readListing(
  { client, mayCall, acceptedBefore, isTaken }: SearchParts,
  lost: readonly LostAttempt[],
  isFlex: boolean,
  atMs: number,
): Promise<Listing | null> {
  const before = await acceptedBefore(
    lost.map(({ intendedAtMs }) => intendedAtMs - marginMs),
    isFlex,
  );
  const sought = lost.map((attempt, index) => ({ ...attempt, witnesses: before[index] ?? [] }));
  const firstMs = least(sought.map(({ intendedAtMs }) => intendedAtMs));
  const isLate = sought.some(({ elapsedSeconds }) => elapsedSeconds >= createMaxSeconds);
  const found = new Map<string, string>();
  const shown = new Map<string, TaskReport>();
  const isShown = ({ upstreamId, attemptId }: Witness): boolean =>
    shown.get(upstreamId)?.token === attemptId;
  const reaches = (witnesses: readonly Witness[]): boolean =>
    witnesses.some(isShown) && witnesses.every((one) => !one.isOpen || isShown(one));
  for (let page = 1; page <= (isLate ? pagesMax : firstPages); page++) {
    if (!(await mayCall('list'))) return null;
    const outcome = await client.call('list', {
      limit: pageSize,
      from: { page },
      order: 'newest',
      withinSeconds: recordSeconds,
      // One that names no tier tells the default one alone.
      ...(isFlex && { flex: true }),
    });
    if (outcome.kind !== 'answered') return null;
    const { tasks } = outcome.report;
    const fresh = tasks.filter(({ id }) => !shown.has(id));
    for (const report of fresh) {
      shown.set(report.id, report);
      if (report.token !== undefined) found.set(report.token, report.id);
    }
    const isPast = (tasks.at(-1)?.createdAtMs ?? Infinity) < firstMs - pastMs;
    const isEnd =
      tasks.length < pageSize ||
      fresh.length === 0 ||
      // Nothing that is older can be theirs, or prove anything.
      (isPast && before.flat().every(({ upstreamId }) => shown.has(upstreamId)));
    const isSettled = sought.every((one) => found.has(one.attemptId) || reaches(one.witnesses));
    if (isSettled || isEnd) {
      const all = [...shown.values()];
      const inOrder = isInOrder(all) ? sought.filter(({ witnesses }) => reaches(witnesses)) : [];
      const reached = inOrder.map(({ attemptId, witnesses }) => {
        const words = new Set(witnesses.filter(isShown).map(({ upstreamId }) => upstreamId));
        return { attemptId, place: all.findIndex(({ id }) => words.has(id)) };
      });
      const named = await countNamed(all, greatest(reached.map(({ place }) => place)), isTaken);
      const complete = reached.filter(({ place }) => place <= named);
      return { atMs, found, completeFor: new Set(complete.map(({ attemptId }) => attemptId)) };
    }
  }
  return { atMs, found, completeFor: new Set() };
}

/** Newest first, as far as the platform’s own times tell. */
function isInOrder(shown: readonly TaskReport[]): boolean {
  return shown.every(({ createdAtMs = Number.NaN }, index) => {
    const earlier = shown[index - 1]?.createdAtMs ?? createdAtMs;
    return createdAtMs <= earlier + marginMs;
  });
}

/** How many, from the newest on and up to `most`, have a word or are known as the task of another attempt. */
async function countNamed(
  shown: readonly TaskReport[],
  most: number,
  isTaken: SearchParts['isTaken'],
): Promise<number> {
  let count = 0;
  for (const { token = '', id } of shown) {
    if (count >= most || (token === '' && !(await isTaken(id)))) break;
    count += 1;
  }
  return count;
}
