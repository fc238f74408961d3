import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { networksOf } from '../accounts/networks.ts';
import type { Dialect } from '../dialects/mechanism.ts';
import { requestIds } from '../requests/ids.ts';
import type { RequestLog } from '../requests/request-log.ts';
import { holdBody } from './body.ts';
import { createBodyRooms } from './body-rooms.ts';
import { openToOrigins } from './browsers.ts';
import type { Door } from './door.ts';
import type { FormStore } from './form.ts';
import { clientRequestId, hostTrouble } from './headers.ts';
import type { ConsoleBuild } from './console/build.ts';
import { serveConsole } from './console/serve.ts';
import { serveDocs } from './docs/serve.ts';
import { serveHealth } from './health.ts';
import type { Health } from './health.ts';
import { heedHalfClosed } from './hang-ups.ts';
import { createJsonReader } from './json-reader.ts';
import { serveLineCallbacks } from './line-callbacks.ts';
import type { LineCallbacks } from './line-callbacks.ts';
import { serveMedia } from './media.ts';
import type { MediaRoutes } from './media.ts';
import { mountDialects } from './open/mount.ts';
import { nearestDialect } from './open/nearest.ts';
import { createPipelines } from './pipelines.ts';
import { mountPlatform, type PlatformApi } from './platform/mount.ts';
import { dialectShape, errorHandler, plainShape, sendProblem } from './refusals.ts';
import { answerSocketError } from './socket-errors.ts';
import { createTraffic } from './traffic.ts';

export interface ServerOptions {
  door: Door;
  platform: PlatformApi;
  dialects: readonly Dialect[];
  media: MediaRoutes;
  /** Where files of forms go. */
  uploads: FormStore;
  callbacks: LineCallbacks;
  health: Health;
  /** Told of every request of a caller who is known. */
  requests: Pick<RequestLog, 'count' | 'write'>;
  /** Null: it was not built. */
  console: ConsoleBuild | null;
  config: ServerConfig;
  log: Logger;
}

export interface ServerConfig {
  /** Most bytes of a body where an operation names no other bound. */
  bodyBytesMax: number;
  /** Most bytes of all bodies up to 1 MiB that this process holds at one time; beyond it callers get a 503. */
  bodyBytesInFlightMax: number;
  /** The same of larger ones, which wait for room unread. */
  largeBytesInFlightMax: number;
  /** How long they wait, until they get a 503. */
  largeWaitMs: number;
  /** Headers must have arrived in a third of this time, and a body in all of it from when it is read. */
  requestTimeoutMs: number;
  /** A connection on which nothing moves is cut: above the longest submit, which fetches media. */
  connectionTimeoutMs: number;
  /** How long a read waits where its account has all those under way that it may have. */
  readWaitMs: number;
  keepAliveTimeoutMs: number;
  /** While it stops: how long it still listens, so that clients learn of it from an answer. */
  drainLingerMs: number;
  /**
   * While it stops: how long open requests may take in all before they are cut. Callbacks under way
   * and the database are stopped after it, all within the ten seconds that a SIGTERM leaves.
   */
  drainMaxMs: number;
  /** Requests that take longer are logged. */
  slowMs: number;
  /** Proxies whose X-Forwarded-For is believed, as addresses or networks. */
  trustedProxies: readonly string[];
  /** Of pages that may call the API, each as a browser names it in `Origin`. */
  origins: readonly string[];
  /** Whom customers ask: told in the refusals that only people can mend. Null: nobody is named. */
  supportAddress: string | null;
}

export const serverDefaults: ServerConfig = {
  bodyBytesMax: 1024 * 1024,
  bodyBytesInFlightMax: 256 * 1024 * 1024,
  largeBytesInFlightMax: 96 * 1024 * 1024,
  largeWaitMs: 20_000,
  requestTimeoutMs: 30_000,
  connectionTimeoutMs: 120_000,
  readWaitMs: 5_000,
  keepAliveTimeoutMs: 72_000,
  drainLingerMs: 500,
  drainMaxMs: 5_500,
  slowMs: 2_000,
  trustedProxies: [],
  origins: [],
  supportAddress: null,
};

