import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WireCall } from '../../dialects/mechanism.ts';
import { ProblemError, refuse, type ProblemCode } from '../../generation/problems.ts';
import { writeJson } from '../../generation/written-json.ts';
import { addressOf } from '../addresses.ts';
import { announcesBody } from '../body.ts';
import { networkOf } from '../../people/throttle.ts';
import type { BrowserSessions } from '../browser-sessions.ts';
import {
  callOf,
  known,
  readJsonBody,
  refuseSuspended,
  requirePerson,
  requireScope,
  type WireRoute,
} from '../call.ts';
import { passing } from '../core-door.ts';
import { readForm, type FormStore } from '../form.ts';
import { admitCreate, beginCreate, type CreateParts, type Created } from '../creates.ts';
import type { Principal } from '../door.ts';
import type { LoggedRoute } from '../under-way.ts';
import { apiKey, bodyForm, idempotencyKey, lookAgainAfter } from '../headers.ts';
import { languageOf } from '../language.ts';
import { sendMedia, type MediaRoutes } from '../media.ts';
import { mountPath } from '../paths.ts';
import {
  serveThrough,
  type Exchange,
  type PipelineParts,
  type Serve,
  type Steps,
} from '../pipeline.ts';
import { errorHandler, jsonType, plainShape } from '../refusals.ts';
import type { EarlierRequests } from '../../tasks/idempotency.ts';
import { createOnce } from './creates.ts';
import {
  changesAccount,
  countsOf,
  type StoredFileRoute,
  type JsonRoute,
  type PlatformRoute,
  type RouteFacts,
  type RouteFile,
  type StreamRoute,
} from './route.ts';
import { eventStreamHeaders, retryText } from './sse.ts';

/** The platform API: our own, beside those of the dialects. */
export interface PlatformApi {
  routes: readonly PlatformRoute[];
  sessions: BrowserSessions;
  /** What idempotency keys of creates stand for. */
  earlier: Pick<EarlierRequests, 'take'>;
  /** The server stops: streams end, everything else is finished. */
  drain(): void;
}

/** What the platform API is served with. */
type PlatformParts = PipelineParts &
  CreateParts & { uploads: FormStore; media: Pick<MediaRoutes, 'openNamed'> };

const platformPrefix = '/platform/v1';
const keyHeaders = ['bearer'] as const;
/** Of a call that anybody may make: a mail address, a password. */
const openBodyBytesMax = 16_384;

/** Mounts every route below `/platform/v1`. Refusals are problem details, as everywhere outside of dialects. */
export function mountPlatform(
  app: FastifyInstance,
  { routes, ...shared }: Pick<PlatformApi, 'routes' | 'sessions' | 'earlier'>,
  parts: PlatformParts,
): void {
  for (const [path, here] of Map.groupBy(routes, (route) => platformPrefix + route.path)) {
    const served = here.map((route) => ({
      method: route.method,
      takesHead: route.method === 'GET' && !('streams' in route),
      serve: serveRoute(route, shared, parts),
      errorHandler: errorHandler(plainShape, parts.log),
    }));
    mountPath(app, path, served, plainShape);
  }
}

function serveRoute(route: PlatformRoute, shared: Shared, parts: PlatformParts): Serve {
  if ('act' in route) return serveJson(route, shared, parts);
  return 'streams' in route
    ? serveStream(route, shared.sessions, parts)
    : serveFile(route, shared.sessions, parts);
}

/** What routes have in common beside the pipeline. */
type Shared = Pick<PlatformApi, 'sessions' | 'earlier'>;

