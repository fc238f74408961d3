import type { Logger } from 'pino';
import type { CreateCommand, Deed, Dialect, TaskReport } from '../dialects/mechanism.ts';
import type { Failure } from '../generation/problems.ts';
import type { Medium } from '../generation/request.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import type { ResultUrls } from '../tasks/results.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import { createLineClient, type CallForm, type CallOutcome, type LineClient } from './client.ts';
import type {
  Acceptance,
  AttemptAge,
  AttemptOrder,
  LineDriver,
  LookAt,
  Observation,
} from './driver.ts';
import { modelFor } from './eligible.ts';
import type { LineAssets } from './line-assets.ts';
import {
  assetWayOf,
  recordSeconds,
  type AssetWay,
  type CallKind,
  type Line,
  type LineModel,
} from './line.ts';
import { madeOf } from './made.ts';
import type { TakenCalls } from './rates.ts';
import { createSearch } from './search.ts';
import type { Troubles } from './troubles.ts';

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
  /** A few of the upstream ids that this line had given out before a time, the newest first. */
  acceptedBefore(atMs: number): Promise<readonly string[]>;
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

/** Up to so many attempts are looked at one by one; more by pages of a list, where there is one. */
const singleGetsMax = 4;
/** Without a list, so many at a time. */
const getsAtOnceMax = 16;
/** Ids that one list call may name. */
const listIdsMax = 200;
const listIdsLeast = 25;

