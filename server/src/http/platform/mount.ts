import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { writeJson } from '../../generation/written-json.ts';
import { announcesBody } from '../body.ts';
import type { BodyRooms } from '../body-rooms.ts';
import { authenticated, callOf, readJsonBody, type ReadCallBody, type WireRoute } from '../call.ts';
import { passing } from '../core-door.ts';
import { discardBody } from '../discard.ts';
import type { Door, Principal } from '../door.ts';
import { apiKey, bodyForm, lookAgainAfter } from '../headers.ts';
import type { JsonReader } from '../json-reader.ts';
import { jsonType, plainShape, sendProblem } from '../refusals.ts';
import type { Traffic } from '../traffic.ts';
import type { JsonRoute, PlatformRoute, StreamRoute } from './route.ts';
import { eventStreamHeaders, retryText } from './sse.ts';

/** The platform API: our own, beside those of the dialects. */
export interface PlatformApi {
  routes: readonly PlatformRoute[];
  /** The server stops: streams end, everything else is finished. */
  drain(): void;
}

export interface PlatformApiParts {
  door: Pick<Door, 'authenticate'>;
  log: Logger;
  rooms: BodyRooms;
  json: JsonReader;
  traffic: Traffic;
  bodyBytesMax: number;
  /** Requests that take longer are logged. */
  slowMs: number;
}

type Request = FastifyRequest<WireRoute>;

const platformPrefix = '/platform/v1';
const platformKeys = ['bearer'] as const;

/** Mounts every route below `/platform/v1`. Refusals are problem details, as everywhere outside of dialects. */
export function mountPlatform(
  app: FastifyInstance,
  routes: readonly PlatformRoute[],
  parts: PlatformApiParts,
): void {
  for (const [url, here] of Map.groupBy(routes, ({ path }) => routePath(path))) {
    const taken = here.flatMap((route) => {
      const methods = 'act' in route && route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
      // Answered before Fastify looks at the content type, which comes after the key.
      app.route<WireRoute>({ method: methods, url, onRequest: serve(route, parts), handler });
      return methods;
    });
    const allow = taken.join(', ');
    app.route({
      method: app.supportedMethods.filter((method) => !taken.includes(method)),
      url,
      handler: (request, reply) =>
        sendProblem(
          plainShape,
          { code: 'method_not_allowed', message: `This path takes ${allow}.` },
          request,
          reply.header('allow', allow),
        ),
    });
  }
}

/** Fastify wants one on every route; the hook before it has answered. */
function handler(): never {
  throw new Error('a route has not answered');
}

/** `/tasks/{id}` as Fastify writes it, with the prefix. */
function routePath(path: string): string {
  return platformPrefix + path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function serve(route: PlatformRoute, parts: PlatformApiParts) {
  return async (request: Request, reply: FastifyReply): Promise<FastifyReply> => {
    const principal = await authenticated(request, platformKeys, parts.door);
    return 'act' in route
      ? answer(route, parts, principal, request, reply)
      : stream(route, parts, principal, request, reply);
  };
}

async function answer(
  route: JsonRoute,
  parts: PlatformApiParts,
  principal: Principal,
  request: Request,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const startedMs = performance.now();
  const leave = await parts.traffic.read(principal.accountId);
  let release: (() => void) | undefined;
  try {
    const { body, ...read } = await bodyOf(route, parts, principal, request);
    release = read.release;
    const result = await passing(route.act(principal, callOf(request, body)));
    const { status } = route.answers;
    reply.header('cache-control', 'no-store');
    if (route.goesOn?.(result)) reply.header('retry-after', lookAgainAfter);
    if (status === 204) return await reply.code(204).send();
    return sendJson(request, reply.code(status), writeJson(result));
  } finally {
    release?.();
    leave();
    const tookMs = performance.now() - startedMs;
    if (tookMs > parts.slowMs) {
      parts.log.warn({ requestId: request.id, route: route.path, tookMs }, 'slow request');
    }
  }
}

/** A body is read after the key is known, and only where the route has a use for it. */
async function bodyOf(
  { asks }: JsonRoute,
  { rooms, json, bodyBytesMax }: PlatformApiParts,
  { accountId }: Principal,
  { raw, headers }: Request,
): Promise<ReadCallBody> {
  if (!asks.body) {
    discardBody(raw);
    return { body: undefined, release: () => undefined };
  }
  if (announcesBody(raw)) bodyForm(headers, 'json');
  return readJsonBody(raw, bodyBytesMax, rooms.of(accountId), json);
}

/** What a client has already is not sent again. */
function sendJson(request: Request, reply: FastifyReply, text: string): FastifyReply {
  reply.header('content-type', jsonType);
  if (request.method !== 'GET' && request.method !== 'HEAD') return reply.send(text);
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  // Kept, if at all, only to be asked about again.
  reply.header('cache-control', 'private, no-cache').header('etag', tag);
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim()) ?? [];
  const isKnown = known.some((one) => one === '*' || one.replace(/^W\//, '') === tag);
  return isKnown ? reply.removeHeader('content-type').code(304).send() : reply.send(text);
}

async function stream(
  route: StreamRoute,
  { door }: PlatformApiParts,
  principal: Principal,
  request: Request,
  reply: FastifyReply,
): Promise<FastifyReply> {
  discardBody(request.raw);
  const header = request.headers['last-event-id'];
  const begun = await passing(
    route.open(principal, callOf(request, undefined), {
      lastEventId: typeof header === 'string' ? header : undefined,
      async isAllowed() {
        const key = apiKey(request.headers, platformKeys);
        return key !== null && (await door.authenticate(key)) !== null;
      },
      begin() {
        reply.hijack();
        // What hooks have set for every answer.
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) reply.raw.setHeader(name, value);
        }
        reply.raw.writeHead(200, eventStreamHeaders).write(retryText);
        return reply.raw;
      },
    }),
  );
  // With 204 a browser's EventSource stops to come back.
  return begun ? reply : reply.code(204).header('cache-control', 'no-store').send();
}