function serveJson(route: JsonRoute, { sessions, earlier }: Shared, parts: PlatformParts): Serve {
  const { isFor, makesTask, form } = route;
  const takesBody = route.asks.body !== undefined || form !== undefined;
  const stillAllowed = async ({ request, principal }: Exchange): Promise<void> => {
    requireSame(known(principal), await lookAgain(request, sessions, parts), route);
  };
  const steps: Steps<Created> = {
    keyHeaders: isFor === 'anybody' ? null : keyHeaders,
    signedIn: ({ request, reply }) => sessions.enter(request, reply, route.form && 'form'),
    needs: route.needs,
    counts: countsOf(route),
    changes: changesAccount(route),
    logged: loggedRoute(route),
    begin(exchange) {
      sayDeprecated(exchange, route);
      return makesTask ? beginCreate(exchange, () => stillAllowed(exchange)) : {};
    },
    async admit(exchange, created) {
      const { request, principal, atEnd } = exchange;
      if (makesTask) {
        await admitCreate(exchange, parts, known(principal), created);
        return;
      }
      if (isFor === 'anybody') sessions.refuseOtherPages(request);
      if (isFor === 'people') requirePerson(known(principal));
      if (route.waits && (await waitFirst(route.waits, exchange))) await stillAllowed(exchange);
      atEnd(await parts.traffic.read(ownerOf(request, principal)));
    },
    // Only where the route has a use for it.
    readBody: takesBody
      ? async ({ request, principal }) => {
          const { raw, headers } = request;
          if (form) {
            bodyForm(headers, 'form');
            const formRoom = parts.rooms.of(ownerOf(request, principal));
            return readForm(raw, form.bytesMax, formRoom, parts.uploads);
          }
          if (announcesBody(raw)) bodyForm(headers, 'json');
          const room = parts.rooms.of(ownerOf(request, principal));
          const bytesMax = isFor === 'anybody' ? openBodyBytesMax : parts.bodyBytesMax;
          return readJsonBody(raw, bytesMax, room, parts.json);
        }
      : null,
    async act({ request, reply, principal, underWay }, call, created) {
      underWay.taskId = taskIn(route, call);
      const { creates, files, path } = route;
      const visit = sessions.visit(request, reply);
      if (files) {
        const language = languageOf(request.headers['accept-language']);
        const asking = { visit, language };
        const file = await passing(files.make(known(principal), call, asking));
        if (file) return sendFile(reply, file);
      }
      const key = creates ? idempotencyKey(request.headers) : null;
      // A body may be on its way for a minute, and who may do this be nobody any more.
      if (principal && takesBody) {
        requireSame(principal, await lookAgain(request, sessions, parts), route);
      }
      const making = { created, headers: request.headers };
      const made = makesTask ? await passing(makesTask(known(principal), call, making)) : null;
      if (made) {
        reply.header('location', made.location);
        underWay.taskId = made.taskId;
      }
      const { answer: result, replayed } =
        made ??
        (creates && key !== null
          ? await passing(createOnce(earlier, { path, creates }, { principal, key, call, visit }))
          : { answer: await passing(route.act(principal, call, visit)), replayed: false });
      if (replayed) reply.header('idempotent-replayed', 'true');
      const { status } = route.answers;
      reply.header('cache-control', 'no-store');
      if (route.goesOn?.(result)) reply.header('retry-after', lookAgainAfter);
      if (status === 204) return reply.code(204).send();
      return sendJson(request, reply.code(status), writeJson(result));
    },
  };
  return serveThrough(steps, parts);
}

function loggedRoute({ method, path }: PlatformRoute): LoggedRoute {
  return { api: 'platform', path: platformPrefix + path, isRead: method === 'GET' };
}

/** The task that a call is about; null: about none. */
function taskIn({ path }: PlatformRoute, call: WireCall): string | null {
  return path.startsWith('/tasks/{id}') ? (call.path['id'] ?? null) : null;
}

/** Until what the caller waits for has come, or the caller has left. */
async function waitFirst(
  waits: NonNullable<JsonRoute['waits']>,
  exchange: Exchange,
): Promise<boolean> {
  const { request, reply, principal } = exchange;
  const startedMs = performance.now();
  const left = new AbortController();
  const leave = (): void => left.abort();
  reply.raw.once('close', leave);
  try {
    const call = callOf(request, undefined);
    return await passing(waits(known(principal), call, left.signal));
  } finally {
    reply.raw.off('close', leave);
    exchange.waitedMs += performance.now() - startedMs;
  }
}

/** Who asks, as they are now. Null: nobody any more. */
function lookAgain(
  request: FastifyRequest<WireRoute>,
  sessions: BrowserSessions,
  parts: Pick<PipelineParts, 'door'>,
): Promise<Principal | null> {
  const key = apiKey(request.headers, keyHeaders);
  return key === null ? sessions.lookAgain(request) : isGood(key, addressOf(request), parts);
}