/** An upstream account as a line. */
export function createHttpLine(parts: HttpLineParts): LineDriver {
  const { line, dialect, fetch, secret } = parts;
  const client = createLineClient({ dialect, baseUrl: line.baseUrl, secret, fetch });
  const hasList = dialect.operations.some(({ does }) => does === 'list');
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
      resend: line.resendLost ? (attempt) => submit(parts, client, attempt) : null,
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
      const seen = await lookByList(parts, client, attempts);
      if (seen !== 'too long') return seen;
      listIds = Math.max(listIdsLeast, Math.floor(listIds / 2));
      return new Map();
    },
    cancel: (upstreamId) => cancel(parts, client, upstreamId),
    async result(upstreamId) {
      if (!(await parts.mayCall('get'))) return null;
      const outcome = await client.call('get', { id: upstreamId });
      if (outcome.kind !== 'answered') return null;
      const { videoUrl, lastFrameUrl } = outcome.report;
      const video =
        videoUrl === undefined ? client.video(upstreamId) : { url: videoUrl, headers: {} };
      if (!video) return null;
      return { videoUrl: video.url, headers: video.headers, lastFrameUrl: lastFrameUrl ?? null };
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

async function submit(
  parts: HttpLineParts,
  client: LineClient,
  order: AttemptOrder,
): Promise<Acceptance> {
  const model = modelFor(parts.line, order.request);
  if ('reason' in model) return notTaken(model.reason);
  const how: CallForm = {
    ...(model.createsAs && { as: model.createsAs }),
    ...(parts.line.resendLost && { idempotencyKey: order.attemptId }),
  };
  const { media } = order.request;
  const way = assetWayOf(model);
  const assets = way === null || media.length === 0 ? undefined : parts.assetsOf?.(way);
  const urls = await assets?.urls(media);
  if (way !== null && !media.every(({ sha256 }) => urls?.has(sha256))) {
    return notTaken('A medium is no asset of the line, or not any more.');
  }
  const mediaUrl = (medium: Medium): string => urls?.get(medium.sha256) ?? parts.mediaUrl(medium);
  const command = commandOf({ ...parts, mediaUrl }, order, model);
  let outcome = await client.call('create', command, how);
  if (outcome.kind === 'unsayable' && order.request.seedIsDrawn) {
    // Nobody asked for this seed, so a platform without one may serve the task.
    outcome = await client.call('create', withoutSeed(command), how);
  }
  switch (outcome.kind) {
    case 'answered':
      return { kind: 'accepted', upstreamId: outcome.report.id };
    case 'unsayable':
    case 'unsent':
      return notTaken(outcome.reason);
    case 'lost':
      return outcome;
    case 'refused': {
      const { kind, failure } = outcome.refusal;
      await assets?.doubt(media);
      if (kind === 'ambiguous') {
        return { kind: 'lost', reason: `HTTP ${String(outcome.status)}: ${failure.message}` };
      }
      const passing = kind === 'passing';
      const { retryAfterSeconds } = outcome;
      return {
        kind: 'refused',
        passing,
        failure,
        ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
      };
    }
  }
}

/** Why a line cannot be asked for this at all, in a sentence for operators; null: it can. */
export function cannotTake(
  parts: Pick<HttpLineParts, 'line' | 'dialect' | 'mediaUrl'>,
  request: PlannedRequest,
): string | null {
  const model = modelFor(parts.line, request);
  if ('reason' in model) return model.reason;
  const places = {
    ...parts,
    callbackUrl: () => null,
    ...(assetWayOf(model) !== null && { mediaUrl: () => 'asset://asset' }),
  };
  const command = commandOf(places, { attemptId: '', request }, model);
  const said = (what: CreateCommand): string | null => {
    const reasons = parts.dialect.operations.flatMap((operation) => {
      if (operation.does !== 'create') return [];
      const call = operation.asks.encode(what);
      return 'unsayable' in call ? call.unsayable : null;
    });
    return reasons.includes(null) ? null : (reasons[0] ?? 'it makes nothing');
  };
  const reason = said(command) && request.seedIsDrawn ? said(withoutSeed(command)) : said(command);
  return reason === null ? null : `${parts.line.name}: ${reason}.`;
}

/** By us or in passing: another line may take it. */
function notTaken(reason: string): Acceptance {
  return { kind: 'refused', passing: true, failure: { code: 'provider_error', message: reason } };
}

function commandOf(
  parts: Pick<HttpLineParts, 'dialect' | 'mediaUrl' | 'callbackUrl'>,
  order: Pick<AttemptOrder, 'attemptId' | 'request'>,
  model: LineModel,
): CreateCommand {
  const { request } = order;
  const callbackUrl = parts.callbackUrl(order.attemptId);
  const { attemptToken } = parts.dialect;
  return {
    ask: {
      model: model.upstreamName,
      prompt: request.prompt,
      media: request.media.map((medium) => ({
        url: parts.mediaUrl(medium),
        kind: medium.kind,
        role: medium.role,
        field: medium.field,
      })),
      seconds: request.seconds,
      resolution: request.resolution,
      ratio: request.ratio,
      generateAudio: request.generateAudio,
      seed: request.seed,
      watermark: request.watermark,
      returnLastFrame: request.returnLastFrame,
    },
    ...(callbackUrl === null ? {} : { callbackUrl }),
    ...(attemptToken === undefined ? {} : { metadata: { [attemptToken]: order.attemptId } }),
  };
}

function withoutSeed({ ask, ...command }: CreateCommand): CreateCommand {
  const { seed: _drawn, ...rest } = ask;
  return { ...command, ask: rest };
}

/** The calls were taken from the rate before. */
async function lookOneByOne(
  parts: HttpLineParts,
  client: LineClient,
  attempts: readonly LookAt[],
): Promise<Map<string, Observation>> {
  const seen = new Map<string, Observation>();
  await Promise.all(
    attempts.map(async ({ upstreamId, request }) => {
      const outcome = await client.call('get', { id: upstreamId });
      // A failed look is not a failed task; and a record that its platform no longer has may have been made.
      if (outcome.kind !== 'answered') {
        parts.trouble('failed_look', wordsOf(outcome));
        return;
      }
      const observation = observed(parts, outcome.report, request);
      if (observation) seen.set(upstreamId, observation);
    }),
  );
  return seen;
}

/** The call was taken from the rate before. */
async function lookByList(
  parts: HttpLineParts,
  client: LineClient,
  attempts: readonly LookAt[],
): Promise<Map<string, Observation> | 'too long'> {
  const outcome = await client.call('list', {
    limit: Math.max(attempts.length, listIdsMax),
    from: { page: 1 },
    order: 'newest',
    withinSeconds: recordSeconds,
    ids: attempts.map(({ upstreamId }) => upstreamId),
  });
  if (outcome.kind === 'unsayable') return lookOneByOne(parts, client, attempts);
  if (outcome.kind === 'refused' && [413, 414, 431].includes(outcome.status)) return 'too long';
  const seen = new Map<string, Observation>();
  if (outcome.kind !== 'answered') {
    parts.trouble('failed_look', wordsOf(outcome));
    return seen;
  }
  const byId = new Map(outcome.report.tasks.map((report) => [report.id, report]));
  for (const { upstreamId, request } of attempts) {
    const report = byId.get(upstreamId);
    const observation = report && observed(parts, report, request);
    if (observation) seen.set(upstreamId, observation);
  }
  return seen;
}

/** Of a call that brought no answer that can be used. */
function wordsOf(outcome: Exclude<CallOutcome<Deed>, { kind: 'answered' }>): string {
  if (outcome.kind !== 'refused') return outcome.reason;
  return `HTTP ${String(outcome.status)}: ${outcome.refusal.failure.message}`;
}

/** Undefined: nothing that changes anything. */
function observed(
  parts: HttpLineParts,
  report: TaskReport,
  request: LookAt['request'],
): Observation | undefined {
  switch (report.state) {
    case null:
      parts.trouble('unknown_word', `the state of ${report.id}`);
      return undefined;
    case 'queued':
      return { state: 'queued' };
    case 'running':
      return { state: 'running', progress: report.progress ?? 0 };
    case 'succeeded':
      return {
        state: 'succeeded',
        made: madeOf(report, request),
        ...tookSeconds(report),
        ...urls(report),
      };
    case 'failed':
      return { state: 'failed', failure: report.failure ?? noReason, ...billed(report) };
    case 'cancelled':
    case 'expired': {
      const failure = report.failure ?? endedThere(report.state);
      return { state: 'failed', failure, ...billed(report) };
    }
  }
}

/** Open to whoever has the address: what needs our key is asked for when it is fetched. */
function urls({ videoUrl, lastFrameUrl }: TaskReport): { urls?: ResultUrls } {
  if (videoUrl === undefined) return {};
  return { urls: { videoUrl, headers: {}, lastFrameUrl: lastFrameUrl ?? null } };
}

function tookSeconds({ createdAtMs, finishedAtMs }: TaskReport): { tookSeconds?: number } {
  if (createdAtMs === undefined || finishedAtMs === undefined) return {};
  return { tookSeconds: Math.max(1, (finishedAtMs - createdAtMs) / 1_000) };
}

function billed({ completionTokens = 0, chargedMicros = 0n }: TaskReport): { billed?: true } {
  return completionTokens > 0 || chargedMicros > 0n ? { billed: true } : {};
}

const noReason: Failure = { code: 'provider_error', message: 'The generation failed.' };

function endedThere(state: 'cancelled' | 'expired'): Failure {
  return { code: 'provider_error', message: `The task was ${state} by the provider.` };
}

async function cancel(
  parts: HttpLineParts,
  client: LineClient,
  upstreamId: string,
): Promise<'stopped' | 'unstoppable'> {
  if (!(await parts.mayCall('cancel'))) return 'unstoppable';
  const cancelled = await client.call('cancel', { id: upstreamId });
  if (cancelled.kind === 'answered') {
    return cancelled.report.state === 'cancelled' ? 'stopped' : 'unstoppable';
  }
  if (cancelled.kind !== 'unsayable') return 'unstoppable';
  // Where delete is the cancel, it erases what is over: only what still waits may be deleted.
  const before = await client.call('get', { id: upstreamId });
  if (before.kind !== 'answered' || before.report.state !== 'queued') return 'unstoppable';
  const deleted = await client.call('delete', { id: upstreamId, whileOpen: 'cancel_queued' });
  if (deleted.kind !== 'answered') return 'unstoppable';
  const after = await client.call('get', { id: upstreamId });
  return after.kind === 'answered' && after.report.state === 'cancelled'
    ? 'stopped'
    : 'unstoppable';
}
