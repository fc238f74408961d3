/**
 * The closed catalogue of everything that we refuse or that fails. Dialects render a problem in
 * their own shape; no other place invents an error code.
 */
import { Untraced } from './untraced.ts';

/** How a request can be refused: code -> HTTP status where a dialect has no reason to differ. */
export const problemStatus = {
  /** A field has a wrong value, type or combination. */
  invalid_parameter: 400,
  /** A required field is missing. */
  missing_parameter: 400,
  /** The body is no JSON, or holds what cannot be stored (NUL, lone surrogates, too deep). */
  malformed_body: 400,
  /** No such model here, or one that nobody serves at present. */
  model_unavailable: 400,
  /** The model has no price for this request: refused before anything is spent. */
  unpriced: 400,
  /** It can cost more than the request itself allows. */
  above_max_credits: 400,
  /** A medium could not be fetched: refused address, time-out, HTTP error. */
  media_unreachable: 400,
  /** A medium was fetched but is of a wrong type, size, shape or length. */
  media_invalid: 400,
  unauthorized: 401,
  insufficient_credits: 402,
  /** A budget of the key or of the account lets no more of it in, whatever the wallet holds. */
  budget_exceeded: 402,
  /** Known, and not allowed to do this: a key's scopes, or a person's role. */
  forbidden: 403,
  /** The operator has suspended the account: it is read, and nothing is made or changed. */
  account_suspended: 403,
  /** Missing, or another account's: never told apart. */
  task_not_found: 404,
  /** Likewise. */
  asset_not_found: 404,
  /** Likewise, a webhook endpoint. */
  endpoint_not_found: 404,
  /** Likewise, of a webhook. */
  delivery_not_found: 404,
  export_not_found: 404,
  /** Likewise. */
  member_not_found: 404,
  /** Likewise. */
  invitation_not_found: 404,
  /** Likewise, a sign-in of somebody else. */
  session_not_found: 404,
  /** Of a mail address. */
  person_not_found: 404,
  /** Likewise, a key. */
  key_not_found: 404,
  /** Likewise, a request in the log of requests. */
  request_not_found: 404,
  route_not_found: 404,
  method_not_allowed: 405,
  not_cancellable: 409,
  /** Its file was asked for before the task has succeeded. */
  not_finished: 409,
  /** Missing, or another account's. */
  notice_not_found: 404,
  /** The account keeps as many assets, or as many bytes of them, as it may. */
  asset_limit: 409,
  /** The account has as many webhook endpoints as it may. */
  endpoint_limit: 409,
  /** Who is asked to join an account has joined it. */
  already_member: 409,
  /** The account has as many members and open invitations as it may. */
  member_limit: 409,
  /** The account would have no owner, or the installation no admin. */
  last_owner: 409,
  /** A link that lets somebody in once: used, withdrawn, too old, or never made. */
  link_spent: 410,
  /** The account has as many keys, or a key as many secrets, as it may. */
  key_limit: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  /** The same idempotency key came with another request. */
  idempotency_mismatch: 422,
  rate_limited: 429,
  internal: 500,
  /**
   * Too much at once, starting or stopping, or another request under its idempotency key is still being worked on:
   * come back after `retryAfterSeconds`.
   */
  overloaded: 503,
} as const satisfies Record<string, number>;

/** Of things that only our own API has: no dialect ever tells them. */
export const platformProblems: ReadonlySet<string> = new Set([
  'endpoint_not_found',
  'delivery_not_found',
  'export_not_found',
  'endpoint_limit',
  'member_not_found',
  'invitation_not_found',
  'session_not_found',
  'person_not_found',
  'already_member',
  'member_limit',
  'last_owner',
  'link_spent',
  'key_not_found',
  'key_limit',
  'request_not_found',
  'notice_not_found',
] satisfies (keyof typeof problemStatus)[]);

export type ProblemCode = keyof typeof problemStatus;

/** By which the same request gets through another time, without anything being changed. */
export const passingProblems: ReadonlySet<ProblemCode> = new Set([
  'rate_limited',
  'internal',
  'overloaded',
]);

export interface Problem {
  code: ProblemCode;
  /** A sentence for the customer: names the field, what is wrong with the value and the way out. */
  message: string;
  /** The field in the client's own words, such as `content[1].image_url.url`. */
  field?: string;
  retryAfterSeconds?: number;
  /** The rate that was reached: told by headers as well. */
  rate?: Rate;
}

/** So much in so long a time, of which so much is left, and more in so many seconds. */
export interface Rate {
  /** Lower-case words with hyphens, such as `key-creates`. */
  name: string;
  quota: number;
  windowSeconds: number;
  left: number;
  moreSeconds: number;
}

/**
 * Thrown by the core and by codecs; the door renders it in the dialect's shape. No other class carries a problem to
 * whoever asked.
 */
export class ProblemError extends Untraced {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function refuse(
  code: ProblemCode,
  message: string,
  more: Pick<Problem, 'field' | 'retryAfterSeconds' | 'rate'> = {},
): ProblemError {
  return new ProblemError({ code, message, ...more });
}

/** Why an accepted task did not become a video. */
export const failureCodes = [
  'content_policy',
  /** Whoever was to make it says that what is asked will not do. */
  'invalid_parameter',
  'provider_error',
  'timeout',
  'media_fetch_failed',
  'cancelled',
  'expired',
] as const;
export type FailureCode = (typeof failureCodes)[number];

export interface Failure {
  code: FailureCode;
  /** Shown to the customer: names fields as this client named them. */
  message: string;
  /** What the line that failed it said, as far as it can be told. */
  upstream?: UpstreamWords;
}

/** Rows of before have none. */
export interface UpstreamWords {
  /** In which dialect it speaks. */
  dialect?: string;
  /** Its own word, such as `OutputAudioSensitiveContentDetected`: clients branch on it. */
  code?: string;
  /** Its own sentence, where `message` is not the same to the letter. */
  message?: string;
}
