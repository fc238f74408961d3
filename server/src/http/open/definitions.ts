import type { FastifyInstance } from 'fastify';
import { openApiOf, typesOf } from '../../dialects/definitions.ts';
import type { Dialect } from '../../dialects/mechanism.ts';
import { discardBody } from '../discard.ts';
import { jsonType } from '../refusals.ts';

/** For tools: `/docs/<dialect>/openapi.json` and `types.d.ts`, open to everybody and made when they are first asked for. */
export function serveDefinitions(
  app: FastifyInstance,
  dialects: readonly Dialect[],
  contact: string | null,
): void {
  for (const dialect of dialects) {
    const place = `/docs/${dialect.name}`;
    serveText(app, `${place}/openapi.json`, jsonType, () =>
      JSON.stringify(openApiOf(dialect, contact), null, 2),
    );
    serveText(app, `${place}/types.d.ts`, 'text/plain; charset=utf-8', () => typesOf(dialect));
  }
}

function serveText(app: FastifyInstance, url: string, type: string, make: () => string): void {
  let text: string | undefined;
  app.route({
    method: ['GET', 'HEAD'],
    url,
    handler: (request, reply) => {
      discardBody(request.raw);
      text ??= make();
      return reply
        .header('content-type', type)
        .header('cache-control', 'public, max-age=300')
        .send(text);
    },
  });
}
