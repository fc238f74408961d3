import type { FastifyInstance } from 'fastify';
import type { AnyOperation, Dialect, FileOperation, NotOffered } from '../../dialects/mechanism.ts';
import type { Problem } from '../../generation/problems.ts';
import type { WireRoute } from '../call.ts';
import { dialectShape, errorHandler, sendProblem } from '../refusals.ts';
import { junction } from './junction.ts';
import { ownPrefix } from './nearest.ts';
import { serveFile, serveOperation } from './operation.ts';
import type { Offered, OpenApiParts } from './operation.ts';

/**
 * Mounts every operation of every dialect at its documented path, and again under `/d/<dialect>`,
 * where no other dialect can stand at the same place. Every answer is in the dialect's shape.
 */
export function mountDialects(
  app: FastifyInstance,
  dialects: readonly Dialect[],
  parts: OpenApiParts,
): void {
  mountPlaces(app, dialects, parts);
  for (const dialect of dialects) {
    app.register(
      (scope, _options, done) => {
        mountPlaces(scope, [dialect], parts);
        done();
      },
      { prefix: ownPrefix(dialect) },
    );
  }
}

/** All that is offered at one URL, by method. */
interface Place {
  url: string;
  operations: Map<AnyOperation['method'], Offered[]>;
  files: Offered<FileOperation>[];
}

function mountPlaces(
  app: FastifyInstance,
  dialects: readonly Dialect[],
  parts: OpenApiParts,
): void {
  for (const place of placesOf(dialects)) mountPlace(app, place, parts);
  for (const dialect of dialects) {
    for (const what of dialect.notOffered ?? []) refuseByName(app, dialect, what);
  }
}

function placesOf(dialects: readonly Dialect[]): Place[] {
  const places = new Map<string, Place>();
  const placeAt = (path: string): Place => {
    const url = routePath(path);
    const place = places.get(url) ?? { url, operations: new Map(), files: [] };
    places.set(url, place);
    return place;
  };
  for (const dialect of dialects) {
    for (const op of dialect.operations) {
      const { operations } = placeAt(op.path);
      operations.set(op.method, [...(operations.get(op.method) ?? []), { dialect, op }]);
    }
    for (const op of dialect.files ?? []) placeAt(op.path).files.push({ dialect, op });
  }
  return [...places.values()];
}

function mountPlace(app: FastifyInstance, place: Place, parts: OpenApiParts): void {
  const { url } = place;
  let taken: readonly string[] = [];
  const take = (method: 'GET' | 'POST' | 'PUT' | 'DELETE'): string[] => {
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    taken = [...taken, ...methods];
    return methods;
  };
  for (const [method, candidates] of place.operations) {
    const [only, ...others] = candidates;
    if (!only) continue;
    const { offered, ...shared } =
      others.length > 0 ? junction(candidates, parts.door) : { offered: only };
    app.route<WireRoute>({
      method: take(method),
      url,
      onRequest: serveOperation(offered, parts, 'choose' in shared ? shared : undefined),
      handler: answeredBefore,
      errorHandler: errorHandler(dialectShape(offered.dialect, offered.op), parts.log),
    });
  }
  for (const offered of place.files) {
    app.route<WireRoute>({
      method: take('GET'),
      url,
      handler: serveFile(offered, parts),
      errorHandler: errorHandler(dialectShape(offered.dialect, offered.op), parts.log),
    });
  }
  refuseOtherMethods(app, place, taken);
}

function refuseByName(app: FastifyInstance, dialect: Dialect, { path, message }: NotOffered): void {
  const shape = dialectShape(dialect, null);
  app.route({
    method: app.supportedMethods,
    url: routePath(path),
    handler: (request, reply) =>
      sendProblem(shape, { code: 'route_not_found', message }, request, reply),
  });
}

function refuseOtherMethods(app: FastifyInstance, place: Place, taken: readonly string[]): void {
  const here = [...place.operations.values()].flat().map(({ dialect }) => dialect);
  const dialect = here.find(({ recognises }) => !recognises) ?? here[0] ?? place.files[0]?.dialect;
  if (!dialect) return;
  const shape = dialectShape(dialect, null);
  const allow = taken.join(', ');
  app.route({
    method: app.supportedMethods.filter((method) => !taken.includes(method)),
    url: place.url,
    handler: (request, reply) =>
      sendProblem(shape, methodNotAllowed(allow), request, reply.header('allow', allow)),
  });
}

/** Fastify wants a handler on every route; the operation has answered in its hook. */
function answeredBefore(): never {
  throw new Error('an operation did not answer');
}

function methodNotAllowed(allow: string): Problem {
  return { code: 'method_not_allowed', message: `This path takes ${allow} only.` };
}

/** `/tasks/{taskId}` as Fastify writes it; a colon of the documented path stays a colon. */
function routePath(documented: string): string {
  return documented.replaceAll(':', '::').replaceAll(/\{(\w+)\}/g, ':$1');
}
