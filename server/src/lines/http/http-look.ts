import { noReason } from '../../dialects/failures.ts';
import type { Deed, Dialect, ListCommand, TaskReport } from '../../dialects/mechanism.ts';
import type { Failure } from '../../generation/problems.ts';
import type { ResultUrls } from '../../tasks/results.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import type { CallOutcome, LineClient } from './client.ts';
import { inClientsNames } from './client-names.ts';
import type { LookAt, Observation } from '../../making/driver.ts';
import { callAbout, isAbout } from './http-about.ts';
import type { HttpLineParts } from './parts.ts';
import { recordSeconds } from '../../making/driver.ts';
import { outputReported } from '../../making/output.ts';

/** How a line is asked what became of tasks. */

/** Whether a dialect lists tasks by their ids: many looks at once. */
export function listsById(dialect: Dialect): boolean {
  return dialect.operations.some(
    (operation) =>
      operation.does === 'list' && !('unsayable' in operation.asks.encode(listOf(['an-id'], {}))),
  );
}

/** A list that names no tier tells the default one alone. */
function listOf(ids: readonly string[], { flex }: Pick<PlannedRequest, 'flex'>): ListCommand {
  return {
    limit: ids.length,
    from: { page: 1 },
    order: 'newest',
    withinSeconds: recordSeconds,
    ids,
    flex,
  };
}

/** The calls were taken from the rate before. */
export async function lookOneByOne(
  parts: HttpLineParts,
  client: LineClient,
  attempts: readonly LookAt[],
): Promise<Map<string, Observation>> {
  const seen = new Map<string, Observation>();
  await Promise.all(
    attempts.map(async (attempt) => {
      const outcome = await callAbout(parts, client, 'get', attempt);
      // A failed look is not a failed task; and a record that its platform no longer has may have been made.
      if (outcome.kind !== 'answered') {
        noteFailed(parts, outcome);
        return;
      }
      const observation = observed(parts, client, outcome.report, attempt);
      if (observation) seen.set(attempt.upstreamId, observation);
    }),
  );
  return seen;
}

export interface LookedByList {
  seen: Map<string, Observation>;
  /** Those of which it says nothing, though it answered. */
  missing: readonly LookAt[];
  /** With so many ids the upstream, or a proxy before it, does not take the address. */
  isTooLong: boolean;
}

/** In one address, which is as long as a few kilobytes at most: what else it says is short. */
const idsCharactersMost = 11_000;
/** Of a query's word before each of them, such as `&filter.task_ids=`. */
const wordCharacters = 18;

/** Those that one list can name, the first ones: ids may be long, and longer in an address. */
function namable(attempts: readonly LookAt[]): readonly LookAt[] {
  let characters = 0;
  const most = attempts.findIndex(({ upstreamId }) => {
    characters += encodeURIComponent(upstreamId).length + wordCharacters;
    return characters > idsCharactersMost;
  });
  return most < 0 ? attempts : attempts.slice(0, most);
}

/** The call was taken from the rate before; all are of one tier. Of more than one address can name, the rest is not looked at. */
export async function lookByList(
  parts: HttpLineParts,
  client: LineClient,
  all: readonly LookAt[],
): Promise<LookedByList> {
  const attempts = namable(all);
  const ids = attempts.map(({ upstreamId }) => upstreamId);
  const outcome = await client.call('list', listOf(ids, { flex: attempts[0]?.request.flex }));
  const seen = new Map<string, Observation>();
  if (outcome.kind !== 'answered') {
    noteFailed(parts, outcome);
    const isRefused = outcome.kind === 'refused';
    const isTooLong = isRefused && [413, 414, 431].includes(outcome.status);
    return { seen, missing: isRefused ? attempts : [], isTooLong };
  }
  const byId = new Map(outcome.report.tasks.map((report) => [report.id, report]));
  for (const attempt of attempts) {
    const report = byId.get(attempt.upstreamId);
    if (!report || !isAbout(parts, report, attempt)) continue;
    const observation = observed(parts, client, report, attempt);
    if (observation) seen.set(attempt.upstreamId, observation);
  }
  const missing = attempts.filter(({ upstreamId }) => !byId.has(upstreamId));
  return { seen, missing, isTooLong: false };
}

function noteFailed(
  { trouble }: HttpLineParts,
  outcome: Exclude<CallOutcome<Deed>, { kind: 'answered' }>,
): void {
  // That one is noted already.
  if (outcome.kind === 'lost' && outcome.isOfAnother) return;
  trouble('failed_look', wordsOf(outcome));
}

/** Of a call that brought no answer that can be used. */
function wordsOf(outcome: Exclude<CallOutcome<Deed>, { kind: 'answered' }>): string {
  if (outcome.kind !== 'refused') return outcome.reason;
  return `HTTP ${String(outcome.status)}: ${outcome.refusal.failure.message}`;
}

/** Undefined: nothing that changes anything. */
function observed(
  parts: HttpLineParts,
  client: LineClient,
  report: TaskReport,
  { upstreamId, request }: LookAt,
): Observation | undefined {
  const named = (failure: Failure): Failure => inClientsNames(parts, request, failure);
  switch (report.state) {
    case null:
      parts.trouble('unknown_word', `the state of ${report.id}`);
      return undefined;
    case 'queued':
      return { state: 'queued' };
    case 'running':
      return { state: 'running', progress: report.progress ?? 0 };
    case 'succeeded': {
      const urls = urlsIn(report);
      if (urls === null && client.video(upstreamId) === null) {
        parts.trouble('success_without_file', `${upstreamId} succeeded and names no video`);
        return { state: 'fileless' };
      }
      const made = outputReported(report, request);
      return { state: 'succeeded', made, ...tookSeconds(report), ...(urls && { urls }) };
    }
    case 'failed':
      return { state: 'failed', failure: named(report.failure ?? noReason), ...billed(report) };
    case 'cancelled':
    case 'expired': {
      const failure = named(report.failure ?? endedThere(report.state));
      return { state: 'failed', failure, ...billed(report) };
    }
  }
}

/** Open to whoever has the address: what needs our key is asked for when it is fetched. Null: it names no video. */
export function urlsIn(report: TaskReport): ResultUrls | null {
  const videoUrl = webAddress(report.videoUrl);
  if (videoUrl === null) return null;
  return { videoUrl, lastFrameUrl: webAddress(report.lastFrameUrl) };
}

/** In the form in which it is asked for; null where it is none. */
function webAddress(text: string | undefined): string | null {
  const url = URL.parse(text ?? '');
  return url && /^https?:$/u.test(url.protocol) ? url.href : null;
}

function tookSeconds({ createdAtMs, finishedAtMs }: TaskReport): { tookSeconds?: number } {
  if (createdAtMs === undefined || finishedAtMs === undefined) return {};
  const seconds = (finishedAtMs - createdAtMs) / 1_000;
  return seconds >= 0 && seconds <= recordSeconds ? { tookSeconds: Math.max(1, seconds) } : {};
}

function billed({ completionTokens = 0, chargedMicros = 0n }: TaskReport): { billed?: true } {
  return completionTokens > 0 || chargedMicros > 0n ? { billed: true } : {};
}

function endedThere(state: 'cancelled' | 'expired'): Failure {
  return { code: 'provider_error', message: `The task was ${state} by the provider.` };
}