/**
 * The HTTP server, not yet listening. `close` drains it: what is open is finished, every further
 * answer closes its connection, new submits are refused with a 503.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { config, dialects, log } = options;
  const nearest = nearestDialect(dialects);
  const shapeAt = (url: string) => {
    const dialect = nearest(url.split('?', 1)[0] ?? '');
    return dialect === null ? plainShape : dialectShape(dialect, null);
  };

  const app = fastify({
    // A child logger per request costs an eighth of all reads; ours logs what failed or was slow.
    logger: false,
    genReqId: requestIds(),
    exposeHeadRoutes: false,
    // While it closes, requests on open connections are still served: reads must not fail.
    return503OnClosing: false,
    serverFactory: (handle) => openHttpServer(handle, config),
    // A base URL that ends in a slash is the commonest slip of clients.
    routerOptions: { maxParamLength: 256, ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    clientErrorHandler: answerSocketError,
    frameworkErrors(error, request, reply) {
      reply.header('x-request-id', request.id);
      errorHandler(shapeAt(request.url), log)(error, request, reply);
    },
  });

  // Bodies are left unread: each part of the server reads its own, after it knows who sends them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    const theirs = clientRequestId(request.headers['x-client-request-id']);
    if (theirs !== null) reply.header('x-client-request-id', theirs);
    done(hostTrouble(request.raw) ?? undefined);
  });

  openToOrigins(app, config.origins);

  app.decorateRequest('underWay', null);
  app.decorate('supportAddress', config.supportAddress);
  app.decorate('trustedProxies', networksOf(config.trustedProxies));
  app.setErrorHandler(errorHandler(plainShape, log));
  const site = serveConsole(app, options.console);
  app.setNotFoundHandler((request, reply) => {
    if (site.answer(request, reply)) return reply;
    return sendProblem(
      shapeAt(request.url),
      {
        code: 'route_not_found',
        message: `There is nothing at this path for ${request.method}. Check the base URL.`,
      },
      request,
      reply,
    );
  });

  app.addHook('preClose', async () => options.platform.drain());
  const isDraining = drainOnClose(app, config);
  serveHealth(app, options.health, isDraining);
  serveMedia(app, options.media);
  serveDocs(app, { dialects, routes: options.platform.routes, contact: config.supportAddress });
  const rooms = createBodyRooms({
    smallBytesMax: config.bodyBytesInFlightMax,
    largeBytesMax: config.largeBytesInFlightMax,
    waitMs: config.largeWaitMs,
    arriveMs: config.requestTimeoutMs,
  });
  const json = createJsonReader();
  app.addHook('onClose', () => json.close());
  serveLineCallbacks(app, options.callbacks, rooms);
  const parts = {
    door: options.door,
    log,
    requests: options.requests,
    rooms,
    json,
    traffic: createTraffic(config),
    bodyBytesMax: config.bodyBytesMax,
    slowMs: config.slowMs,
    isDraining,
  };
  mountPlatform(app, options.platform, {
    ...parts,
    media: options.media,
    uploads: options.uploads,
  });
  mountDialects(app, dialects, { ...parts, media: options.media, uploads: options.uploads });
  return app;
}

function openHttpServer(handle: RequestListener, config: ServerConfig): Server {
  const pipelines = createPipelines();
  const server = createHttpServer(
    {
      keepAliveTimeout: config.keepAliveTimeoutMs,
      headersTimeout: config.requestTimeoutMs / 3,
      // Bodies have times of their own, which begin when they are read.
      requestTimeout: config.requestTimeoutMs * 2 + config.largeWaitMs,
      connectionsCheckingInterval: config.requestTimeoutMs / 6,
    },
    pipelines.bound(handle),
  );
  heedHalfClosed(server);
  server.setTimeout(config.connectionTimeoutMs);
  // Without a listener Node says 100 Continue at once, before anybody has looked at the key.
  const afterAsking = pipelines.bound((request, response) => {
    holdBody(request, () => {
      response.writeContinue();
    });
    handle(request, response);
  });
  server.on('checkContinue', afterAsking);
  return server;
}

/** Fastify closes the connection after every answer to a request that begins while it closes. */
function drainOnClose(app: FastifyInstance, config: ServerConfig): () => boolean {
  let isDraining = false;
  app.addHook('preClose', async () => {
    isDraining = true;
    // Connections whose request began before now are dropped soon after their answer.
    app.server.keepAliveTimeout = 1;
    setTimeout(() => app.server.closeAllConnections(), config.drainMaxMs).unref();
    if (app.server.listening) await wait(config.drainLingerMs);
  });
  return () => isDraining;
}
