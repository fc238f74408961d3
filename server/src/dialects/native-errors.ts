/**
 * Errors of the native API, both ways: `{"error":{"code","message","param","type"}}`. Source: Volcengine
 * Ark's and BytePlus ModelArk's tables of error codes, November 2026.
 *
 * Not documented there, so chosen here: the code of an unknown task and of an unknown path (`NotFound`),
 * and the codes and types of statuses that the tables do not have (402, 405, 409, 413, 415, 422, 503).
 */
import { z } from 'zod';
import { problemStatus } from '../generation/problems.ts';
import type { Failure, FailureCode, Problem, ProblemCode } from '../generation/problems.ts';
import { failureTold } from './failures.ts';
import type { ToldError } from './failures.ts';
import { isNativeWord } from './meanings.ts';
import type { AnyOperation, Refusal, UpstreamRefusal } from './mechanism.ts';
import { readRefusal } from './refusals.ts';

interface NativeWord {
  code: string;
  /** Where it is not the usual one of the problem. */
  status?: number;
}
/** The words of a platform that differ from the native ones. */
export type NativeWords = Readonly<Partial<Record<ProblemCode, NativeWord>>>;

/** How the native API refuses. */
const words: Readonly<Record<ProblemCode, NativeWord>> = {
  invalid_parameter: { code: 'InvalidParameter' },
  missing_parameter: { code: 'MissingParameter' },
  malformed_body: { code: 'InvalidParameter' },
  model_unavailable: { code: 'InvalidEndpointOrModel.NotFound', status: 404 },
  unpriced: { code: 'InvalidParameter' },
  above_max_credits: { code: 'InvalidParameter' },
  media_unreachable: { code: 'InvalidParameter' },
  media_invalid: { code: 'InvalidParameter' },
  unauthorized: { code: 'AuthenticationError' },
  forbidden: { code: 'AccessDenied' },
  account_suspended: { code: 'AccessDenied' },
  insufficient_credits: { code: 'AccountOverdueError', status: 403 },
  budget_exceeded: { code: 'AccountOverdueError', status: 403 },
  task_not_found: { code: 'NotFound' },
  asset_not_found: { code: 'NotFound' },
  route_not_found: { code: 'NotFound' },
  method_not_allowed: { code: 'MethodNotAllowed' },
  not_cancellable: { code: 'InvalidAction.RunningTaskDeletion' },
  not_finished: { code: 'InvalidAction' },
  asset_limit: { code: 'Conflict' },
  endpoint_not_found: { code: 'NotFound' },
  delivery_not_found: { code: 'NotFound' },
  export_not_found: { code: 'NotFound' },
  endpoint_limit: { code: 'Conflict' },
  member_not_found: { code: 'NotFound' },
  invitation_not_found: { code: 'NotFound' },
  session_not_found: { code: 'NotFound' },
  person_not_found: { code: 'NotFound' },
  already_member: { code: 'Conflict' },
  member_limit: { code: 'Conflict' },
  last_owner: { code: 'Conflict' },
  link_spent: { code: 'NotFound' },
  key_not_found: { code: 'NotFound' },
  notice_not_found: { code: 'NotFound' },
  key_limit: { code: 'Conflict' },
  request_not_found: { code: 'NotFound' },
  body_too_large: { code: 'RequestTooLarge' },
  unsupported_media_type: { code: 'UnsupportedMediaType' },
  idempotency_mismatch: { code: 'Conflict' },
  rate_limited: { code: 'AccountRateLimitExceeded' },
  internal: { code: 'InternalServiceError' },
  overloaded: { code: 'ServerOverloaded' },
};

const types: Readonly<Partial<Record<number, string>>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  402: 'PaymentRequired',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'RequestTooLarge',
  415: 'UnsupportedMediaType',
  422: 'UnprocessableEntity',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};

/** @public Wire types are exported, used here or not. */
export interface NativeRefusal {
  error: { code: string; message: string; param: string; type: string };
}

const toldText = z.string().optional().catch(undefined);
const refusalBody = z.object({
  error: z.object({ code: toldText, message: toldText }),
});

export function nativeWordOf(code: ProblemCode, own: NativeWords): NativeWord {
  return own[code] ?? words[code];
}

export function nativeProblem(
  { code: problemCode, message, field }: Problem,
  own: NativeWords = {},
): Refusal {
  const { code, status = problemStatus[problemCode] } = nativeWordOf(problemCode, own);
  const body: NativeRefusal = {
    error: { code, message, param: field ?? '', type: types[status] ?? 'BadRequest' },
  };
  return { status, body };
}

/** Their request ids stand at the end of a message, and would tell our customers nothing. */
function withoutRequestId(message: string): string {
  const at = message.search(/Request id: \S+$/iu);
  return at === -1 ? message : message.slice(0, at).trimEnd();
}

export function nativeRefusal(
  { status, body }: { status: number; body: unknown },
  { does }: Pick<AnyOperation, 'does'>,
): UpstreamRefusal {
  const { code, message } = refusalBody.safeParse(body).data?.error ?? {};
  if (!code && !message) return readRefusal({ status, told: null, body }, does);
  const isOwn = isNativeWord(code ?? '') && message !== undefined;
  const told = { code, message: message && withoutRequestId(message), isOwn };
  return readRefusal({ status, told }, does);
}

/** Of a failed task. */
export const nativeError = z.object({ code: z.string(), message: z.string() });

const failureWords: Readonly<Record<FailureCode, string>> = {
  content_policy: 'OutputVideoSensitiveContentDetected',
  invalid_parameter: 'InvalidParameter',
  provider_error: 'InternalServiceError',
  timeout: 'InternalServiceError',
  media_fetch_failed: 'InvalidParameter',
  cancelled: 'InternalServiceError',
  expired: 'InternalServiceError',
};

/** Failures that come back as another one. */
export const nativeLostFailures = {
  timeout: 'provider_error',
  media_fetch_failed: 'invalid_parameter',
  cancelled: 'provider_error',
  expired: 'provider_error',
} as const satisfies Partial<Record<FailureCode, FailureCode>>;

/** The upstream's own word, where it is a native one: clients branch on which of many it is. */
export function encodeNativeFailure(failure: Failure | null): z.infer<typeof nativeError> {
  const { code, message, upstream } = failure ?? unsaid;
  const own = upstream?.code;
  return {
    code: own !== undefined && isNativeWord(own) ? own : failureWords[code],
    message,
  };
}

const unsaid: Failure = { code: 'provider_error', message: 'The generation failed.' };

export function decodeNativeFailure(told: ToldError | null | undefined): Failure | undefined {
  return failureTold(told && { ...told, message: withoutRequestId(told.message ?? '') });
}
