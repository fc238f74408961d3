/** What dialects share about refusals: plain words for ours, and how an upstream's is taken. */
import type { FailureCode, ProblemCode } from '../generation/problems.ts';
import type { Deed, UpstreamRefusal } from './mechanism.ts';

/** The machine word for a problem where a platform has none of its own. */
export const plainCodes: Readonly<Record<ProblemCode, string>> = {
  invalid_parameter: 'invalid_parameter',
  missing_parameter: 'invalid_parameter',
  malformed_body: 'invalid_parameter',
  model_unavailable: 'invalid_parameter',
  unpriced: 'invalid_parameter',
  media_unreachable: 'invalid_parameter',
  media_invalid: 'invalid_parameter',
  unauthorized: 'unauthorized',
  insufficient_credits: 'insufficient_credits',
  task_not_found: 'task_not_found',
  route_not_found: 'not_found',
  method_not_allowed: 'method_not_allowed',
  not_cancellable: 'not_cancellable',
  not_finished: 'not_finished',
  asset_not_found: 'asset_not_found',
  asset_limit: 'asset_limit',
  endpoint_not_found: 'endpoint_not_found',
  delivery_not_found: 'delivery_not_found',
  endpoint_limit: 'endpoint_limit',
  idempotency_running: 'idempotency_conflict',
  body_too_large: 'body_too_large',
  unsupported_media_type: 'unsupported_media_type',
  idempotency_mismatch: 'idempotency_conflict',
  rate_limited: 'rate_limited',
  internal: 'internal_error',
  overloaded: 'overloaded',
};

/** What a dialect reads out of the body of a refusal; null where there is nothing to be read. */
export interface ToldRefusal {
  code?: string;
  message?: string;
  /** It has the platform's own shape, and not one that proxies, frameworks or other platforms write as well. */
  isOwn: boolean;
}

/** Whether a text says no more than a status does, as frameworks do where they know no such path. */
export function isBareStatus(text: string): boolean {
  return /^(?:\d{3} )?(?:(?:page|route) )?(?:not found|method not allowed)\.?$/iu.test(text.trim());
}

/** Error codes of upstreams that say why a request itself will not do, as our failures. */
const requestFailures: Readonly<Record<string, FailureCode>> = {
  content_policy: 'content_policy',
  media_fetch_failed: 'media_fetch_failed',
  timeout: 'timeout',
};

/** Unknown codes are failures of the provider. */
export function failureCodeOf(code: string | null | undefined): FailureCode {
  return code && Object.hasOwn(requestFailures, code)
    ? (requestFailures[code] ?? 'provider_error')
    : 'provider_error';
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
export function readRefusal(
  answer: { status: number; told: ToldRefusal | null },
  does: Deed,
): UpstreamRefusal {
  const kind = creates.has(does) ? kindOfCreate(answer) : kindOfRepeatable(answer.status, does);
  // Words about our own account with an upstream are not for a customer.
  const message = kind === 'definite' ? answer.told?.message : undefined;
  return {
    kind,
    isOwn: answer.told?.isOwn ?? false,
    failure: {
      code: failureCodeOf(answer.told?.code),
      message: message ?? 'The provider refused the request.',
    },
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
const passingCodes: ReadonlySet<string | undefined> = new Set([
  'unauthorized',
  'insufficient_credits',
  'model_unavailable',
  'rate_limited',
]);

function kindOfCreate({
  status,
  told,
}: {
  status: number;
  told: ToldRefusal | null;
}): UpstreamRefusal['kind'] {
  if (passingStatuses.has(status)) return 'passing';
  if (status < 500 && passingCodes.has(told?.code)) return 'passing';
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
