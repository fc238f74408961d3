import type { FastifyInstance } from 'fastify';
import type { Dialect } from '../../dialects/mechanism.ts';
import type { Problem } from '../../generation/problems.ts';
import { dialectShape, errorHandler, sendProblem } from '../refusals.ts';
import { ownPrefix } from './nearest.ts';
import { serveOperation } from './operation.ts';
import type { OpenApiParts, WireRoute } from './operation.ts';

/**
 * Mounts every operation of every dialect at its documented path and again under `/d/<dialect>`.
 * Each dialect is a plugin of its own, and every answer from within is in its shape.
 */
export function mountDialects(
  app: FastifyInstance,
  dialects: readonly Dialect[],
  parts: OpenApiParts,
): void {
  for (const dialect of dialects) {
    for (const prefix of ['', ownPrefix(dialect)]) {
      app.register(
        (scope, _options, done) => {
          mountDialect(scope, dialect, parts);
          done();
        },
        { prefix },
      );
    }
  }
}

function mountDialect(scope: FastifyInstance, dialect: Dialect, parts: OpenApiParts): void {
  const methodsAt = new Map<string, string[]>();
  for (const op of dialect.operations) {
    const url = routePath(op.path);
    const method = op.method === 'GET' ? ['GET', 'HEAD'] : [op.method];
    methodsAt.set(url, [...(methodsAt.get(url) ?? []), ...method]);
    scope.route<WireRoute>({
      method,
      url,
      onRequest: serveOperation(dialect, op, parts),
      handler: answeredBefore,
      errorHandler: errorHandler(dialectShape(dialect, op.does), parts.log),
    });
  }
  const shape = dialectShape(dialect, null);
  scope.setErrorHandler(errorHandler(shape, parts.log));
  for (const [url, methods] of methodsAt) {
    const allow = methods.join(', ');
    scope.route({
      method: scope.supportedMethods.filter((method) => !methods.includes(method)),
      url,
      handler: (request, reply) =>
        sendProblem(shape, methodNotAllowed(allow), request, reply.header('allow', allow)),
    });
  }
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
