import type { FastifyInstance } from 'fastify';
import type { WireRoute } from './call.ts';
import type { Serve } from './pipeline.ts';
import { sendProblem, type errorHandler, type RefusalShape } from './refusals.ts';

/** What is served at one path for one method. */
export interface Served {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A HEAD is answered as the GET is, without its body. */
  takesHead: boolean;
  serve: Serve;
  errorHandler: ReturnType<typeof errorHandler>;
}

/** Mounts what is served at a path; every other method is refused there in this shape. */
export function mountPath(
  app: FastifyInstance,
  path: string,
  served: readonly Served[],
  shape: RefusalShape,
): void {
  const url = routePath(path);
  const taken = served.flatMap(({ method, takesHead, serve, errorHandler }) => {
    const methods = takesHead ? [method, 'HEAD'] : [method];
    app.route<WireRoute>({ method: methods, url, onRequest: serve, handler, errorHandler });
    return methods;
  });
  const allow = taken.join(', ');
  app.route({
    method: app.supportedMethods.filter((method) => !taken.includes(method)),
    url,
    handler: (request, reply) =>
      sendProblem(
        shape,
        { code: 'method_not_allowed', message: `This path takes ${allow} only.` },
        request,
        reply.header('allow', allow),
      ),
  });
}

/** Fastify wants one on every route; the pipeline has answered in its hook. */
function handler(): never {
  throw new Error('a route has not answered');
}

/** `/tasks/{id}` as Fastify writes it; a colon of the documented path stays a colon. */
export function routePath(documented: string): string {
  return documented.replaceAll(':', '::').replaceAll(/\{(\w+)\}/g, ':$1');
}
