import type { HttpLineParts } from './parts.ts';
import { lineQueuePrefix, lostQueue } from '../../work/queues.ts';
import { createAnsweredIds } from './answered-ids.ts';
import { callSeconds, createLineClient } from './client.ts';
import type { LookTimes } from '../../work/looks.ts';
import type { LineDriver } from '../../making/driver.ts';
import { callAbout } from './http-about.ts';
import { cancel } from './http-cancel.ts';
import { submit } from './http-create.ts';
import { listsById, lookByList, lookOneByOne, urlsIn } from './http-look.ts';
import { withoutSecret } from './redact.ts';
import { createSearch } from './search.ts';

/** Up to so many attempts are looked at one by one; more by pages of a list, where there is one. */
const singleGetsMax = 4;
/** Without a list, so many at a time. */
const getsAtOnceMax = 16;
/** Ids that one list call may name. */
const listIdsMax = 200;
const listIdsLeast = 25;

/** An upstream account as a line. */
export function createHttpLine(given: HttpLineParts): LineDriver {
  const { line, dialect, fetch, secret } = given;
  const parts: HttpLineParts = {
    ...given,
    // Also what an upstream gives for an id is its word.
    trouble(kind, words) {
      given.trouble(kind, withoutSecret(words, secret));
    },
  };
  const client = createLineClient({ dialect, baseUrl: line.baseUrl, secret, fetch });
  const answered = createAnsweredIds();
  const hasList = listsById(dialect);
  /** Fewer where an upstream or a proxy before it finds the address too long. */
  let listIds = listIdsMax;
  return {
    name: line.id,
    queue: lineQueuePrefix + line.id,
    lostQueue: lostQueue(line.id),
    get looks() {
      return lookTimes(line.callbacks);
    },
    async submit(order) {
      const acceptance = await submit(parts, client, answered, order);
      if (acceptance.kind === 'lost') parts.trouble('lost_answer', acceptance.reason);
      if (acceptance.kind === 'refused') parts.trouble('refusal', acceptance.failure.message);
      return acceptance;
    },
    find: createSearch({
      dialect,
      client,
      mayCall: parts.mayCall,
      isTaken: parts.isTaken,
      acceptedBefore: parts.acceptedBefore,
      trouble: parts.trouble,
      resend: (attempt) => (line.resendLost ? submit(parts, client, answered, attempt) : null),
    }),
    async mayLook(due) {
      const byList = hasList && due > singleGetsMax;
      const wanted = byList ? 1 : Math.min(due, getsAtOnceMax);
      const { taken, waitSeconds } = await parts.takeNow(byList ? 'list' : 'get', wanted);
      return { most: byList ? taken * listIds : taken, restMs: waitSeconds * 1_000 };
    },
    async look(attempts) {
      if (!hasList || attempts.length <= singleGetsMax) {
        return lookOneByOne(parts, client, attempts);
      }
      const tiers = [true, undefined].map((flex) =>
        attempts.filter((one) => one.request.flex === flex),
      );
      const [first = [], second = []] = tiers.filter((some) => some.length > 0);
      // The other tier has a list of its own, which is a call of its own.
      const { taken: more } = second.length > 0 ? await parts.takeNow('list', 1) : { taken: 0 };
      const looks = [await lookByList(parts, client, first)];
      if (more > 0) looks.push(await lookByList(parts, client, second));
      const seen = new Map(looks.flatMap((look) => [...look.seen]));
      const missing = looks.flatMap((look) => look.missing);
      const isTooLong = looks.some((look) => look.isTooLong);
      if (isTooLong) listIds = Math.max(listIdsLeast, Math.floor(listIds / 2));
      if (missing.length === 0) return seen;
      // A list may be cut short, or not know what to filter by: what it leaves out may be there.
      const { taken } = await parts.takeNow('get', Math.min(missing.length, singleGetsMax));
      const asked = await lookOneByOne(parts, client, missing.slice(0, taken));
      return new Map([...seen, ...asked]);
    },
    cancel: (attempt) => cancel(parts, client, attempt),
    async result(attempt) {
      if (!(await parts.mayCall('get'))) return null;
      const outcome = await callAbout(parts, client, 'get', attempt);
      if (outcome.kind !== 'answered') return null;
      const named = urlsIn(outcome.report);
      if (named) return named;
      const videoUrl = client.video(attempt.upstreamId);
      return videoUrl === null ? null : { videoUrl, lastFrameUrl: null };
    },
    // Its records end by themselves.
    discard: () => Promise.resolve(),
    onHint: () => undefined,
    stop: () => Promise.resolve(),
  };
}

const soonestSeconds = 5;
/** Nothing is left unlooked at for longer; an upstream that calls back is asked less often. */
const latestSeconds = 45;
const latestWithCallbacksSeconds = 120;

export function lookTimes(callbacks: boolean): LookTimes {
  return {
    holdSeconds: callSeconds,
    soonestSeconds,
    latestSeconds: callbacks ? latestWithCallbacksSeconds : latestSeconds,
  };
}
