import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AnyOperation, Dialect, FileOperation, Refusal } from '../dialects/mechanism.ts';
import type { Language } from '../generation/problem-texts.ts';
import { passingProblems, ProblemError, problemStatus } from '../generation/problems.ts';
import type { Problem, ProblemCode, Rate } from '../generation/problems.ts';
import { StorageError, storeTroubleKind } from '../media/store/store-trouble.ts';
import { isTransient } from '../postgres/transient.ts';
import { discardBody } from './discard.ts';
import { languageOf, usualLanguage } from './language.ts';
import { detailOf, problemJson } from './problem-json.ts';

/** How a part of the server says no: the status and the body, written as JSON of this type. */
export interface RefusalShape {
  contentType: string;
  refusal(problem: Problem, to: RefusedRequest): Refusal;
}

interface RefusedRequest {
  requestId: string;
  language: Language;
}

export const jsonType = 'application/json; charset=utf-8';

export function dialectShape(
  dialect: Dialect,
  operation: AnyOperation | FileOperation | null,
): RefusalShape {
  return {
    contentType: jsonType,
    refusal(problem, { language }) {
      const message = detailOf(problem.code, problem.message, language);
      return dialect.problem({ ...problem, message }, operation);
    },
  };
}

/** Problem details of RFC 9457, for all that is no dialect. */
export const plainShape: RefusalShape = {
  contentType: 'application/problem+json; charset=utf-8',
  refusal: (problem, { requestId, language }) => ({
    status: problemStatus[problem.code],
    body: problemJson(problem, { requestId, language, retryable: helpsAgain(problem) }),
  }),
};

/** A Fastify error handler that answers in `shape` whatever was thrown. */
export function errorHandler(shape: RefusalShape, log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    void sendProblem(shape, problemOf(error, request, log), request, reply);
  };
}

declare module 'fastify' {
  interface FastifyInstance {
    supportAddress: string | null;
  }
}

/** What customers cannot mend by themselves. */
const needsPeople: ReadonlySet<ProblemCode> = new Set([
  'internal',
  'insufficient_credits',
  'unauthorized',
  'unpriced',
  'account_suspended',
]);

function withSupport(problem: Problem, address: string | null): Problem {
  if (address === null || !needsPeople.has(problem.code)) return problem;
  const sentence = problem.message.replace(/[.]?$/u, '.');
  return { ...problem, message: `${sentence} Ask ${address} for help.` };
}

export function sendProblem(
  shape: RefusalShape,
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  // Clients of dialects ask for no language: their account says it.
  const language =
    shape === plainShape
      ? languageOf(request.headers['accept-language'])
      : (request.underWay?.language ?? usualLanguage);
  const { status, body } = shape.refusal(withSupport(problem, request.server.supportAddress), {
    requestId: request.id,
    language,
  });
  if (shape === plainShape) reply.header('content-language', language);
  if (problem.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  const helps = helpsAgain(problem);
  sayAgain(reply, helps);
  if (helps)
    reply.header('retry-after', String(Math.ceil(problem.retryAfterSeconds ?? usualSeconds)));
  if (problem.rate) sayRate(reply, problem.rate);
  discardBody(request.raw);
  request.underWay?.refused(status, problem);
  return reply
    .code(status)
    .header('content-type', shape.contentType)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(body));
}

const usualSeconds = 1;

/**
 * As draft-ietf-httpapi-ratelimit-headers has it since its eighth: names are quoted strings of RFC 9651. The time is
 * that until there is more, which of a refusal is when `Retry-After` says to come back.
 */
export function sayRate(
  reply: FastifyReply,
  { name, quota, windowSeconds, left, moreSeconds }: Rate,
): void {
  reply
    .header('ratelimit-policy', `"${name}";q=${String(quota)};w=${String(windowSeconds)}`)
    .header('ratelimit', `"${name}";r=${String(left)};t=${String(Math.ceil(moreSeconds))}`);
}

/**
 * Whether the same request may get through a little later. Clients go by the status where nothing is said, and
 * send a 409 or a 429 again that will stay one.
 */
export function helpsAgain({ code, retryAfterSeconds }: Problem): boolean {
  return retryAfterSeconds !== undefined || passingProblems.has(code);
}

/** In the words that the official clients of several platforms go by, before the status. */
export function sayAgain(reply: FastifyReply, helps: boolean): void {
  reply.header('x-should-retry', String(helps));
}

function problemOf(error: unknown, request: FastifyRequest, log: Logger): Problem {
  if (error instanceof ProblemError) return error.problem;
  const status = statusOfFastifyError(error);
  if (status !== null && status < 500) return problemOfStatus(status);
  if (isTransient(error)) return busyDatabase;
  if (storeTroubleKind(error) !== null) return busyStorage;
  const { id: requestId, method, routeOptions } = request;
  log.error({ err: error, requestId, method, route: routeOptions.url }, 'request failed');
  if (error instanceof StorageError) return busyStorage;
  return {
    code: 'internal',
    message: `Something went wrong on our side. If it stays, name the request ${requestId}.`,
  };
}

/** What is transient passes by itself, whatever was asked; the part that it is about has told its operator. */
export const busyDatabase: Problem = {
  code: 'overloaded',
  message:
    'The service cannot reach its database at the moment; send the request again shortly, with the same Idempotency-Key if it has one.',
  retryAfterSeconds: 1,
};

const busyStorage: Problem = {
  code: 'overloaded',
  message:
    'The service cannot use its storage at the moment; send the request again shortly, with the same Idempotency-Key if it has one.',
  retryAfterSeconds: 5,
};

/** Null for errors that are not Fastify's own: whatever status those carry is not meant for clients. */
function statusOfFastifyError(error: unknown): number | null {
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return null;
  const isFastifys = typeof error.code === 'string' && error.code.startsWith('FST_ERR_');
  return isFastifys && typeof error.statusCode === 'number' ? error.statusCode : null;
}

/** What Fastify refuses before a handler runs. */
function problemOfStatus(status: number): Problem {
  switch (status) {
    case 404:
    case 414:
      return { code: 'route_not_found', message: 'There is nothing at this path.' };
    case 413:
      return { code: 'body_too_large', message: 'The body is too large.' };
    case 415:
      return {
        code: 'unsupported_media_type',
        message: 'Send the body as Content-Type: application/json.',
      };
    default:
      return {
        code: 'invalid_parameter',
        message: 'The request cannot be read: check that % is written as %25 in its path.',
      };
  }
}
