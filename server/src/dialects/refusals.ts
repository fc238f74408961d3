/** What dialects share about refusals: plain words for ours, and how an upstream's is taken. */
import { z } from 'zod';
import type { Failure, ProblemCode } from '../generation/problems.ts';
import { failureIn, wordIn } from './failures.ts';
import { isOfTheLine, isUnchecked } from './meanings.ts';
import type { Deed, UpstreamRefusal } from './mechanism.ts';

/** The machine word for a problem where a platform has none of its own. */
export const plainCodes: Readonly<Record<ProblemCode, string>> = {
  invalid_parameter: 'invalid_parameter',
  missing_parameter: 'invalid_parameter',
  malformed_body: 'invalid_parameter',
  model_unavailable: 'invalid_parameter',
  unpriced: 'invalid_parameter',
  above_max_credits: 'above_max_credits',
  media_unreachable: 'invalid_parameter',
  media_invalid: 'invalid_parameter',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  account_suspended: 'account_suspended',
  insufficient_credits: 'insufficient_credits',
  budget_exceeded: 'insufficient_credits',
  task_not_found: 'task_not_found',
  route_not_found: 'not_found',
  method_not_allowed: 'method_not_allowed',
  not_cancellable: 'not_cancellable',
  not_finished: 'not_finished',
  asset_not_found: 'asset_not_found',
  asset_limit: 'asset_limit',
  endpoint_not_found: 'endpoint_not_found',
  delivery_not_found: 'delivery_not_found',
  export_not_found: 'export_not_found',
  endpoint_limit: 'endpoint_limit',
  member_not_found: 'member_not_found',
  invitation_not_found: 'invitation_not_found',
  session_not_found: 'session_not_found',
  person_not_found: 'person_not_found',
  already_member: 'already_member',
  member_limit: 'member_limit',
  last_owner: 'last_owner',
  link_spent: 'link_spent',
  key_not_found: 'key_not_found',
  notice_not_found: 'notice_not_found',
  key_limit: 'key_limit',
  request_not_found: 'request_not_found',
  body_too_large: 'body_too_large',
  unsupported_media_type: 'unsupported_media_type',
  idempotency_mismatch: 'idempotency_conflict',
  rate_limited: 'rate_limited',
  internal: 'internal_error',
  overloaded: 'overloaded',
};

/** What a dialect reads out of the body of a refusal; null where there is nothing to be read. */
export interface ToldRefusal {
  /** The upstream's own word, or one that means the same. */
  code?: string | undefined;
  message?: string | undefined;
  /** It has the platform's own shape, and not one that proxies, frameworks or other platforms write as well. */
  isOwn: boolean;
}

/** Whether a text says no more than a status does, as frameworks do where they know no such path. */
export function isBareStatus(text: string): boolean {
  return /^(?:\d{3} )?(?:(?:page|route) )?(?:not found|method not allowed)\.?$/iu.test(text.trim());
}

/**
 * Of a create, of a task or of an asset:
 * - definite: 400, 413, 415, 422 and other 4xx: the request itself was refused, and would be elsewhere.
 * - passing: 401, 402, 403, 404, 405 speak of our account or address there and not of the request, and
 *   so do the words for them under any status below 500; 425 and 429 say later; a 503 in the platform's
 *   own shape is its own refusal at the door.
 * - ambiguous: 408, 409 and every other 5xx, because a server, or a proxy before it, may have lost the
 *   answer of a task that was accepted. So is whatever else cannot be read.
 *
 * Reads and cancels can be repeated: only what the upstream says of the task itself is definite there
 * (404 and 410, and 409 for a cancel or delete); one of these that was lost is ambiguous, all else is
 * passing.
 */
export function readRefusal(answer: RefusalToRead, does: Deed): UpstreamRefusal {
  const said = answer.told ?? toldAnyhow(answer.body);
  const told = said && { ...said, code: wordIn(said) };
  const { status } = answer;
  const kind = creates.has(does) ? kindOfCreate({ status, told }) : kindOfRepeatable(status, does);
  return { kind, isOwn: told?.isOwn ?? false, failure: failureOf(kind, status, told) };
}

export interface RefusalToRead {
  status: number;
  told: ToldRefusal | null;
  /** For words in a shape that is not the platform's. */
  body?: unknown;
}

function failureOf(
  kind: UpstreamRefusal['kind'],
  status: number,
  told: ToldRefusal | null,
): Failure {
  // Words about our own account with an upstream are not for a customer.
  const isForCustomers =
    kind === 'definite' || (kind === 'passing' && isUnchecked(told?.code ?? ''));
  if (!isForCustomers)
    return { code: 'provider_error', message: 'The provider refused the request.' };
  if (!told?.code && !told?.message?.trim()) {
    return failureIn({}, `The provider refused the request with HTTP ${String(status)}`);
  }
  const failure = failureIn(told ?? {}, 'The provider refused the request');
  // It was refused for what it asks, in words that nobody here knows.
  const isUnknown = failure.code === 'provider_error' && kind === 'definite';
  return isUnknown && !isInternal(told?.code) ? { ...failure, code: 'invalid_parameter' } : failure;
}

function isInternal(code = ''): boolean {
  return /internal|server_?error/iu.test(code);
}

const someText = z.string().optional().catch(undefined);
const inside = z.object({ code: someText, message: someText });
const anyBody = z.object({
  ...inside.shape,
  error: z.union([z.string(), inside]).optional().catch(undefined),
  msg: someText,
  detail: someText,
});

/** Words in a body of a shape that is not the platform's; null: there are none. */
function toldAnyhow(body: unknown): ToldRefusal | null {
  if (typeof body === 'string') return { message: body, isOwn: false };
  const whole = anyBody.safeParse(body).data;
  if (!whole) return null;
  const { error, msg, detail } = whole;
  const { code, message } =
    typeof error === 'string' ? { message: error, code: undefined } : (error ?? {});
  return {
    code: code ?? whole.code,
    message: message ?? whole.message ?? msg ?? detail,
    isOwn: false,
  };
}

const creates: ReadonlySet<Deed> = new Set([
  'create',
  'assetCreate',
  'assetCreateMany',
  'assetUpload',
]);
const passingStatuses: ReadonlySet<number> = new Set([401, 402, 403, 404, 405, 425, 429]);
const ambiguousStatuses: ReadonlySet<number> = new Set([408, 409]);

function kindOfCreate({
  status,
  told,
}: {
  status: number;
  told: ToldRefusal | null;
}): UpstreamRefusal['kind'] {
  if (passingStatuses.has(status)) return 'passing';
  const code = told?.code ?? '';
  if (status < 500 && (isOfTheLine(code) || isUnchecked(code))) return 'passing';
  if (status === 503 && told?.isOwn) return 'passing';
  if (ambiguousStatuses.has(status)) return 'ambiguous';
  return status >= 400 && status < 500 ? 'definite' : 'ambiguous';
}

function kindOfRepeatable(status: number, does: Deed): UpstreamRefusal['kind'] {
  if (status === 404 || status === 410) return 'definite';
  // Platforms that have no other cancel delete a task instead.
  if (does !== 'cancel' && does !== 'delete') return 'passing';
  if (status === 409) return 'definite';
  return status >= 500 || status < 400 ? 'ambiguous' : 'passing';
}
