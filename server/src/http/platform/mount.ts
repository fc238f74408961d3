import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError, type ProblemCode } from '../../generation/problems.ts';
import { writeJson } from '../../generation/written-json.ts';
import { addressOf } from '../addresses.ts';
import { announcesBody } from '../body.ts';
import { known, readJsonBody, type WireRoute } from '../call.ts';
import { passing } from '../core-door.ts';
import { apiKey, bodyForm, lookAgainAfter } from '../headers.ts';
import { mountPath } from '../paths.ts';
import { serveThrough, type PipelineParts, type Serve, type Steps } from '../pipeline.ts';
import { errorHandler, jsonType, plainShape } from '../refusals.ts';
import type { JsonRoute, PlatformRoute, StreamRoute } from './route.ts';
import { eventStreamHeaders, retryText } from './sse.ts';

/** The platform API: our own, beside those of the dialects. */
export interface PlatformApi {
  routes: readonly PlatformRoute[];
  /** The server stops: streams end, everything else is finished. */
  drain(): void;
}

const platformPrefix = '/platform/v1';
const keyHeaders = ['bearer'] as const;

/** Mounts every route below `/platform/v1`. Refusals are problem details, as everywhere outside of dialects. */
export function mountPlatform(
  app: FastifyInstance,
  routes: readonly PlatformRoute[],
  parts: PipelineParts,
): void {
  for (const [path, here] of Map.groupBy(routes, (route) => platformPrefix + route.path)) {
    const served = here.map((route) => ({
      method: route.method,
      takesHead: 'act' in route && route.method === 'GET',
      serve: 'act' in route ? serveJson(route, parts) : serveStream(route, parts),
      errorHandler: errorHandler(plainShape, parts.log),
    }));
    mountPath(app, path, served, plainShape);
  }
}

function serveJson(route: JsonRoute, parts: PipelineParts): Serve {
  const steps: Steps<null> = {
    keyHeaders,
    needs: route.needs,
    // What takes something away is not refused for being many.
    counts: route.method === 'POST' || route.method === 'PATCH',
    named: { route: route.path },
    begin: () => null,
    async admit({ principal, atEnd }) {
      atEnd(await parts.traffic.read(known(principal).accountId));
    },
    // Only where the route has a use for it.
    readBody: route.asks.body
      ? async ({ request: { raw, headers }, principal }) => {
          if (announcesBody(raw)) bodyForm(headers, 'json');
          const room = parts.rooms.of(known(principal).accountId);
          return readJsonBody(raw, parts.bodyBytesMax, room, parts.json);
        }
      : null,
    async act({ request, reply, principal }, call) {
      const result = await passing(route.act(known(principal), call));
      const { status } = route.answers;
      reply.header('cache-control', 'no-store');
      if (route.goesOn?.(result)) reply.header('retry-after', lookAgainAfter);
      if (status === 204) return reply.code(204).send();
      return sendJson(request, reply.code(status), writeJson(result));
    },
  };
  return serveThrough(steps, parts);
}

/** What a client has already is not sent again. */
function sendJson(
  request: FastifyRequest<WireRoute>,
  reply: FastifyReply,
  text: string,
): FastifyReply {
  reply.header('content-type', jsonType);
  if (request.method !== 'GET' && request.method !== 'HEAD') return reply.send(text);
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  // Kept, if at all, only to be asked about again.
  reply.header('cache-control', 'private, no-cache').header('etag', tag);
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim()) ?? [];
  const isKnown = known.some((one) => one === '*' || one.replace(/^W\//, '') === tag);
  return isKnown ? reply.removeHeader('content-type').code(304).send() : reply.send(text);
}

async function isGood(
  key: string,
  address: string,
  { door }: Pick<PipelineParts, 'door'>,
): Promise<boolean> {
  try {
    return (await door.authenticate(key, address)) !== null;
  } catch (error) {
    // It was disabled, has expired, or its addresses were changed.
    if (error instanceof ProblemError && isRefusalOfKey.has(error.problem.code)) return false;
    throw error;
  }
}

const isRefusalOfKey: ReadonlySet<ProblemCode> = new Set(['unauthorized', 'forbidden']);

function serveStream(route: StreamRoute, parts: PipelineParts): Serve {
  const steps: Steps<null> = {
    keyHeaders,
    needs: route.needs,
    counts: false,
    named: { route: route.path },
    // Without a turn: the room of streams is counted where they are opened.
    begin: () => null,
    readBody: null,
    async act({ request, reply, principal }, call) {
      const header = request.headers['last-event-id'];
      const begun = await passing(
        route.open(known(principal), call, {
          lastEventId: typeof header === 'string' ? header : undefined,
          async isAllowed() {
            const key = apiKey(request.headers, keyHeaders);
            return key !== null && (await isGood(key, addressOf(request), parts));
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
    },
  };
  return serveThrough(steps, parts);
}