/** Throws unauthorized, forbidden and account_suspended. */
function requireSame(before: Principal, now: Principal | null, route: JsonRoute): void {
  const { needs } = route;
  if (now === null) {
    throw refuse('unauthorized', 'Your key or session ended while the request was on its way.');
  }
  if (needs === null) return;
  if (now.accountId !== before.accountId) {
    throw refuse('forbidden', 'You act for another account since you began to ask this.');
  }
  requireScope(now, needs);
  if (changesAccount(route)) refuseSuspended(now);
}

/** Whose share of what goes on at once it is: of who is not known, that of where they come from. */
function ownerOf(request: FastifyRequest<WireRoute>, principal: Principal | null): string {
  return principal?.accountId ?? `from ${networkOf(addressOf(request))}`;
}

/** As RFC 9745 and RFC 8594 write it, with whatever is answered. */
function sayDeprecated({ reply }: Exchange, { deprecated }: RouteFacts): void {
  if (!deprecated) return;
  const { since, sunset } = deprecated;
  const sinceSeconds = Math.floor(Date.parse(since) / 1000);
  reply
    .header('deprecation', `@${String(sinceSeconds)}`)
    .header('sunset', new Date(sunset).toUTCString());
}

function sendFile(
  reply: FastifyReply,
  { name, type, body, bytes, contentSecurityPolicy }: RouteFile,
): FastifyReply {
  const shown = contentSecurityPolicy === undefined ? 'attachment' : 'inline';
  return reply
    .headers({
      'content-type': type,
      'content-disposition': `${shown}; filename="${name}"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(bytes !== undefined && { 'content-length': bytes }),
      ...(contentSecurityPolicy !== undefined && {
        'content-security-policy': contentSecurityPolicy,
      }),
    })
    .send(body);
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

/** Null where the key is good no more. */
async function isGood(
  key: string,
  address: string,
  { door }: Pick<PipelineParts, 'door'>,
): Promise<Principal | null> {
  try {
    return await door.authenticate(key, address);
  } catch (error) {
    // It was disabled, has expired, or its addresses were changed.
    if (error instanceof ProblemError && isRefusalOfKey.has(error.problem.code)) return null;
    throw error;
  }
}

const isRefusalOfKey: ReadonlySet<ProblemCode> = new Set(['unauthorized', 'forbidden']);

/** Without a turn, as signed links are read: a picture may have to be made. */
function serveFile(route: StoredFileRoute, sessions: BrowserSessions, parts: PlatformParts): Serve {
  const steps: Steps<null> = {
    keyHeaders,
    signedIn: ({ request, reply }) => sessions.enter(request, reply),
    needs: route.needs,
    counts: false,
    changes: false,
    logged: loggedRoute(route),
    begin: () => null,
    readBody: null,
    async act({ request, reply, principal }, call) {
      const name = await passing(route.file(known(principal), call));
      const method = request.method === 'HEAD' ? 'HEAD' : 'GET';
      const { headers } = request;
      return sendMedia(reply, await passing(parts.media.openNamed(name, { method, headers })));
    },
  };
  return serveThrough(steps, parts);
}

function serveStream(route: StreamRoute, sessions: BrowserSessions, parts: PipelineParts): Serve {
  const { needs } = route;
  const steps: Steps<null> = {
    keyHeaders,
    signedIn: ({ request, reply }) => sessions.enter(request, reply),
    needs,
    counts: false,
    logged: loggedRoute(route),
    changes: false,
    // Without a turn: the room of streams is counted where they are opened.
    begin(exchange) {
      sayDeprecated(exchange, route);
      return null;
    },
    readBody: null,
    async act({ request, reply, principal }, call) {
      const header = request.headers['last-event-id'];
      const begun = await passing(
        route.open(known(principal), call, {
          lastEventId: typeof header === 'string' ? header : undefined,
          async isAllowed(more = []) {
            const still = await lookAgain(request, sessions, parts);
            const isSame = still?.accountId === known(principal).accountId;
            const all = needs === null ? more : [needs, ...more];
            return isSame && all.every((scope) => still.scopes.has(scope));
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
