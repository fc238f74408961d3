import type { Logger } from 'pino';
import type { Dialect } from '../dialects/mechanism.ts';
import type { Medium } from '../generation/request.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import { createLineClient } from './client.ts';
import type { AttemptAge, LineDriver } from './driver.ts';
import { callAbout } from './http-about.ts';
import { cancel } from './http-cancel.ts';
import { submit } from './http-create.ts';
import { listsById, lookByList, lookOneByOne, urlsIn } from './http-look.ts';
import type { LineAssets } from './line-assets.ts';
import type { AssetWay, CallKind, Line } from './line.ts';
import type { TakenCalls } from './rates.ts';
import { withoutSecret } from './redact.ts';
import { createSearch } from './search.ts';
import type { Troubles } from './troubles.ts';
import type { Witness } from './witnesses.ts';

export interface HttpLineParts {
  line: Line;
  dialect: Dialect;
  secret: string | null;
  fetch: Pick<GuardedFetch, 'call'>;
  /**
   * Takes a call from the line's rate; false where it has to wait longer than a moment. Not asked for
   * creates: whoever sends has asked before the intent was written.
   */
  mayCall(kind: Exclude<CallKind, 'create'>): Promise<boolean>;
  /** Takes up to `wanted` calls that may be made at once. */
  takeNow(kind: 'get' | 'list', wanted: number): Promise<TakenCalls>;
  /** Whether an attempt of ours on this line has this upstream id. */
  isTaken(upstreamId: string): Promise<boolean>;
  /** A few tasks of a tier that this line had accepted before a time, the newest first. */
  acceptedBefore(atMs: number, isFlex: boolean): Promise<readonly Witness[]>;
  /** Signed address of our stored copy of a medium, as the upstream can fetch it. */
  mediaUrl(medium: Medium): string;
  /** For models whose tasks name media as assets of the line. */
  assetsOf?(way: AssetWay): Pick<LineAssets, 'urls' | 'doubt'>;
  /** Where the upstream tells of an attempt; null where it is not asked to. */
  callbackUrl(attemptId: string): string | null;
  trouble: Troubles['note'];
  log: Logger;
}

/** Every line's open work has a queue under this prefix. */
export const lineQueuePrefix = 'line/';

/** Where attempts of a line wait whose answer was lost. */
export function lostQueue(lineId: string): string {
  return `lost/${lineId}`;
}

/** Where an attempt is looked at, or for, that has outlived its task. */
export function lookQueueOf(lineId: string, upstreamId: string | null): string {
  return upstreamId === null ? lostQueue(lineId) : lineQueuePrefix + lineId;
}

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
  const hasList = listsById(dialect);
  /** Fewer where an upstream or a proxy before it finds the address too long. */
  let listIds = listIdsMax;
  return {
    name: line.id,
    queue: lineQueuePrefix + line.id,
    lostQueue: lostQueue(line.id),
    lookSeconds: (age) => lookSeconds(age, line.callbacks),
    async submit(order) {
      const acceptance = await submit(parts, client, order);
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
      resend: (attempt) => (line.resendLost ? submit(parts, client, attempt) : null),
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

/**
 * Until it can be over, half of what is left each time; from then on a tenth more of what it has taken.
 * Where nobody knows how long it takes, a fifth more.
 */
export function lookSeconds(
  { elapsedSeconds, expectedSeconds }: AttemptAge,
  callbacks: boolean,
): number {
  const left = expectedSeconds === null ? 0 : expectedSeconds - elapsedSeconds;
  const late = elapsedSeconds * (expectedSeconds === null ? 0.2 : 0.1);
  const seconds = left > 0 ? left / 2 : late;
  const latest = callbacks ? latestWithCallbacksSeconds : latestSeconds;
  return Math.min(latest, Math.max(soonestSeconds, seconds));
}
