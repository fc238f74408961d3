import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { decodeCall } from '../../dialects/codec.ts';
import type { AnyOperation, Dialect, WireCall } from '../../dialects/mechanism.ts';
import { refuse } from '../../generation/problems.ts';
import { announcesBody, discardBody, readBody } from '../body.ts';
import type { ByteBudget } from '../body.ts';
import type { Door, Principal } from '../door.ts';
import { apiKey, idempotencyKey, requireJson } from '../headers.ts';
import { parseJson, refuseUnstorable } from '../json.ts';
import { jsonType } from '../refusals.ts';

/** What every operation of every dialect is served with. */
export interface OpenApiParts {
  door: Door;
  log: Logger;
  budget: ByteBudget;
  /** Most bytes of a body where an operation names no other bound. */
  bodyBytesMax: number;
  /** Requests that take longer are logged. */
  slowMs: number;
  isDraining(): boolean;
}

/** Fastify's router and its query parser give strings only; they become a WireCall as they are. */
export interface WireRoute {
  Params: WireCall['path'];
  Querystring: WireCall['query'];
}

interface Outcome {
  body: unknown;
  replayed: boolean;
}

/**
 * Serves one operation: key, body, schemas, decode, the core's door, encode. Whatever is refused on
 * the way is thrown and answered by the route's error handler. No byte of a body is read before the
 * key is known.
 *
 * It is an `onRequest` hook that answers: Fastify's own steps between there and a handler look at
 * the content type before anybody has looked at the key, and cost a submit a tenth of its speed.
 */
export function serveOperation(dialect: Dialect, op: AnyOperation, parts: OpenApiParts) {
  const { budget, log } = parts;
  const perform = performer(dialect, op, parts.door);
  const takesBody = op.asks.schemas.body !== undefined;
  const bodyBytesMax = op.bodyBytesMax ?? parts.bodyBytesMax;

  return async (request: FastifyRequest<WireRoute>, reply: FastifyReply): Promise<FastifyReply> => {
    const startedMs = performance.now();
    let heldBytes = 0;
    try {
      const principal = op.open ? null : await authenticated(request, dialect, parts.door);
      if (op.does === 'create' && parts.isDraining()) throw stopping();

      let body: unknown;
      if (takesBody) {
        if (announcesBody(request.raw)) requireJson(request.headers);
        if (request.headers.expect !== undefined) reply.raw.writeContinue();
        const bytes = await readBody(request.raw, bodyBytesMax, budget);
        heldBytes = bytes.length;
        body = parseJson(bytes);
      } else {
        discardBody(request.raw);
      }

      const { params: path, query } = request;
      // What cannot be stored can stand in a URL only percent-encoded.
      if (request.url.includes('%')) {
        refuseUnstorable('path', path);
        refuseUnstorable('query', query);
      }
      const outcome = await perform(principal, { path, query, body }, request);
      if (outcome.replayed) reply.header('idempotent-replayed', 'true');
      return reply
        .code(op.status)
        .header('content-type', jsonType)
        .header('cache-control', 'no-store')
        .send(JSON.stringify(outcome.body));
    } finally {
      budget.give(heldBytes);
      const tookMs = performance.now() - startedMs;
      if (tookMs > parts.slowMs) {
        log.warn(
          { requestId: request.id, dialect: dialect.name, does: op.does, tookMs },
          'slow request',
        );
      }
    }
  };
}

async function authenticated(
  request: FastifyRequest<WireRoute>,
  dialect: Dialect,
  door: Door,
): Promise<Principal> {
  const key = apiKey(request.headers, dialect.keyHeaders);
  if (key === null) {
    throw refuse('unauthorized', 'API key missing: send it as Authorization: Bearer <key>.');
  }
  const principal = await door.authenticate(key);
  if (principal === null) throw refuse('unauthorized', 'Invalid API key');
  return principal;
}

type Perform = (
  principal: Principal | null,
  call: WireCall,
  request: FastifyRequest<WireRoute>,
) => Promise<Outcome>;

function performer(dialect: Dialect, op: AnyOperation, door: Door): Perform {
  if (op.does === 'create') {
    return async (principal, call, request) => {
      const { view, replayed } = await door.create(known(principal), {
        dialect,
        idempotencyKey: idempotencyKey(request.headers),
        decode: () => decodeCall(op, call),
      });
      return { body: op.answers.encode(view), replayed };
    };
  }
  if (op.does === 'models') {
    return async (_principal, call) => {
      decodeCall(op, call);
      return { body: op.answers.encode(door.models(dialect)), replayed: false };
    };
  }
  return async (principal, call) => {
    const { id } = decodeCall(op, call);
    const view = await door[op.does](known(principal), id);
    return { body: op.answers.encode(view), replayed: false };
  };
}

/** An operation that is open, yet acts for an account, finds nobody to act for. */
function known(principal: Principal | null): Principal {
  if (principal === null) throw refuse('unauthorized', 'Invalid API key');
  return principal;
}

function stopping(): Error {
  return refuse('overloaded', 'This server is stopping. Send the request again in a moment.', {
    retryAfterSeconds: 2,
  });
}
