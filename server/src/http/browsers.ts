/** Pages of other origins: which may call the API, and what they see of an answer. */
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { costHeader, usageHeader } from './cost-headers.ts';

/** What answers say beside their body. Of other headers than a few of the browser's own choice a page sees nothing. */
const exposedHeaders = [
  'X-Request-Id',
  'X-Client-Request-Id',
  'Retry-After',
  'X-Should-Retry',
  'RateLimit',
  'RateLimit-Policy',
  'Idempotent-Replayed',
  'Deprecation',
  'Sunset',
  costHeader,
  usageHeader,
  'ETag',
  'Location',
  'Accept-Ranges',
  'Content-Range',
];

/** As long as any browser keeps what a preflight was told. */
const maxAge = 7_200;

const shared = {
  // A key is the credential, and a page sends it itself: cookies are none here.
  credentials: false,
  exposedHeaders,
  maxAge,
  // OPTIONS without a preflight's headers is any other request.
  strictPreflight: false,
} satisfies FastifyCorsOptions;

/**
 * Lets pages of exactly these origins call every route, preflights answered before anybody looks for a key; for
 * none, a page gets no word about it. To be registered before the routes.
 */
export function openToOrigins(app: FastifyInstance, origins: readonly string[]): void {
  const listed = new Set(origins);
  app.register(cors, {
    ...shared,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    origin:
      listed.size === 0
        ? false
        : (origin, done) => {
            done(null, origin !== undefined && listed.has(origin) ? origin : false);
          },
  });
}

/** Of a route that any page may read, such as signed links: the signature is what protects a file. */
export const anyOrigin: FastifyCorsOptions = { ...shared, origin: '*', methods: ['GET', 'HEAD'] };
