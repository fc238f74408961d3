/** The one way of a request to its answer: key, turn, body, act. Dialects and the platform API plug into it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Scope } from '../accounts/scopes.ts';
import type { Dialect, WireCall } from '../dialects/mechanism.ts';
import type { RequestLog } from '../requests/request-log.ts';
import type { BodyRooms } from './body-rooms.ts';
import {
  authenticated,
  callOf,
  refuseSuspended,
  requireScope,
  type ReadCallBody,
  type WireRoute,
} from './call.ts';
import { discardBody } from './discard.ts';
import type { Door, Principal } from './door.ts';
import type { JsonReader } from './json-reader.ts';
import { sayRate } from './refusals.ts';
import type { Traffic } from './traffic.ts';
import { UnderWay, type LoggedRoute } from './under-way.ts';

/** What every route is served with. */
export interface PipelineParts {
  door: Pick<Door, 'authenticate' | 'countCreate'>;
  log: Logger;
  requests: Pick<RequestLog, 'count' | 'write'>;
  rooms: BodyRooms;
  json: JsonReader;
  traffic: Traffic;
  /** Most bytes of a body where a route names no other bound. */
  bodyBytesMax: number;
  /** Requests that take longer are logged. */
  slowMs: number;
}

/** A request on its way. */
export interface Exchange {
  request: FastifyRequest<WireRoute>;
  reply: FastifyReply;
  /** Null on routes that are open to everybody. */
  principal: Principal | null;
  underWay: UnderWay;
  /** Gives something back when the request is over, however it ends: what was taken last goes first. */
  atEnd(giveBack: () => void): void;
  /** Time that was spent as the caller wished, and makes a request no slow one. */
  waitedMs: number;
}

/** What a route adds at each step. `Held` is what its own steps share of one request. */
export interface Steps<Held> {
  /** Where a key may stand; null: anybody may ask. */
  keyHeaders: Dialect['keyHeaders'] | null;
  /** Where a person may have signed in who sends no key. Null: nobody has. Throws unauthorized and forbidden. */
  signedIn?(exchange: Exchange): Promise<Principal | null>;
  /** What a caller must be allowed to do; null: nothing beyond being known. */
  needs: Scope | null;
  /** Whether it is one of the creates, uploads and changes of which a key may be allowed so many a minute. */
  counts: boolean;
  /** Whether it makes or changes something of the account: refused while that is suspended. */
  changes: boolean;
  logged: LoggedRoute;
  begin(exchange: Exchange): Held;
  /** Once it is known who asks, with the body unread: turns, and what can be refused at once. */
  admit?(exchange: Exchange, held: Held): Promise<void> | undefined;
  /** Null: a body is of no use here. */
  readBody: ((exchange: Exchange, held: Held) => Promise<ReadCallBody>) | null;
  act(exchange: Exchange, call: WireCall, held: Held): Promise<FastifyReply>;
}

export type Serve = (
  request: FastifyRequest<WireRoute>,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/**
 * An `onRequest` hook that answers, or throws what the route's error handler answers: Fastify's own steps
 * between there and a handler look at the content type before anybody has looked at the key, and cost a submit a
 * tenth of its speed. No byte of a body is read before the key is known.
 */
export function serveThrough<Held>(
  steps: Steps<Held>,
  { door, log, requests, slowMs }: Pick<PipelineParts, 'door' | 'log' | 'requests' | 'slowMs'>,
): Serve {
  return async (request, reply) => {
    const underWay = new UnderWay(request, steps.logged, requests);
    request.underWay = underWay;
    const taken: (() => void)[] = [];
    const exchange: Exchange = {
      request,
      reply,
      principal: null,
      underWay,
      atEnd: (giveBack) => void taken.push(giveBack),
      waitedMs: 0,
    };
    let read: ReadCallBody | null = null;
    try {
      const held = steps.begin(exchange);
      if (steps.keyHeaders !== null) {
        exchange.principal =
          (steps.signedIn && (await steps.signedIn(exchange))) ??
          (await authenticated(request, steps.keyHeaders, door));
        underWay.principal = exchange.principal;
        if (steps.needs !== null) requireScope(exchange.principal, steps.needs);
        if (steps.changes) refuseSuspended(exchange.principal);
        const counted = steps.counts ? door.countCreate(exchange.principal) : undefined;
        if (counted) sayRate(reply, await counted);
      }
      const admission = steps.admit?.(exchange, held);
      // Where there is room, without a turn of the queue of promises.
      if (admission) await admission;
      read = steps.readBody && (await steps.readBody(exchange, held));
      if (read) taken.push(read.release);
      else discardBody(request.raw);
      underWay.body = read?.body;
      const answered = await steps.act(
        exchange,
        callOf(request, read?.body, read?.metadataText),
        held,
      );
      underWay.answered(reply);
      return answered;
    } finally {
      for (const giveBack of taken.toReversed()) giveBack();
      // Soon done, or given up.
      if (read?.clear) await read.clear();
      const tookMs = performance.now() - underWay.startedMs - exchange.waitedMs;
      if (tookMs > slowMs) {
        const { api, path: route } = steps.logged;
        log.warn(
          { requestId: request.id, method: request.method, api, route, tookMs },
          'slow request',
        );
      }
    }
  };
}
