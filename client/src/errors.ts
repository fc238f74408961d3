import type { Problem, ProblemCode, Task } from './api-types.ts';

/** What this client throws; but for what an AbortSignal of yours gives as its reason, there is nothing else. */
export class FilmgateError extends Error {
  override readonly name: string = 'FilmgateError';
}

/** There was no answer: the network failed, or the server was not reached. Whether the request arrived is not known. */
export class ConnectionError extends FilmgateError {
  override readonly name: string = 'ConnectionError';
}

/** There was no answer within `timeoutMs`. */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError';
}

interface Refusal {
  status: number;
  headers: Headers;
  /** Null: what answered was no Filmgate, such as a proxy in front of it. */
  problem: Problem | null;
}

/** The server refused. There is a class for each kind; `code` tells them apart further. */
export class ApiError extends FilmgateError {
  override readonly name: string = 'ApiError';
  /** Of HTTP. */
  readonly status: number;
  /** Such as `insufficient_credits`; `unknown` where what answered was no Filmgate. */
  readonly code: ProblemCode | 'unknown' | (string & {});
  /** Name it when you ask for help; null where what answered was no Filmgate. */
  readonly requestId: string | null;
  /** When it is worth to try again; null: nobody said. */
  readonly retryAfterSeconds: number | null;
  /** Whether the same request may get through later. */
  readonly retryable: boolean;
  /** What in the request is meant, where it is one thing. */
  readonly field: string | null;
  /** The answer's body: problem details after RFC 9457. */
  readonly problem: Problem | null;

  constructor({ status, headers, problem }: Refusal) {
    super(problem?.detail ?? `The server answered ${String(status)}, and not as Filmgate does.`);
    this.status = status;
    this.code = problem?.code ?? 'unknown';
    this.requestId = problem?.instance ?? headers.get('x-request-id');
    this.retryAfterSeconds = retryAfterSeconds(headers);
    this.retryable = problem?.retryable ?? isRetryable(status);
    this.field = problem?.field ?? null;
    this.problem = problem;
  }
}

/** 400, 413, 415, 422: the request will not do as it is. */
export class InvalidRequestError extends ApiError {
  override readonly name = 'InvalidRequestError';
}

/** 401: the key is missing, wrong, expired or revoked. */
export class AuthenticationError extends ApiError {
  override readonly name = 'AuthenticationError';
}

/** 402: the balance, a budget or `maxCredits` does not allow it. */
export class PaymentError extends ApiError {
  override readonly name = 'PaymentError';
}

/** 403: this key may not do that. */
export class PermissionError extends ApiError {
  override readonly name = 'PermissionError';
}

/** 404, 410: there is no such thing, or it is another account’s. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}

/** 409: it cannot be done in the state that things are in. */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
}

/** 429: too much at a time. */
export class RateLimitError extends ApiError {
  override readonly name = 'RateLimitError';
}

/** 500 and above. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError';
}

/** The task is over without a video. Nothing was charged. */
export class TaskError extends FilmgateError {
  override readonly name = 'TaskError';
  readonly task: Task;
  /** Such as `content_policy`. */
  readonly code: string;

  constructor(task: Task) {
    super(task.failure?.message ?? `The task is ${task.state}.`);
    this.task = task;
    this.code = task.failure?.code ?? task.state;
  }
}

/** What came as a webhook is none of ours, or too old to be taken. */
export class WebhookError extends FilmgateError {
  override readonly name = 'WebhookError';
}

type ApiErrorClass = new (refusal: Refusal) => ApiError;

const byStatus: Readonly<Record<number, ApiErrorClass>> = {
  400: InvalidRequestError,
  401: AuthenticationError,
  402: PaymentError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  410: NotFoundError,
  413: InvalidRequestError,
  415: InvalidRequestError,
  422: InvalidRequestError,
  429: RateLimitError,
};

export function errorOf(refusal: Refusal): ApiError {
  const Kind = byStatus[refusal.status] ?? (refusal.status >= 500 ? ServerError : ApiError);
  return new Kind(refusal);
}

/** Of statuses that tell of a moment, not of the request: where the server itself says nothing of it. */
function isRetryable(status: number): boolean {
  return [429, 502, 503, 504].includes(status);
}

/** Of the header, which holds seconds or a date; null where there is none that can be read. */
export function retryAfterSeconds(headers: Headers): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, Math.ceil((atMs - Date.now()) / 1000));
}
