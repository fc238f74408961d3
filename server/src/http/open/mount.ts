import type { FastifyInstance } from 'fastify';
import type { AnyOperation, Dialect, FileOperation, NotOffered } from '../../dialects/mechanism.ts';
import { mountPath, routePath, type Served } from '../paths.ts';
import { dialectShape, errorHandler, sendProblem } from '../refusals.ts';
import { junction } from './junction.ts';
import { ownPrefix } from './nearest.ts';
import { serveFile, serveOperation } from './operation.ts';
import type { OpenApiParts } from './operation.ts';
import type { Offered } from './perform.ts';

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

/** All that is offered at one path, by method. */
interface MountPath {
  path: string;
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

function placesOf(dialects: readonly Dialect[]): MountPath[] {
  const places = new Map<string, MountPath>();
  const placeAt = (path: string): MountPath => {
    const place = places.get(path) ?? { path, operations: new Map(), files: [] };
    places.set(path, place);
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

function mountPlace(app: FastifyInstance, place: MountPath, parts: OpenApiParts): void {
  const served = [
    ...[...place.operations].map(([method, candidates]) => servedBy(method, candidates, parts)),
    ...place.files.map((offered) => ({
      method: 'GET' as const,
      takesHead: true,
      serve: serveFile(offered, parts),
      errorHandler: errorHandler(dialectShape(offered.dialect, offered.op), parts.log),
    })),
  ];
  const here = [...place.operations.values()].flat().map(({ dialect }) => dialect);
  const dialect = here.find(({ recognises }) => !recognises) ?? here[0] ?? place.files[0]?.dialect;
  if (dialect) mountPath(app, place.path, served, dialectShape(dialect, null));
}

function servedBy(
  method: AnyOperation['method'],
  candidates: readonly Offered[],
  parts: OpenApiParts,
): Served {
  const [only, ...others] = candidates;
  if (!only) throw new RangeError('a place offers nothing');
  const shared = others.length > 0 ? junction(candidates, parts.door) : undefined;
  const offered = shared?.offered ?? only;
  return {
    method,
    takesHead: method === 'GET',
    serve: serveOperation(offered, parts, shared),
    errorHandler: errorHandler(dialectShape(offered.dialect, offered.op), parts.log),
  };
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
