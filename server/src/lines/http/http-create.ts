import type { CreateCommand } from '../../dialects/mechanism.ts';
import type { Medium } from '../../generation/request.ts';
import type { PlannedRequest } from '../../tasks/rows.ts';
import type { AnsweredIds } from './answered-ids.ts';
import type { CallForm, LineClient } from './client.ts';
import { inClientsNames } from './client-names.ts';
import { commandOf, withoutSeed } from './create-command.ts';
import type { Acceptance, AttemptOrder } from '../../making/driver.ts';
import { modelFor } from '../routing/eligible.ts';
import type { HttpLineParts } from './parts.ts';
import { assetWayOf } from '../book/line.ts';
import { withoutSecret } from './redact.ts';

/** How a line is asked to make something. */

/** Sends one create; whoever sends has taken it from the rate before. */
export async function submit(
  parts: HttpLineParts,
  client: LineClient,
  answered: AnsweredIds,
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
    case 'answered': {
      const { id } = outcome.report;
      const isIts = answered.take(id, order.attemptId) && !(await parts.isTaken(id));
      if (isIts) return { kind: 'accepted', upstreamId: id };
      const reason = withoutSecret(`it answered with the id of another task, ${id}`, parts.secret);
      parts.trouble('wrong_task', reason);
      return { kind: 'lost', reason };
    }
    case 'unsayable':
    case 'unsent':
      return notTaken(outcome.reason);
    case 'lost':
      return outcome;
    case 'refused': {
      const { kind } = outcome.refusal;
      const failure = inClientsNames(parts, order.request, outcome.refusal.failure);
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
