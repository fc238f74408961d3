import type { Logger } from 'pino';
import type { CreateCommand, Dialect, TaskReport } from '../dialects/mechanism.ts';
import type { Failure } from '../generation/problems.ts';
import type { Medium } from '../generation/request.ts';
import type { GuardedFetch } from '../media/fetch.ts';
import type { PlannedRequest } from '../tasks/rows.ts';
import { createLineClient, type LineClient } from './client.ts';
import type { Acceptance, AttemptOrder, LineDriver, LookAt, Observation } from './driver.ts';
import { modelFor } from './eligible.ts';
import { recordSeconds, type CallKind, type Line, type LineModel } from './line.ts';
import { madeOf } from './made.ts';
import { createSearch } from './search.ts';

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
  /** Signed address of our stored copy of a medium, as the upstream can fetch it. */
  mediaUrl(medium: Medium): string;
  /** Where the upstream tells of an attempt; null where it is not asked to. */
  callbackUrl(attemptId: string): string | null;
  /** Counts words of an upstream that nobody knows. */
  onUnknownWord(about: string): void;
  log: Logger;
}

/** Every line's open work has a queue under this prefix. */
export const lineQueuePrefix = 'line/';

/** Up to so many attempts are looked at one by one; more by pages of a list, where there is one. */
const singleGetsMax = 4;
/** Ids that one list call may name. */
const listIdsMax = 200;

/** An upstream account as a line. */
export function createHttpLine(parts: HttpLineParts): LineDriver {
  const { line, dialect, fetch, secret } = parts;
  const client = createLineClient({ dialect, baseUrl: line.baseUrl, secret, fetch });
  const hasList = dialect.operations.some(({ does }) => does === 'list');
  return {
    name: line.id,
    queue: lineQueuePrefix + line.id,
    lookSeconds: 5,
    submit: (order) => submit(parts, client, order),
    find: createSearch({ dialect, client, mayCall: parts.mayCall }),
    async look(attempts) {
      const byList = hasList && attempts.length > singleGetsMax;
      return byList ? lookByList(parts, client, attempts) : lookOneByOne(parts, client, attempts);
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

async function submit(
  parts: HttpLineParts,
  client: LineClient,
  order: AttemptOrder,
): Promise<Acceptance> {
  const model = modelFor(parts.line, order.request);
  if ('reason' in model) return notTaken(model.reason);
  let outcome = await client.call('create', commandOf(parts, order, model), model.createsAs);
  if (outcome.kind === 'unsayable' && order.request.seedIsDrawn) {
    // Nobody asked for this seed, so a platform without one may serve the task.
    outcome = await client.call(
      'create',
      withoutSeed(commandOf(parts, order, model)),
      model.createsAs,
    );
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
  const places = { ...parts, callbackUrl: () => null };
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

async function lookOneByOne(
  parts: HttpLineParts,
  client: LineClient,
  attempts: readonly LookAt[],
): Promise<Map<string, Observation>> {
  const seen = new Map<string, Observation>();
  for (const { upstreamId, request } of attempts) {
    if (!(await parts.mayCall('get'))) break;
    const outcome = await client.call('get', { id: upstreamId });
    // A failed look is not a failed task; and a record that its platform no longer has may have been made.
    if (outcome.kind !== 'answered') continue;
    const observation = observed(parts, outcome.report, request);
    if (observation) seen.set(upstreamId, observation);
  }
  return seen;
}

async function lookByList(
  parts: HttpLineParts,
  client: LineClient,
  attempts: readonly LookAt[],
): Promise<Map<string, Observation>> {
  const seen = new Map<string, Observation>();
  for (let at = 0; at < attempts.length; at += listIdsMax) {
    const some = attempts.slice(at, at + listIdsMax);
    if (!(await parts.mayCall('list'))) break;
    const outcome = await client.call('list', {
      limit: listIdsMax,
      from: { page: 1 },
      order: 'newest',
      withinSeconds: recordSeconds,
      ids: some.map(({ upstreamId }) => upstreamId),
    });
    if (outcome.kind === 'unsayable') return lookOneByOne(parts, client, attempts);
    if (outcome.kind !== 'answered') break;
    const byId = new Map(outcome.report.tasks.map((report) => [report.id, report]));
    for (const { upstreamId, request } of some) {
      const report = byId.get(upstreamId);
      const observation = report && observed(parts, report, request);
      if (observation) seen.set(upstreamId, observation);
    }
  }
  return seen;
}

/** Undefined: nothing that changes anything. */
function observed(
  parts: HttpLineParts,
  report: TaskReport,
  request: LookAt['request'],
): Observation | undefined {
  switch (report.state) {
    case null:
      parts.onUnknownWord('state');
      return undefined;
    case 'queued':
      return { state: 'queued' };
    case 'running':
      return { state: 'running', progress: report.progress ?? 0 };
    case 'succeeded':
      return { state: 'succeeded', made: madeOf(report, request) };
    case 'failed':
      return { state: 'failed', failure: report.failure ?? noReason };
    case 'cancelled':
    case 'expired':
      return { state: 'failed', failure: report.failure ?? endedThere(report.state) };
  }
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
